//! The Azure Arc agent, which issues tokens only to clients that can read a privileged file.

use super::arc_keys::ArcKeys;
use super::imds::errors;
use super::imds::versions::has_identity;
use super::selection::{CLIENT_ID, IdField, PRINCIPAL_ID, RESOURCE_ID, Unnamed, select};
use crate::context::{Context, Renewal, ResponseOverrides};
use crate::endpoint::Endpoint;
use crate::http::{Reply, Request};
use crate::model::inventory::Inventory;
use crate::service::Service;
use hyper::Method;
use serde_json::{Map, Value, json};

/// The parameters that name an identity. Older agents ignore them.
const SELECTORS: [(&str, IdField); 3] =
    [("client_id", CLIENT_ID), ("object_id", PRINCIPAL_ID), ("msi_res_id", RESOURCE_ID)];

/// The service.
#[derive(Default)]
pub struct ArcAgent {
    keys: ArcKeys,
}

impl Service for ArcAgent {
    fn token_path(&self) -> &'static str {
        "/metadata/identity/oauth2/token"
    }

    fn variables(&self, base: &str, _: &Inventory) -> Vec<(&'static str, String)> {
        vec![("IDENTITY_ENDPOINT", format!("{base}{}", self.token_path())), ("IMDS_ENDPOINT", base.to_owned())]
    }

    fn answer(&self, context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
        let wants_document = request.path.trim_end_matches('/').eq_ignore_ascii_case("/metadata/instance/compute");
        if !wants_document && !self.is_token_request(request) {
            return errors::plain(404, "not_found", "Not found");
        }
        if request.header("metadata") != Some("true") {
            return errors::invalid_request("Required metadata header not specified");
        }
        if request.method != Method::GET {
            return errors::usual(405).with("allow", "GET");
        }
        if wants_document {
            return document(context);
        }
        let Some(header) = request.header("authorization") else {
            return self.challenge(context, "Missing Basic Authorization header");
        };
        let key = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic")).map(|(_, key)| key);
        if !key.is_some_and(|key| self.keys.accept(&context.scenario.hosts.arc, key)) {
            return self.challenge(context, "Invalid Basic Authorization header");
        }
        token(context, request, overrides)
    }

    fn usual_error(&self, _: &Context, status: u16) -> Reply {
        errors::usual(status)
    }
}

impl ArcAgent {
    /// Refuses the request, and names the file to read.
    fn challenge(&self, context: &Context, description: &str) -> Reply {
        let body = json!({ "error": "unauthorized_client", "error_description": description, "error_codes": [401] });
        let reply = Reply::json(401, &body);
        let arc = &context.scenario.hosts.arc;
        match self.keys.challenge(arc, &context.next_id()) {
            Ok(Some(header)) => reply.with("www-authenticate", &header),
            Ok(None) => reply,
            Err(error) => {
                let message = format!("The key file can't be written: {error}");
                errors::plain(500, "server_error", &message)
            }
        }
    }
}

/// The agent's information about its server, which doesn't require a key.
fn document(context: &Context) -> Reply {
    let Some(host) = context.inventory.host(Endpoint::Arc) else {
        return errors::plain(404, "not_found", "Not found");
    };
    Reply::json(
        200,
        &json!({
            "azEnvironment": context.scenario.az_environment,
            "name": host.name,
            "resourceGroupName": host.group,
            "resourceId": host.id,
            "subscriptionId": host.subscription_id,
            "vmId": host.properties.get("vmId"),
        }),
    )
}

fn token(context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
    let arc = &context.scenario.hosts.arc;
    if !request.parameter("api-version").is_some_and(has_identity) {
        return errors::invalid_request("The api-version is missing or not supported");
    }
    let Some(resource) = request.filled_parameter("resource") else {
        return errors::invalid_request("Required query variable 'resource' is missing");
    };
    let named = SELECTORS.iter().filter_map(|(name, id)| Some((*name, *id, request.parameter(name)?)));
    let named = if arc.legacy { Vec::new() } else { named.collect::<Vec<_>>() };
    if named.len() > 1 {
        return errors::invalid_request("Only one of client_id, object_id and msi_res_id may be specified");
    }
    let meant = named.first().map(|(_, id, value)| (*id, *value));
    let host = context.inventory.host(Endpoint::Arc);
    let Ok(identity) = select(&context.inventory, host, meant, Unnamed::SystemAssigned) else {
        return errors::plain(404, "identity_not_found", "The identity has not been assigned to this machine");
    };
    if !context.knows(resource) {
        return errors::invalid_resource(context, resource);
    }
    let bypass = !arc.legacy && request.parameter("bypass_cache") == Some("true");
    let renewal = if bypass { Renewal::Always } else { Renewal::Keep };
    let token = context.issue(Endpoint::Arc, identity, resource, renewal, overrides);
    let mut body = Map::from_iter([
        ("token_type".to_owned(), json!("Bearer")),
        ("expires_in".to_owned(), json!(token.expires_in().to_string())),
        ("expires_on".to_owned(), json!(token.expires_on.to_string())),
        ("ext_expires_in".to_owned(), json!(context.tokens.lifetime().saturating_sub(1))),
        ("access_token".to_owned(), json!(token.text)),
        ("resource".to_owned(), json!(resource)),
    ]);
    if let Some((name, id, _)) = named.first() {
        body.insert((*name).to_owned(), Value::from(id(identity)));
    }
    Reply::json(200, &body)
}
