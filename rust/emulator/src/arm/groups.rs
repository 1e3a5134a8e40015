//! Resource groups, and the operation that deletes one.

use super::bearer::Caller;
use super::state::{Operation, Work, group_key};
use super::{errors, paging};
use crate::http::{Reply, Request};
use crate::shared::Shared;
use hyper::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const KIND: &str = "Microsoft.Resources/subscriptions/resourceGroups";

/// `/subscriptions/{id}/resourcegroups`: those in which the caller may read.
pub fn list(shared: &Shared, request: &Request, caller: &Caller, subscription: &str) -> Reply {
    let mut groups = BTreeMap::new();
    for resource in shared.resources() {
        if resource.subscription_id.eq_ignore_ascii_case(subscription) {
            let key = group_key(subscription, &resource.group);
            groups
                .entry(key)
                .or_insert_with(|| shown(subscription, &resource.group));
        }
    }
    groups.extend(shared.state.made().groups.clone());
    let inside = format!("/subscriptions/{subscription}/").to_lowercase();
    let readable = groups.into_iter().filter(|(key, _)| {
        key.starts_with(&inside) && shared.may(&caller.object_id, &format!("{KIND}/read"), key)
    });
    paging::page(shared, request, readable.map(|(_, group)| group).collect())
}

/// `/subscriptions/{id}/resourcegroups/{name}`.
pub fn one(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    subscription: &str,
    group: &str,
) -> Reply {
    let id = format!("/subscriptions/{subscription}/resourceGroups/{group}");
    let verb = match request.method {
        Method::GET | Method::HEAD => "read",
        Method::PUT | Method::PATCH => "write",
        Method::DELETE => "delete",
        _ => return errors::method_not_allowed(&request.method),
    };
    let action = format!("{KIND}/{verb}");
    if !shared.may(&caller.object_id, &action, &id) {
        return errors::forbidden(caller, &action, &id);
    }
    let exists = shared.group_exists(subscription, group);
    let key = group_key(subscription, group);
    match request.method {
        Method::HEAD => Reply::empty(if exists { 204 } else { 404 }),
        _ if verb != "write" && !exists => errors::no_such_group(group),
        Method::GET => {
            let made = shared.state.made().groups.get(&key).cloned();
            Reply::json(200, &made.unwrap_or_else(|| shown(subscription, group)))
        }
        Method::DELETE => {
            let work = Work::DeleteGroup { id: key };
            let operation = begin(shared, work);
            let at = format!(
                "{}/subscriptions/{subscription}/operationresults/{operation}?api-version=2022-09-01",
                paging::base(shared, request)
            );
            with_wait(shared, Reply::empty(202)).with("location", &at)
        }
        _ => {
            let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
                return errors::bad_body();
            };
            let Some(location) = body["location"].as_str().filter(|l| !l.is_empty()) else {
                return errors::plain(
                    400,
                    "LocationRequired",
                    "The location property is required for this definition.",
                );
            };
            let mut group = shown(subscription, group);
            group["location"] = json!(location);
            if body["tags"].is_object() {
                group["tags"] = body["tags"].clone();
            }
            let mut made = shared.state.made();
            if let Some(before) = made.groups.get(&key)
                && before["location"] != group["location"]
            {
                return errors::plain(
                    409,
                    "InvalidResourceGroupLocation",
                    "Invalid resource group location. The Resource group already exists in another location.",
                );
            }
            made.gone.remove(&key);
            made.groups.insert(key, group.clone());
            Reply::json(if exists { 200 } else { 201 }, &group)
        }
    }
}

/// `/subscriptions/{id}/operationresults/{operation}`: 202 until it is over.
pub fn result(shared: &Shared, request: &Request, operation: &str) -> Reply {
    match shared.state.made().look(operation) {
        None => errors::plain(
            404,
            "OperationNotFound",
            "The operation is not known, or was forgotten.",
        ),
        Some(true) => Reply::empty(200),
        Some(false) => {
            let at = format!(
                "{}{}?{}",
                paging::base(shared, request),
                request.path,
                request.raw_query
            );
            with_wait(shared, Reply::empty(202)).with("location", &at)
        }
    }
}

/// Begins an operation; its id is returned.
pub fn begin(shared: &Shared, work: Work) -> String {
    let id = shared.next_id();
    let operation = Operation {
        left: shared.scenario.arm.operation_looks.max(1),
        work,
    };
    shared.state.made().operations.insert(id.clone(), operation);
    id
}

/// Asks for the wait that the scenario says.
pub fn with_wait(shared: &Shared, reply: Reply) -> Reply {
    let seconds = shared.scenario.arm.operation_retry_after;
    reply.with("retry-after", &seconds.to_string())
}

fn shown(subscription: &str, group: &str) -> Value {
    json!({
        "id": format!("/subscriptions/{subscription}/resourceGroups/{group}"),
        "name": group,
        "type": "Microsoft.Resources/resourceGroups",
        "location": "westeurope",
        "properties": { "provisioningState": "Succeeded" },
    })
}
