//! Requests to Resource Graph.

use crate::arm::client::ArmClient;
use crate::limits;
use crate::service_request::PreparedRequest;
use http::Method;
use serde_json::json;

const PATH: &str = "/providers/Microsoft.ResourceGraph/resources";
const API_VERSION: &str = "2022-10-01";

/// A request for what that query finds; with no subscription named, in all that can be read.
pub(in crate::arm) fn find(
    arm: &ArmClient<'_>,
    query: &str,
    subscriptions: &[String],
    skip_token: Option<&str>,
) -> PreparedRequest {
    let mut body = json!({
        "query": query,
        "options": { "resultFormat": "objectArray", "$top": limits::GRAPH_ROWS },
    });
    if let Some(token) = skip_token {
        body["options"]["$skipToken"] = json!(token);
    }
    if !subscriptions.is_empty() {
        body["subscriptions"] = json!(subscriptions);
    }
    PreparedRequest {
        method: Method::POST,
        body: Some(body.to_string()),
        // A query changes nothing.
        repeatable: true,
        ..PreparedRequest::get(arm.address(PATH, &[("api-version", API_VERSION)]))
    }
}
