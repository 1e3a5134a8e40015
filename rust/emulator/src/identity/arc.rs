//! The Azure Arc agent: a token only for whoever can read a file that only the privileged can.

use super::asks_for_token;
use crate::fault::Endpoint;
use crate::http::{Reply, Request};
use crate::imds;
use crate::selection::{CLIENT_ID, IdOf, PRINCIPAL_ID, RESOURCE_ID, Unnamed, pick};
use crate::shared::{Answering, Shared};
use crate::token::Renewal;
use hyper::Method;
use serde_json::{Map, Value, json};

/// The parameters that name an identity to an agent that isn't an older one.
const SELECTORS: [(&str, IdOf); 3] = [
    ("client_id", CLIENT_ID),
    ("object_id", PRINCIPAL_ID),
    ("msi_res_id", RESOURCE_ID),
];

/// Answers a request.
pub fn answer(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    let asks_for_document = request
        .path
        .trim_end_matches('/')
        .eq_ignore_ascii_case("/metadata/instance/compute");
    if !asks_for_document && !asks_for_token(Endpoint::Arc, request) {
        return imds::error(404, "not_found", "Not found");
    }
    if request.header("metadata") != Some("true") {
        return imds::error(
            400,
            "invalid_request",
            "Required metadata header not specified",
        );
    }
    if request.method != Method::GET {
        return imds::usual_error(405).with("allow", "GET");
    }
    if asks_for_document {
        return document(shared);
    }
    let Some(header) = request.header("authorization") else {
        return challenge(shared, "Missing Basic Authorization header");
    };
    let key = header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
        .map(|(_, key)| key);
    if !key.is_some_and(|key| shared.arc_keys.accept(&shared.scenario.hosts.arc, key)) {
        return challenge(shared, "Invalid Basic Authorization header");
    }
    token(shared, request, answering)
}

/// What the agent tells of its server, without a key.
fn document(shared: &Shared) -> Reply {
    let Some(host) = shared.world.host(Endpoint::Arc) else {
        return imds::error(404, "not_found", "Not found");
    };
    Reply::json(
        200,
        &json!({
            "azEnvironment": shared.scenario.az_environment,
            "name": host.name,
            "resourceGroupName": host.group,
            "resourceId": host.id,
            "subscriptionId": host.subscription_id,
            "vmId": host.properties.get("vmId"),
        }),
    )
}

/// Refuses, and says which file to read.
fn challenge(shared: &Shared, description: &str) -> Reply {
    let body = json!({ "error": "unauthorized_client", "error_description": description, "error_codes": [401] });
    let reply = Reply::json(401, &body);
    match shared
        .arc_keys
        .challenge(&shared.scenario.hosts.arc, &shared.next_id())
    {
        Ok(Some(header)) => reply.with("www-authenticate", &header),
        Ok(None) => reply,
        Err(error) => imds::error(
            500,
            "server_error",
            &format!("The key file can't be written: {error}"),
        ),
    }
}

fn token(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    let arc = &shared.scenario.hosts.arc;
    if !request
        .parameter("api-version")
        .is_some_and(imds::has_identity)
    {
        return imds::error(
            400,
            "invalid_request",
            "The api-version is missing or not supported",
        );
    }
    let Some(resource) = request
        .parameter("resource")
        .filter(|resource| !resource.is_empty())
    else {
        return imds::error(
            400,
            "invalid_request",
            "Required query variable 'resource' is missing",
        );
    };
    let named = SELECTORS
        .iter()
        .filter_map(|(name, id)| Some((*name, *id, request.parameter(name)?)));
    let named = if arc.legacy {
        Vec::new()
    } else {
        named.collect::<Vec<_>>()
    };
    if named.len() > 1 {
        return imds::error(
            400,
            "invalid_request",
            "Only one of client_id, object_id and msi_res_id may be specified",
        );
    }
    let meant = named.first().map(|(_, id, value)| (*id, *value));
    let host = shared.world.host(Endpoint::Arc);
    let Some(Ok(identity)) = host.map(|host| pick(&shared.world, host, meant, Unnamed::Own)) else {
        return imds::error(
            404,
            "identity_not_found",
            "The identity has not been assigned to this machine",
        );
    };
    if !shared.knows(resource) {
        return imds::invalid_resource(shared, resource);
    }
    let bypass = !arc.legacy && request.parameter("bypass_cache") == Some("true");
    let renewal = if bypass {
        Renewal::Always
    } else {
        Renewal::Keep
    };
    let token = shared.issue(Endpoint::Arc, identity, resource, renewal, answering);
    let mut body = Map::from_iter([
        ("token_type".to_owned(), json!("Bearer")),
        (
            "expires_in".to_owned(),
            json!(token.expires_in().to_string()),
        ),
        ("expires_on".to_owned(), json!(token.expires_on.to_string())),
        (
            "ext_expires_in".to_owned(),
            json!(shared.tokens.lifetime().saturating_sub(1)),
        ),
        ("access_token".to_owned(), json!(token.text)),
        ("resource".to_owned(), json!(resource)),
    ]);
    if let Some((name, id, _)) = named.first() {
        body.insert((*name).to_owned(), Value::from(id(identity)));
    }
    Reply::json(200, &body)
}
