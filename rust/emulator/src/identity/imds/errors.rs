//! Error bodies of the Instance Metadata Service.

use super::versions;
use crate::context::Context;
use crate::guid;
use crate::http::Reply;
use crate::time::{entra_time, now};
use serde_json::json;

/// `{"error": ..., "error_description": ...}`.
pub fn plain(status: u16, error: &str, description: &str) -> Reply {
    Reply::json(status, &json!({ "error": error, "error_description": description }))
}

/// An invalid request.
pub fn invalid_request(description: &str) -> Reply {
    plain(400, "invalid_request", description)
}

/// A path that doesn't exist.
pub fn not_found() -> Reply {
    Reply::json(404, &json!({ "error": "Not found" }))
}

/// A missing or unknown `api-version`. Clients use the first version in the list.
pub fn bad_version() -> Reply {
    let error = "Bad request. api-version is invalid or was not specified in the request. \
                 For more information refer to aka.ms/azureimds";
    Reply::json(400, &json!({ "error": error, "newest-versions": versions::newest() }))
}

/// A resource that the tenant doesn't know, with Microsoft Entra's message.
pub fn invalid_resource(context: &Context, resource: &str) -> Reply {
    let tenant = &context.inventory.tenant_id;
    let seed = format!("{resource} at {}", now());
    let (trace, correlation) = (guid::derived(&format!("trace {seed}")), guid::derived(&format!("correlation {seed}")));
    let timestamp = entra_time(now());
    let description = format!(
        "AADSTS500011: The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the \
         application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might \
         have sent your authentication request to the wrong tenant. Trace ID: {trace} Correlation ID: {correlation} \
         Timestamp: {timestamp}"
    );
    Reply::json(
        400,
        &json!({
            "error": "invalid_resource",
            "error_description": description,
            "error_codes": [500_011],
            "timestamp": timestamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": "https://westeurope.login.microsoft.com/error?code=500011",
        }),
    )
}

/// The usual body for a fault's status.
pub fn usual(status: u16) -> Reply {
    let (error, description) = match status {
        400 => ("invalid_request", "Bad request"),
        401 => ("unauthorized_client", "Unauthorized"),
        403 => ("forbidden", "Forbidden"),
        404 => ("not_found", "The service is being updated"),
        405 => ("method_not_allowed", "The method is not allowed"),
        410 => ("not_found", "The service is being updated"),
        429 => ("too_many_requests", "Too many requests"),
        503 => ("service_unavailable", "The service is unavailable"),
        _ => ("server_error", "The service failed"),
    };
    plain(status, error, description)
}
