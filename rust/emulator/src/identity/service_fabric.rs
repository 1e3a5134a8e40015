//! Service Fabric's token service: TLS with a certificate of its own, and the only one that is told which token was refused.

use super::asks_for_token;
use crate::fault::Endpoint;
use crate::http::{Reply, Request};
use crate::selection::{PRINCIPAL_ID, Unnamed, pick};
use crate::shared::{Answering, Shared};
use crate::token::Renewal;
use hyper::Method;
use serde_json::{Value, json};

/// The versions that clients send.
const VERSIONS: [&str; 2] = ["2019-07-01-preview", "2020-05-01"];

/// Answers a request.
pub fn answer(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    if !asks_for_token(Endpoint::ServiceFabric, request) {
        return error(shared, 404, "NotFound", "Not found.");
    }
    if request.method != Method::GET {
        return error(
            shared,
            405,
            "MethodNotAllowed",
            "The method is not allowed.",
        )
        .with("allow", "GET");
    }
    let secret = request.header("secret");
    if secret.is_none() {
        return error(
            shared,
            400,
            "SecretHeaderNotFound",
            "Secret is not found in the request headers.",
        );
    }
    if !shared.is_secret(Endpoint::ServiceFabric, secret) {
        return error(
            shared,
            404,
            "ManagedIdentityNotFound",
            "No managed identity is found for the authentication code.",
        );
    }
    if !request
        .parameter("api-version")
        .is_some_and(|version| VERSIONS.contains(&version))
    {
        let message = format!(
            "The api-version is missing or not supported. Supported versions: {}.",
            VERSIONS.join(", ")
        );
        return error(shared, 400, "InvalidApiVersion", &message);
    }
    let Some(resource) = request
        .parameter("resource")
        .filter(|resource| !resource.is_empty())
    else {
        return error(
            shared,
            400,
            "ArgumentNullOrEmpty",
            "The parameter 'resource' should not be null or empty string.",
        );
    };
    let named = request
        .parameter("principalId")
        .map(|id| (PRINCIPAL_ID, id));
    let host = shared.world.host(Endpoint::ServiceFabric);
    let Some(Ok(identity)) = host.map(|host| pick(&shared.world, host, named, Unnamed::OwnOrOnly))
    else {
        return error(
            shared,
            404,
            "ManagedIdentityNotFound",
            "The managed identity is not found.",
        );
    };
    if !shared.knows(resource) {
        return error(
            shared,
            400,
            "InvalidResource",
            "The resource was not found in the tenant.",
        );
    }
    let renewal = request
        .parameter("token_sha256_to_refresh")
        .map_or(Renewal::Keep, Renewal::IfSha256);
    let token = shared.issue(
        Endpoint::ServiceFabric,
        identity,
        resource,
        renewal,
        answering,
    );
    let expires_on = match shared.scenario.hosts.service_fabric.text_expiry {
        true => Value::from(token.expires_on.to_string()),
        false => Value::from(token.expires_on),
    };
    Reply::json(
        200,
        &json!({ "token_type": "Bearer", "access_token": token.text, "expires_on": expires_on, "resource": resource }),
    )
}

/// An error.
pub fn error(shared: &Shared, status: u16, code: &str, message: &str) -> Reply {
    Reply::json(
        status,
        &json!({ "error": { "correlationId": shared.next_id(), "code": code, "message": message } }),
    )
}
