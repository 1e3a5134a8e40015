//! Automation runbooks: App Service's protocol without a version, by query or by form.

use super::{app_service, asks_for_token};
use crate::fault::Endpoint;
use crate::http::{Reply, Request};
use crate::shared::{Answering, Shared};
use hyper::Method;

/// Answers a request.
pub fn answer(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    if !asks_for_token(Endpoint::Automation, request) {
        return app_service::error(shared, 404, "Not found.");
    }
    // The platform's own samples send `Metadata: true` as well. It isn't asked for: what runbooks are mostly written with
    // (Az PowerShell, by Azure.Identity) doesn't send it, and signs in.
    if !shared.is_secret(Endpoint::Automation, request.header("x-identity-header")) {
        return app_service::error(shared, 401, "The secret is missing or wrong.");
    }
    match request.method {
        Method::GET => app_service::token(Endpoint::Automation, shared, &request.query, answering),
        Method::POST => {
            app_service::token(Endpoint::Automation, shared, &request.form(), answering)
        }
        _ => {
            app_service::error(shared, 405, "The method is not allowed.").with("allow", "GET, POST")
        }
    }
}
