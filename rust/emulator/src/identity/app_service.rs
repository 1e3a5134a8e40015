//! App Service and Functions: version 2019-08-01, and the older 2017-09-01 with its date formats.

use super::selection::{CLIENT_ID, IdField, PRINCIPAL_ID, RESOURCE_ID, Unnamed, select};
use crate::context::{Context, Renewal, ResponseOverrides};
use crate::endpoint::Endpoint;
use crate::http::{Reply, Request, find};
use crate::model::inventory::Inventory;
use crate::model::scenario::Dates;
use crate::service::Service;
use crate::time::{american_time, padded_american_time};
use hyper::Method;
use serde_json::json;

/// The parameters that name an identity.
const SELECTORS: [(&str, IdField); 4] =
    [("client_id", CLIENT_ID), ("principal_id", PRINCIPAL_ID), ("object_id", PRINCIPAL_ID), ("mi_res_id", RESOURCE_ID)];

/// The message for an identity that the resource doesn't have.
const NO_IDENTITY: &str =
    "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";

/// The message when the directory refuses. The service has no better message for a wrong resource.
const DIRECTORY_FAILED: &str = "An unexpected error occured while fetching the AAD Token.";

/// The service, with the secret that its clients must send.
pub struct AppService(pub String);

impl Service for AppService {
    fn token_path(&self) -> &'static str {
        "/msi/token"
    }

    fn variables(&self, base: &str, inventory: &Inventory) -> Vec<(&'static str, String)> {
        let url = format!("{base}{}", self.token_path());
        let host = inventory.host(Endpoint::AppService);
        let site = host.map_or_else(String::new, |host| host.name.clone());
        vec![
            ("IDENTITY_ENDPOINT", url.clone()),
            ("IDENTITY_HEADER", self.0.clone()),
            ("MSI_ENDPOINT", url),
            ("MSI_SECRET", self.0.clone()),
            ("WEBSITE_SITE_NAME", site.clone()),
            ("APPSETTING_WEBSITE_SITE_NAME", site),
        ]
    }

    fn answer(&self, context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
        if !self.is_token_request(request) {
            return error(context, 404, "Not found.");
        }
        if request.method != Method::GET {
            return error(context, 405, "The method is not allowed.").with("allow", "GET");
        }
        let old = request.parameter("api-version") == Some("2017-09-01");
        let secret = request.header(if old { "secret" } else { "x-identity-header" });
        if secret != Some(&*self.0) {
            let status = context.scenario.hosts.app_service.wrong_secret_status;
            return error(context, status, "The secret is missing or wrong.");
        }
        match request.parameter("api-version") {
            Some("2017-09-01") => old_token(context, request, overrides),
            Some("2019-08-01") => token(Endpoint::AppService, context, &request.query, overrides),
            _ => error(context, 400, "The api-version is missing or not supported."),
        }
    }

    fn usual_error(&self, context: &Context, status: u16) -> Reply {
        error(context, status, "The service failed.")
    }
}

/// Answers a request with a valid secret, in the form of 2019-08-01. Automation uses it too.
pub fn token(
    endpoint: Endpoint,
    context: &Context,
    parameters: &[(String, String)],
    overrides: &ResponseOverrides,
) -> Reply {
    let Some(resource) = find(parameters, "resource").filter(|resource| !resource.is_empty()) else {
        return error(context, 400, "The parameter 'resource' is missing.");
    };
    let named = SELECTORS.iter().filter_map(|(name, id)| Some((*id, find(parameters, name)?))).collect::<Vec<_>>();
    if named.len() > 1 {
        return error(context, 400, "Only one of client_id, principal_id, object_id and mi_res_id may be specified.");
    }
    let (host, named) = (context.inventory.host(endpoint), named.first().copied());
    let Ok(identity) = select(&context.inventory, host, named, Unnamed::SystemAssigned) else {
        return error(context, 400, NO_IDENTITY);
    };
    if !context.knows(resource) {
        return error(context, 500, DIRECTORY_FAILED);
    }
    let token = context.issue(endpoint, identity, resource, Renewal::Keep, overrides);
    let body = json!({
        "access_token": token.text,
        "expires_on": token.expires_on.to_string(),
        "resource": resource,
        "token_type": "Bearer",
        "client_id": identity.client_id,
    });
    Reply::json(200, &body)
}

/// Answers a request of version 2017-09-01.
fn old_token(context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
    let Some(resource) = request.filled_parameter("resource") else {
        return old_error(context, 400, "The parameter 'resource' is missing.");
    };
    let named = request.parameter("clientid").map(|id| (CLIENT_ID, id));
    let host = context.inventory.host(Endpoint::AppService);
    let Ok(identity) = select(&context.inventory, host, named, Unnamed::SystemAssigned) else {
        return old_error(context, 400, "No MSI found for specified ClientId/ResourceId.");
    };
    if !context.knows(resource) {
        return old_error(context, 500, DIRECTORY_FAILED);
    }
    let token = context.issue(Endpoint::AppService, identity, resource, Renewal::Keep, overrides);
    let expires_on = match context.scenario.hosts.app_service.dates {
        Dates::Linux => format!("{} +00:00", padded_american_time(token.expires_on)),
        Dates::Windows => format!("{} +00:00", american_time(token.expires_on)),
        Dates::Epoch => token.expires_on.to_string(),
    };
    let body =
        json!({ "access_token": token.text, "expires_on": expires_on, "resource": resource, "token_type": "Bearer" });
    Reply::json(200, &body)
}

/// An error of version 2019-08-01.
pub fn error(context: &Context, status: u16, message: &str) -> Reply {
    Reply::json(status, &json!({ "statusCode": status, "message": message, "correlationId": context.next_id() }))
}

/// An error of version 2017-09-01.
fn old_error(context: &Context, status: u16, message: &str) -> Reply {
    Reply::json(status, &json!({ "StatusCode": status, "Message": message, "CorrelationId": context.next_id() }))
}
