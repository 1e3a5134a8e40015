//! Tokens of this machine's identities, and its tenant.

use super::errors;
use super::versions;
use crate::context::{Context, Renewal, ResponseOverrides};
use crate::endpoint::Endpoint;
use crate::http::{Reply, Request, find};
use crate::identity::selection::{CLIENT_ID, IdField, NoIdentity, PRINCIPAL_ID, RESOURCE_ID, Unnamed, select};
use serde_json::{Map, Value, json};

/// The parameters that name an identity. They are mutually exclusive, and the response echoes the given one.
const SELECTORS: [(&str, IdField); 3] =
    [("client_id", CLIENT_ID), ("object_id", PRINCIPAL_ID), ("msi_res_id", RESOURCE_ID)];

const AMBIGUOUS: &str = "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request";

/// `/metadata/identity/oauth2/token`.
pub fn token(context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
    match request.parameter("api-version") {
        None | Some("") => {
            return errors::invalid_request("Required query variable 'api-version' is missing");
        }
        Some(version) if !versions::has_identity(version) => return errors::bad_version(),
        Some(_) => {}
    }
    match issue(Endpoint::Imds, context, &request.query, overrides) {
        Ok(body) => Reply::json(200, &body),
        Err(reply) => reply,
    }
}

/// Answers a token request with these parameters, after the other checks. The VM extension uses it too.
pub fn issue(
    endpoint: Endpoint,
    context: &Context,
    parameters: &[(String, String)],
    overrides: &ResponseOverrides,
) -> Result<Map<String, Value>, Reply> {
    let find = |name| find(parameters, name);
    let resource = find("resource")
        .filter(|resource| !resource.is_empty())
        .ok_or_else(|| errors::invalid_request("Required query variable 'resource' is missing"))?;
    let given = SELECTORS.iter().filter_map(|(name, id)| Some((*name, *id, find(name)?))).collect::<Vec<_>>();
    if given.len() > 1 {
        return Err(errors::invalid_request("Only one of client_id, object_id and msi_res_id may be specified"));
    }
    let named = given.first().map(|(_, id, value)| (*id, *value));
    let host = context.inventory.host(endpoint);
    let identity = select(&context.inventory, host, named, Unnamed::SystemAssignedOrOnly);
    let identity = identity.map_err(|why| match why {
        NoIdentity::NotFound => errors::invalid_request("Identity not found"),
        NoIdentity::Ambiguous => errors::invalid_request(AMBIGUOUS),
    })?;
    if !context.knows(resource) {
        return Err(errors::invalid_resource(context, resource));
    }
    let renewal = match find("bypass_cache") {
        None => Renewal::Keep,
        Some("true") => Renewal::Always,
        Some(_) => {
            return Err(errors::invalid_request("The only value of query variable 'bypass_cache' is 'true'"));
        }
    };

    let token = context.issue(endpoint, identity, resource, renewal, overrides);
    let mut body = Map::new();
    let mut set = |name: &str, value: String| body.insert(name.to_owned(), Value::String(value));
    set("access_token", token.text.clone());
    set("client_id", identity.client_id.clone());
    set("expires_in", token.expires_in().to_string());
    set("expires_on", token.expires_on.to_string());
    set("ext_expires_in", context.tokens.lifetime().saturating_sub(1).to_string());
    set("not_before", token.not_before.to_string());
    set("resource", resource.to_owned());
    set("token_type", "Bearer".to_owned());
    if let Some((name, id, _)) = given.first() {
        set(name, id(identity).to_owned());
    }
    Ok(body)
}

/// `/metadata/identity/info`.
pub fn info(context: &Context, request: &Request) -> Reply {
    if !request.parameter("api-version").is_some_and(versions::has_identity) {
        return errors::bad_version();
    }
    let host = context.inventory.host(Endpoint::Imds);
    if host.is_none_or(|host| host.system_assigned.is_none() && host.user_assigned.is_empty()) {
        return errors::invalid_request("Identity not found");
    }
    Reply::json(200, &json!({ "tenantId": context.inventory.tenant_id }))
}
