//! The retired VM extension: the machine's identities, by query or by form, without a version.

use super::asks_for_token;
use crate::fault::Endpoint;
use crate::http::{Reply, Request};
use crate::imds;
use crate::shared::{Answering, Shared};
use hyper::Method;
use serde_json::Value;

/// Answers a request.
pub fn answer(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    if !asks_for_token(Endpoint::VmExtension, request) {
        return imds::error(404, "not_found", "Not found");
    }
    if request.header("metadata") != Some("true") {
        return imds::error(
            400,
            "bad_request_102",
            "Required metadata header not specified",
        );
    }
    let parameters = match request.method {
        Method::GET => request.query.clone(),
        Method::POST => request.form(),
        _ => return imds::usual_error(405).with("allow", "GET, POST"),
    };
    match imds::issue(Endpoint::VmExtension, shared, &parameters, answering) {
        Ok(mut body) => {
            body.insert("refresh_token".to_owned(), Value::from(""));
            Reply::json(200, &body)
        }
        Err(reply) => reply,
    }
}
