//! Cloud Shell: a person's token, with parameters in a form only.

use crate::context::{Context, Renewal, ResponseOverrides};
use crate::endpoint::Endpoint;
use crate::http::{Reply, Request, find};
use crate::model::inventory::Inventory;
use crate::service::Service;
use hyper::Method;
use serde_json::json;

/// The audiences that Cloud Shell issues tokens for, separated by commas.
const AUDIENCES: &str = "https://management.core.windows.net/,https://management.azure.com/,https://graph.windows.net/,\
    https://graph.microsoft.com/,https://vault.azure.net,https://managedhsm.azure.net,https://storage.azure.com/,\
    https://datalake.azure.net/,https://outlook.office365.com/,https://api.loganalytics.io,\
    https://batch.core.windows.net/,https://ossrdbms-aad.database.windows.net,https://dev.azuresynapse.net,\
    https://rest.media.azure.net,https://analysis.windows.net/powerbi/api,https://iothubs.azure.net,\
    https://azure-devices-provisioning.net,https://digitaltwins.azure.net,https://api.adu.microsoft.com/,\
    https://purview.azure.net/,https://quantum.microsoft.com,2ff814a6-3304-4ab8-85cb-cd0e6f879c1d,\
    499b84ac-1321-427f-aa17-267ca6975798,6dae42f8-4368-4678-94ff-3960e28e3630";

/// The service.
pub struct CloudShell;

impl Service for CloudShell {
    fn token_path(&self) -> &'static str {
        "/oauth2/token"
    }

    fn variables(&self, base: &str, _: &Inventory) -> Vec<(&'static str, String)> {
        vec![
            ("MSI_ENDPOINT", format!("{base}{}", self.token_path())),
            ("AZUREPS_HOST_ENVIRONMENT", "cloud-shell/1.0".to_owned()),
        ]
    }

    fn answer(&self, context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
        if !self.is_token_request(request) {
            return error(404, "NotFound", "Not found");
        }
        if request.method != Method::POST {
            return error(405, "MethodNotAllowed", "The method is not allowed").with("allow", "POST");
        }
        if request.header("metadata") != Some("true") {
            return error(400, "bad_request_102", "Required metadata header not specified");
        }
        let form = request.form();
        match find(&form, "resource").filter(|resource| !resource.is_empty()) {
            Some(resource) => token(context, resource, overrides),
            None => error(400, "invalid_request", "Required audience parameter not specified"),
        }
    }

    fn usual_error(&self, _: &Context, status: u16) -> Reply {
        error(status, "InternalServerError", "The service failed")
    }
}

fn token(context: &Context, resource: &str, overrides: &ResponseOverrides) -> Reply {
    let own = &context.endpoints.arm;
    let same = |known: &str| known.trim_end_matches('/').eq_ignore_ascii_case(resource.trim_end_matches('/'));
    if !AUDIENCES.split(',').any(same) && !same(own) {
        let message = format!(
            "Audience {resource} is not a supported MSI token audience. Supported audiences: {AUDIENCES},{own}"
        );
        return error(400, "AudienceNotSupported", &message);
    }
    let token = context.issue(Endpoint::CloudShell, &context.inventory.person, resource, Renewal::Keep, overrides);
    Reply::json(
        200,
        &json!({
            "access_token": token.text,
            "refresh_token": "",
            "expires_in": token.expires_in().to_string(),
            "expires_on": token.expires_on.to_string(),
            "not_before": token.not_before.to_string(),
            "resource": resource,
            "token_type": "Bearer",
        }),
    )
}

/// An error.
fn error(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(status, &json!({ "error": { "code": code, "message": message } }))
}
