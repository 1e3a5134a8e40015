//! Automation runbooks: App Service's protocol without a version, with parameters in the query or in a form.

use super::app_service::{error, token};
use crate::context::{Context, ResponseOverrides};
use crate::endpoint::Endpoint;
use crate::http::{Reply, Request};
use crate::model::inventory::Inventory;
use crate::service::Service;
use hyper::Method;

/// The service, with the secret that its clients must send.
pub struct Automation(pub String);

impl Service for Automation {
    fn token_path(&self) -> &'static str {
        "/automation/msi/token"
    }

    fn variables(&self, base: &str, _: &Inventory) -> Vec<(&'static str, String)> {
        vec![
            ("IDENTITY_ENDPOINT", format!("{base}{}", self.token_path())),
            ("IDENTITY_HEADER", self.0.clone()),
            ("AZUREPS_HOST_ENVIRONMENT", "AzureAutomation/".to_owned()),
        ]
    }

    fn answer(&self, context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
        if !self.is_token_request(request) {
            return error(context, 404, "Not found.");
        }
        // The platform's samples also send `Metadata: true`. It isn't required: Az PowerShell, which most runbooks use, signs in
        // through Azure.Identity without it.
        if request.header("x-identity-header") != Some(&*self.0) {
            return error(context, 401, "The secret is missing or wrong.");
        }
        match request.method {
            Method::GET => token(Endpoint::Automation, context, &request.query, overrides),
            Method::POST => token(Endpoint::Automation, context, &request.form(), overrides),
            _ => error(context, 405, "The method is not allowed.").with("allow", "GET, POST"),
        }
    }

    fn usual_error(&self, context: &Context, status: u16) -> Reply {
        error(context, status, "The service failed.")
    }
}
