//! The retired VM extension: the machine's identities, with parameters in the query or in a form, without a version.

use super::imds::{errors, issue};
use crate::context::{Context, ResponseOverrides};
use crate::endpoint::Endpoint;
use crate::http::{Reply, Request};
use crate::service::Service;
use hyper::Method;
use serde_json::Value;

/// The service.
pub struct VmExtension;

impl Service for VmExtension {
    fn token_path(&self) -> &'static str {
        "/oauth2/token"
    }

    fn answer(&self, context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
        if !self.is_token_request(request) {
            return errors::plain(404, "not_found", "Not found");
        }
        if request.header("metadata") != Some("true") {
            let message = "Required metadata header not specified";
            return errors::plain(400, "bad_request_102", message);
        }
        let parameters = match request.method {
            Method::GET => request.query.clone(),
            Method::POST => request.form(),
            _ => return errors::usual(405).with("allow", "GET, POST"),
        };
        match issue(Endpoint::VmExtension, context, &parameters, overrides) {
            Ok(mut body) => {
                body.insert("refresh_token".to_owned(), Value::from(""));
                Reply::json(200, &body)
            }
            Err(reply) => reply,
        }
    }

    fn usual_error(&self, _: &Context, status: u16) -> Reply {
        errors::usual(status)
    }
}
