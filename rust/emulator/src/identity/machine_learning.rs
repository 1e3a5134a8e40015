//! Machine Learning compute: App Service's version 2017-09-01, with a number for `expires_on`.

use super::selection::{CLIENT_ID, Unnamed, select};
use crate::context::{Context, Renewal, ResponseOverrides};
use crate::endpoint::Endpoint;
use crate::http::{Reply, Request};
use crate::model::inventory::Inventory;
use crate::service::Service;
use hyper::Method;
use serde_json::json;

/// The service, with the secret that its clients must send.
pub struct MachineLearning(pub String);

impl Service for MachineLearning {
    fn token_path(&self) -> &'static str {
        "/MSI/auth"
    }

    fn variables(&self, base: &str, inventory: &Inventory) -> Vec<(&'static str, String)> {
        let host = inventory.host(Endpoint::MachineLearning);
        let identity = host.and_then(|host| {
            let user_assigned = || inventory.user_assigned(host).next();
            inventory.system_assigned(host).or_else(user_assigned)
        });
        let client_id = identity.map_or_else(String::new, |identity| identity.client_id.clone());
        vec![
            ("MSI_ENDPOINT", format!("{base}{}", self.token_path())),
            ("MSI_SECRET", self.0.clone()),
            ("DEFAULT_IDENTITY_CLIENT_ID", client_id),
        ]
    }

    fn answer(&self, context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
        if !self.is_token_request(request) {
            return error(404, "not_found", "Not found");
        }
        if request.method != Method::GET {
            return error(405, "method_not_allowed", "The method is not allowed").with("allow", "GET");
        }
        if request.header("secret") != Some(&*self.0) {
            return error(401, "unauthorized", "The secret is missing or wrong");
        }
        if request.parameter("api-version") != Some("2017-09-01") {
            let message = "The api-version is missing or not supported";
            return error(400, "invalid_request", message);
        }
        let Some(resource) = request.filled_parameter("resource") else {
            return error(400, "invalid_request", "The parameter 'resource' is missing");
        };
        let inventory = &context.inventory;
        let identity = match request.filled_parameter("clientid") {
            // A real compute instance returns a token for its owner.
            None => &inventory.person,
            Some(id) => {
                let host = inventory.host(Endpoint::MachineLearning);
                match select(inventory, host, Some((CLIENT_ID, id)), Unnamed::SystemAssigned) {
                    Ok(identity) => identity,
                    Err(_) => return error(400, "invalid_request", "Identity not found"),
                }
            }
        };
        if !context.knows(resource) {
            return error(400, "invalid_resource", "The resource was not found in the tenant");
        }
        let endpoint = Endpoint::MachineLearning;
        let token = context.issue(endpoint, identity, resource, Renewal::Keep, overrides);
        Reply::json(
            200,
            &json!({
                "access_token": token.text,
                "expires_on": token.expires_on,
                "resource": resource,
                "token_type": "Bearer",
            }),
        )
    }

    fn usual_error(&self, _: &Context, status: u16) -> Reply {
        error(status, "server_error", "The service failed")
    }
}

/// An error.
fn error(status: u16, error: &str, message: &str) -> Reply {
    Reply::json(status, &json!({ "error": error, "message": message }))
}
