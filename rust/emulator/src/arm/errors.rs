//! Error bodies of Resource Manager.

use super::caller::Caller;
use crate::http::Reply;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use serde_json::json;

/// `{"error": {"code": ..., "message": ...}}`.
pub fn plain(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(status, &json!({ "error": { "code": code, "message": message } }))
}

/// A rejected bearer token, with the header that names the tenant.
pub fn unauthorized(tenant_id: &str, code: &str, message: &str) -> Reply {
    let description = match code {
        "AuthenticationFailed" => "The authentication failed because of missing 'Authorization' header.",
        "ExpiredAuthenticationToken" => "The access token has expired.",
        "InvalidAuthenticationTokenTenant" => {
            "The access token is from the wrong issuer. It must match the tenant associated with this subscription."
        }
        _ => "The access token is invalid.",
    };
    let challenge = format!(
        "Bearer authorization_uri=\"https://login.windows.net/{tenant_id}\", error=\"invalid_token\", error_description=\"{description}\""
    );
    plain(401, code, message).with("www-authenticate", &challenge)
}

/// A revoked token, with a claims challenge.
pub fn revoked(authority: &str, now: u64) -> Reply {
    let claims = json!({ "access_token": { "nbf": { "essential": true, "value": now.to_string() } } });
    let challenge = format!(
        "Bearer realm=\"\", authorization_uri=\"{authority}/common/oauth2/authorize\", error=\"insufficient_claims\", claims=\"{}\"",
        STANDARD.encode(claims.to_string())
    );
    plain(401, "InvalidAuthenticationToken", "The access token has been revoked.").with("www-authenticate", &challenge)
}

/// No role allows `action` on `scope`.
pub fn forbidden(caller: &Caller, action: &str, scope: &str) -> Reply {
    plain(
        403,
        "AuthorizationFailed",
        &format!(
            "The client '{}' with object id '{}' does not have authorization to perform action '{action}' over scope '{scope}' or \
             the scope is invalid. If access was recently granted, please refresh your credentials.",
            caller.client_id, caller.object_id
        ),
    )
}

/// A subscription that doesn't exist.
pub fn no_such_subscription(id: &str) -> Reply {
    plain(404, "SubscriptionNotFound", &format!("The subscription '{id}' could not be found."))
}

/// A resource group that doesn't exist.
pub fn no_such_group(group: &str) -> Reply {
    plain(404, "ResourceGroupNotFound", &format!("Resource group '{group}' could not be found."))
}

/// A resource that doesn't exist.
pub fn no_such_resource(kind: &str, name: &str, group: &str) -> Reply {
    plain(
        404,
        "ResourceNotFound",
        &format!(
            "The Resource '{kind}/{name}' under resource group '{group}' was not found. For more details please go to \
             https://aka.ms/ARMResourceNotFoundFix"
        ),
    )
}

/// A path that the emulator doesn't serve.
pub fn no_such_path(segments: &[String]) -> Reply {
    plain(404, "InvalidResourceType", &format!("The resource type could not be found at '/{}'.", segments.join("/")))
}

/// A method that isn't supported.
pub fn method_not_allowed(method: &Method) -> Reply {
    plain(405, "MethodNotAllowed", &format!("The HTTP method '{method}' is not supported on this resource."))
        .with("allow", "GET")
}

/// A body that isn't JSON.
pub fn bad_body() -> Reply {
    plain(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.")
}

/// An invalid `$filter`.
pub fn bad_filter(filter: &str) -> Reply {
    plain(400, "InvalidFilterInQueryString", &format!("Invalid $filter '{filter}' specified in the query string."))
}

/// The usual body for a fault's status.
pub fn usual(status: u16) -> Reply {
    let (code, message) = match status {
        400 => ("BadRequest", "The request is invalid."),
        401 => ("InvalidAuthenticationToken", "The access token is invalid."),
        403 => ("AuthorizationFailed", "The client does not have authorization to perform this action."),
        404 => ("ResourceNotFound", "The resource was not found."),
        409 => ("Conflict", "The request conflicts with the state of the resource."),
        412 => ("PreconditionFailed", "The resource has changed."),
        429 => ("TooManyRequests", "The request was throttled: too many requests."),
        503 => ("ServerTimeout", "The request timed out."),
        504 => ("GatewayTimeout", "The gateway did not receive a response in time."),
        _ => ("InternalServerError", "Encountered internal server error."),
    };
    plain(status, code, message)
}
