//! App Service and Functions: version 2019-08-01, and the old 2017-09-01 with its dates.

use super::asks_for_token;
use crate::fault::Endpoint;
use crate::http::{Reply, Request, american_time, padded_american_time};
use crate::scenario::Dates;
use crate::selection::{CLIENT_ID, IdOf, NoIdentity, PRINCIPAL_ID, RESOURCE_ID, Unnamed, pick};
use crate::shared::{Answering, Shared};
use crate::token::Renewal;
use hyper::Method;
use serde::Serialize;

/// The parameters that name an identity.
pub const SELECTORS: [(&str, IdOf); 4] = [
    ("client_id", CLIENT_ID),
    ("principal_id", PRINCIPAL_ID),
    ("object_id", PRINCIPAL_ID),
    ("mi_res_id", RESOURCE_ID),
];

/// What is said when nobody is meant.
pub const NOBODY: &str = "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";

/// What is said when the directory refuses; a wrong resource is told no better.
pub const DIRECTORY_FAILED: &str = "An unexpected error occured while fetching the AAD Token.";

/// An answer of version 2019-08-01, its members in the service's order.
#[derive(Serialize)]
pub struct Token<'a> {
    /// The token.
    pub access_token: &'a str,
    /// Seconds since 1970, as text.
    pub expires_on: String,
    /// The resource asked for.
    pub resource: &'a str,
    /// Always `Bearer`.
    pub token_type: &'a str,
    /// The identity's application id.
    pub client_id: &'a str,
}

/// Answers a request.
pub fn answer(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    if !asks_for_token(Endpoint::AppService, request) {
        return error(shared, 404, "Not found.");
    }
    if request.method != Method::GET {
        return error(shared, 405, "The method is not allowed.").with("allow", "GET");
    }
    let old = request.parameter("api-version") == Some("2017-09-01");
    let secret = request.header(if old { "secret" } else { "x-identity-header" });
    if !shared.is_secret(Endpoint::AppService, secret) {
        return error(
            shared,
            shared.scenario.hosts.app_service.wrong_secret_status,
            "The secret is missing or wrong.",
        );
    }
    match request.parameter("api-version") {
        Some("2017-09-01") => old_token(shared, request, answering),
        Some("2019-08-01") => token(Endpoint::AppService, shared, &request.query, answering),
        _ => error(shared, 400, "The api-version is missing or not supported."),
    }
}

/// Answers a request whose secret was right, in the form of 2019-08-01; Automation does the same.
pub fn token(
    endpoint: Endpoint,
    shared: &Shared,
    parameters: &[(String, String)],
    answering: &Answering,
) -> Reply {
    let find = |name: &str| {
        parameters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let Some(resource) = find("resource").filter(|resource| !resource.is_empty()) else {
        return error(shared, 400, "The parameter 'resource' is missing.");
    };
    let named = SELECTORS
        .iter()
        .filter_map(|(name, id)| Some((*id, find(name)?)))
        .collect::<Vec<_>>();
    if named.len() > 1 {
        return error(
            shared,
            400,
            "Only one of client_id, principal_id, object_id and mi_res_id may be specified.",
        );
    }
    let Some(host) = shared.world.host(endpoint) else {
        return error(shared, 400, NOBODY);
    };
    let identity = match pick(&shared.world, host, named.first().copied(), Unnamed::Own) {
        Ok(identity) => identity,
        Err(NoIdentity::NotFound | NoIdentity::Ambiguous) => return error(shared, 400, NOBODY),
    };
    if !shared.knows(resource) {
        return error(shared, 500, DIRECTORY_FAILED);
    }
    let token = shared.issue(endpoint, identity, resource, Renewal::Keep, answering);
    let body = Token {
        access_token: &token.text,
        expires_on: token.expires_on.to_string(),
        resource,
        token_type: "Bearer",
        client_id: &identity.client_id,
    };
    Reply::json(200, &body)
}

/// An answer of version 2017-09-01.
#[derive(Serialize)]
struct OldToken<'a> {
    access_token: &'a str,
    expires_on: String,
    resource: &'a str,
    token_type: &'a str,
}

fn old_token(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    let Some(resource) = request
        .parameter("resource")
        .filter(|resource| !resource.is_empty())
    else {
        return old_error(shared, 400, "The parameter 'resource' is missing.");
    };
    let named = request.parameter("clientid").map(|id| (CLIENT_ID, id));
    let host = shared.world.host(Endpoint::AppService);
    let Some(Ok(identity)) = host.map(|host| pick(&shared.world, host, named, Unnamed::Own)) else {
        return old_error(
            shared,
            400,
            "No MSI found for specified ClientId/ResourceId.",
        );
    };
    if !shared.knows(resource) {
        return old_error(shared, 500, DIRECTORY_FAILED);
    }
    let token = shared.issue(
        Endpoint::AppService,
        identity,
        resource,
        Renewal::Keep,
        answering,
    );
    let expires_on = match shared.scenario.hosts.app_service.dates {
        Dates::Linux => format!("{} +00:00", padded_american_time(token.expires_on)),
        Dates::Windows => format!("{} +00:00", american_time(token.expires_on)),
        Dates::Epoch => token.expires_on.to_string(),
    };
    Reply::json(
        200,
        &OldToken {
            access_token: &token.text,
            expires_on,
            resource,
            token_type: "Bearer",
        },
    )
}

/// An error of version 2019-08-01.
pub fn error(shared: &Shared, status: u16, message: &str) -> Reply {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Error<'a> {
        status_code: u16,
        message: &'a str,
        correlation_id: String,
    }
    Reply::json(
        status,
        &Error {
            status_code: status,
            message,
            correlation_id: shared.next_id(),
        },
    )
}

/// An error of version 2017-09-01.
fn old_error(shared: &Shared, status: u16, message: &str) -> Reply {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Error<'a> {
        status_code: u16,
        message: &'a str,
        correlation_id: String,
    }
    Reply::json(
        status,
        &Error {
            status_code: status,
            message,
            correlation_id: shared.next_id(),
        },
    )
}
