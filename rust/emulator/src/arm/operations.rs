//! Long-running operations: how they start, and the responses of their status URLs.

use super::arm_request::{Answer, ArmRequest};
use super::changes::{Effect, Operation};
use super::errors;
use crate::http::Reply;
use serde_json::json;

/// Starts an operation and returns its id.
pub fn begin(request: &ArmRequest<'_>, effect: Effect) -> String {
    let id = request.context.next_id();
    let operation = Operation { polls_left: request.context.scenario.arm.operation_looks.max(1), effect };
    request.changes().operations.insert(id.clone(), operation);
    id
}

/// Adds the scenario's `Retry-After`.
pub fn with_retry_after(request: &ArmRequest<'_>, reply: Reply) -> Reply {
    let seconds = request.context.scenario.arm.operation_retry_after;
    reply.with("retry-after", &seconds.to_string())
}

/// `/subscriptions/{id}/operationresults/{operation}`: 202 until the operation ends.
pub fn result(request: &ArmRequest<'_>, operation: &str) -> Answer {
    if poll(request, operation, "OperationNotFound")? {
        return Ok(Reply::empty(200));
    }
    let (path, query) = (&request.http.path, &request.http.raw_query);
    let url = format!("{}{path}?{query}", request.base());
    Ok(with_retry_after(request, Reply::empty(202)).with("location", &url))
}

/// `.../deployments/{name}/operationStatuses/{operation}`: 200 with the status.
pub fn deployment_status(request: &ArmRequest<'_>, operation: &str) -> Answer {
    if poll(request, operation, "DeploymentOperationNotFound")? {
        return Ok(Reply::json(200, &json!({ "status": "Succeeded" })));
    }
    let running = Reply::json(200, &json!({ "status": "Running" }));
    Ok(with_retry_after(request, running))
}

/// Whether an operation has ended. `code` is the error code if the operation doesn't exist.
fn poll(request: &ArmRequest<'_>, operation: &str, code: &str) -> Result<bool, Reply> {
    let over = request.changes().poll(operation);
    over.ok_or_else(|| errors::plain(404, code, "The operation is not known, or was forgotten."))
}
