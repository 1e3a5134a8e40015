//! Machine Learning compute: the form of 2017-09-01, with a number for `expires_on`.

use super::asks_for_token;
use crate::fault::Endpoint;
use crate::http::{Reply, Request};
use crate::selection::{CLIENT_ID, Unnamed, pick};
use crate::shared::{Answering, Shared};
use crate::token::Renewal;
use hyper::Method;
use serde_json::json;

/// Answers a request.
pub fn answer(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    if !asks_for_token(Endpoint::MachineLearning, request) {
        return error(404, "not_found", "Not found");
    }
    if request.method != Method::GET {
        return error(405, "method_not_allowed", "The method is not allowed").with("allow", "GET");
    }
    if !shared.is_secret(Endpoint::MachineLearning, request.header("secret")) {
        return error(401, "unauthorized", "The secret is missing or wrong");
    }
    if request.parameter("api-version") != Some("2017-09-01") {
        return error(
            400,
            "invalid_request",
            "The api-version is missing or not supported",
        );
    }
    let Some(resource) = request
        .parameter("resource")
        .filter(|resource| !resource.is_empty())
    else {
        return error(
            400,
            "invalid_request",
            "The parameter 'resource' is missing",
        );
    };
    let identity = match (
        request.parameter("clientid").filter(|id| !id.is_empty()),
        shared.world.host(Endpoint::MachineLearning),
    ) {
        // What a real compute instance does: it answers for the person it belongs to.
        (None, _) => &shared.world.person,
        (Some(id), Some(host)) => {
            match pick(&shared.world, host, Some((CLIENT_ID, id)), Unnamed::Own) {
                Ok(identity) => identity,
                Err(_) => return error(400, "invalid_request", "Identity not found"),
            }
        }
        (Some(_), None) => return error(400, "invalid_request", "Identity not found"),
    };
    if !shared.knows(resource) {
        return error(
            400,
            "invalid_resource",
            "The resource was not found in the tenant",
        );
    }
    let token = shared.issue(
        Endpoint::MachineLearning,
        identity,
        resource,
        Renewal::Keep,
        answering,
    );
    Reply::json(
        200,
        &json!({
            "access_token": token.text,
            "expires_on": token.expires_on,
            "resource": resource,
            "token_type": "Bearer",
        }),
    )
}

/// An error.
pub fn error(status: u16, error: &str, message: &str) -> Reply {
    Reply::json(status, &json!({ "error": error, "message": message }))
}
