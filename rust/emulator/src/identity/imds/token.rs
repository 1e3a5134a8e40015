//! Tokens of this machine's identities, and its tenant.

use super::{errors, versions};
use crate::fault::Endpoint;
use crate::http::{Reply, Request};
use crate::selection::{CLIENT_ID, IdOf, NoIdentity, PRINCIPAL_ID, RESOURCE_ID, Unnamed, pick};
use crate::shared::{Answering, Shared};
use crate::token::Renewal;
use serde_json::{Map, Value, json};

/// The parameters that name an identity; they exclude each other, and the answer echoes the one given.
const SELECTORS: [(&str, IdOf); 3] = [
    ("client_id", CLIENT_ID),
    ("object_id", PRINCIPAL_ID),
    ("msi_res_id", RESOURCE_ID),
];

const AMBIGUOUS: &str = "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request";

/// `/metadata/identity/oauth2/token`.
pub fn token(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    match request.parameter("api-version") {
        None | Some("") => {
            return errors::invalid_request("Required query variable 'api-version' is missing");
        }
        Some(version) if !versions::has_identity(version) => return errors::bad_version(),
        Some(_) => {}
    }
    match issue(Endpoint::Imds, shared, &request.query, answering) {
        Ok(body) => Reply::json(200, &body),
        Err(reply) => reply,
    }
}

/// The answer to a token request with these parameters, once everything around them is right; the VM extension does the same.
pub fn issue(
    endpoint: Endpoint,
    shared: &Shared,
    parameters: &[(String, String)],
    answering: &Answering,
) -> Result<Map<String, Value>, Reply> {
    let find = |name: &str| {
        parameters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let resource = find("resource")
        .filter(|resource| !resource.is_empty())
        .ok_or_else(|| errors::invalid_request("Required query variable 'resource' is missing"))?;
    let given = SELECTORS
        .iter()
        .filter_map(|(name, id)| Some((*name, *id, find(name)?)))
        .collect::<Vec<_>>();
    if given.len() > 1 {
        return Err(errors::invalid_request(
            "Only one of client_id, object_id and msi_res_id may be specified",
        ));
    }
    let named = given.first().map(|(_, id, value)| (*id, *value));
    let host = shared
        .world
        .host(endpoint)
        .ok_or_else(|| errors::invalid_request("Identity not found"))?;
    let identity =
        pick(&shared.world, host, named, Unnamed::OwnOrOnly).map_err(|why| match why {
            NoIdentity::NotFound => errors::invalid_request("Identity not found"),
            NoIdentity::Ambiguous => errors::invalid_request(AMBIGUOUS),
        })?;
    if !shared.knows(resource) {
        return Err(errors::invalid_resource(shared, resource));
    }
    let renewal = match find("bypass_cache") {
        None => Renewal::Keep,
        Some("true") => Renewal::Always,
        Some(_) => {
            return Err(errors::invalid_request(
                "The only value of query variable 'bypass_cache' is 'true'",
            ));
        }
    };

    let token = shared.issue(endpoint, identity, resource, renewal, answering);
    let mut body = Map::new();
    let mut set = |name: &str, value: String| body.insert(name.to_owned(), Value::String(value));
    set("access_token", token.text.clone());
    set("client_id", identity.client_id.clone());
    set("expires_in", token.expires_in().to_string());
    set("expires_on", token.expires_on.to_string());
    set(
        "ext_expires_in",
        shared.tokens.lifetime().saturating_sub(1).to_string(),
    );
    set("not_before", token.not_before.to_string());
    set("resource", resource.to_owned());
    set("token_type", "Bearer".to_owned());
    if let Some((name, id, _)) = given.first() {
        set(name, id(identity).to_owned());
    }
    Ok(body)
}

/// `/metadata/identity/info`.
pub fn info(shared: &Shared, request: &Request, _: &Answering) -> Reply {
    if !request
        .parameter("api-version")
        .is_some_and(versions::has_identity)
    {
        return errors::bad_version();
    }
    let host = shared.world.host(Endpoint::Imds);
    if host.is_none_or(|host| host.system_assigned.is_none() && host.user_assigned.is_empty()) {
        return errors::invalid_request("Identity not found");
    }
    Reply::json(200, &json!({ "tenantId": shared.world.tenant_id }))
}
