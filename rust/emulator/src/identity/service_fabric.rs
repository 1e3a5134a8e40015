//! Service Fabric's token service, which uses TLS with a self-signed certificate. It's the only service to which clients report a
//! rejected token.

use super::selection::{PRINCIPAL_ID, Unnamed, select};
use crate::context::{Context, Renewal, ResponseOverrides};
use crate::endpoint::Endpoint;
use crate::http::{Reply, Request};
use crate::model::inventory::Inventory;
use crate::service::Service;
use hyper::Method;
use serde_json::{Value, json};

/// The versions that clients send.
const VERSIONS: [&str; 2] = ["2019-07-01-preview", "2020-05-01"];

/// The service.
pub struct ServiceFabric {
    /// The secret that clients must send.
    pub secret: String,
    /// The thumbprint of the certificate that clients expect.
    pub thumbprint: String,
}

impl Service for ServiceFabric {
    fn token_path(&self) -> &'static str {
        "/metadata/identity/oauth2/token"
    }

    fn variables(&self, base: &str, _: &Inventory) -> Vec<(&'static str, String)> {
        vec![
            ("IDENTITY_ENDPOINT", format!("{base}{}", self.token_path())),
            ("IDENTITY_HEADER", self.secret.clone()),
            ("IDENTITY_SERVER_THUMBPRINT", self.thumbprint.clone()),
            ("IDENTITY_API_VERSION", "2020-05-01".to_owned()),
        ]
    }

    fn answer(&self, context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
        let refuse = |status, code, message: &str| error(context, status, code, message);
        if !self.is_token_request(request) {
            return refuse(404, "NotFound", "Not found.");
        }
        if request.method != Method::GET {
            return refuse(405, "MethodNotAllowed", "The method is not allowed.").with("allow", "GET");
        }
        let secret = request.header("secret");
        if secret.is_none() {
            let message = "Secret is not found in the request headers.";
            return refuse(400, "SecretHeaderNotFound", message);
        }
        if secret != Some(&*self.secret) {
            let message = "No managed identity is found for the authentication code.";
            return refuse(404, "ManagedIdentityNotFound", message);
        }
        let version = request.parameter("api-version");
        if !version.is_some_and(|version| VERSIONS.contains(&version)) {
            let message =
                format!("The api-version is missing or not supported. Supported versions: {}.", VERSIONS.join(", "));
            return refuse(400, "InvalidApiVersion", &message);
        }
        let Some(resource) = request.filled_parameter("resource") else {
            let message = "The parameter 'resource' should not be null or empty string.";
            return refuse(400, "ArgumentNullOrEmpty", message);
        };
        let named = request.parameter("principalId");
        let named = named.map(|id| (PRINCIPAL_ID, id));
        let (inventory, endpoint) = (&context.inventory, Endpoint::ServiceFabric);
        let host = inventory.host(endpoint);
        let Ok(identity) = select(inventory, host, named, Unnamed::SystemAssignedOrOnly) else {
            let message = "The managed identity is not found.";
            return refuse(404, "ManagedIdentityNotFound", message);
        };
        if !context.knows(resource) {
            let message = "The resource was not found in the tenant.";
            return refuse(400, "InvalidResource", message);
        }
        let renewal = request.parameter("token_sha256_to_refresh").map_or(Renewal::Keep, Renewal::IfSha256);
        let token = context.issue(endpoint, identity, resource, renewal, overrides);
        let expires_on = match context.scenario.hosts.service_fabric.text_expiry {
            true => Value::from(token.expires_on.to_string()),
            false => Value::from(token.expires_on),
        };
        Reply::json(
            200,
            &json!({ "token_type": "Bearer", "access_token": token.text, "expires_on": expires_on, "resource": resource }),
        )
    }

    fn usual_error(&self, context: &Context, status: u16) -> Reply {
        error(context, status, "InternalServerError", "The service failed.")
    }
}

/// An error.
fn error(context: &Context, status: u16, code: &str, message: &str) -> Reply {
    Reply::json(status, &json!({ "error": { "correlationId": context.next_id(), "code": code, "message": message } }))
}
