//! Resource groups.

use super::arm_request::{Answer, ArmRequest};
use super::changes::{Effect, group_key};
use super::errors;
use super::operations;
use crate::http::Reply;
use hyper::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const KIND: &str = "Microsoft.Resources/subscriptions/resourceGroups";

/// `/subscriptions/{id}/resourcegroups`: the groups that the caller may read.
pub fn list(request: &ArmRequest<'_>, subscription: &str) -> Answer {
    let mut groups = BTreeMap::new();
    for resource in request.resources() {
        if resource.subscription_id.eq_ignore_ascii_case(subscription) {
            let key = group_key(subscription, &resource.group);
            groups.entry(key).or_insert_with(|| document(subscription, &resource.group));
        }
    }
    groups.extend(request.changes().groups.clone());
    let inside = format!("/subscriptions/{subscription}/").to_lowercase();
    let readable =
        groups.into_iter().filter(|(key, _)| key.starts_with(&inside) && request.may(&format!("{KIND}/read"), key));
    request.page(readable.map(|(_, group)| group).collect())
}

/// `/subscriptions/{id}/resourcegroups/{name}`.
pub fn one(request: &ArmRequest<'_>, subscription: &str, group: &str) -> Answer {
    let id = format!("/subscriptions/{subscription}/resourceGroups/{group}");
    let method = &request.http.method;
    let verb = match *method {
        Method::GET | Method::HEAD => "read",
        Method::PUT | Method::PATCH => "write",
        Method::DELETE => "delete",
        _ => return Err(errors::method_not_allowed(method)),
    };
    request.require(&format!("{KIND}/{verb}"), &id)?;
    let exists = request.group_exists(subscription, group);
    let key = group_key(subscription, group);
    match *method {
        Method::HEAD => Ok(Reply::empty(if exists { 204 } else { 404 })),
        Method::PUT => put(request, subscription, group, exists),
        _ if !exists => Err(errors::no_such_group(group)),
        Method::GET => Ok(Reply::json(200, &current(request, subscription, group))),
        Method::PATCH => patch(request, subscription, group),
        _ => {
            let operation = operations::begin(request, Effect::DeleteGroup { id: key });
            let url = format!(
                "{}/subscriptions/{subscription}/operationresults/{operation}?api-version=2022-09-01",
                request.base()
            );
            let reply = operations::with_retry_after(request, Reply::empty(202));
            Ok(reply.with("location", &url))
        }
    }
}

fn put(request: &ArmRequest<'_>, subscription: &str, name: &str, exists: bool) -> Answer {
    let body = request.json()?;
    let location = body["location"].as_str().filter(|name| !name.is_empty());
    let location = location.ok_or_else(|| {
        let message = "The location property is required for this definition.";
        errors::plain(400, "LocationRequired", message)
    })?;
    let mut group = document(subscription, name);
    if exists {
        stays_where_it_is(&current(request, subscription, name), location)?;
    }
    group["location"] = json!(location);
    Ok(keep(request, group, &body, if exists { 200 } else { 201 }))
}

/// Changes the given members, and keeps the others.
fn patch(request: &ArmRequest<'_>, subscription: &str, name: &str) -> Answer {
    let body = request.json()?;
    let group = current(request, subscription, name);
    if let Some(location) = body["location"].as_str() {
        stays_where_it_is(&group, location)?;
    }
    Ok(keep(request, group, &body, 200))
}

fn stays_where_it_is(group: &Value, location: &str) -> Result<(), Reply> {
    if group["location"] == location {
        return Ok(());
    }
    let message = "Invalid resource group location. The Resource group already exists in another location.";
    Err(errors::plain(409, "InvalidResourceGroupLocation", message))
}

/// Stores a group with the tags of the request. Resources of an earlier, deleted group with this name stay deleted, because `deleted`
/// refers to the scenario's resources.
fn keep(request: &ArmRequest<'_>, mut group: Value, body: &Value, status: u16) -> Reply {
    if body["tags"].is_object() {
        group["tags"] = body["tags"].clone();
    }
    let id = group["id"].as_str().unwrap_or_default().to_lowercase();
    request.changes().groups.insert(id, group.clone());
    Reply::json(status, &group)
}

/// Returns the group as last written, or as in the scenario.
fn current(request: &ArmRequest<'_>, subscription: &str, name: &str) -> Value {
    let written = request.changes().groups.get(&group_key(subscription, name)).cloned();
    written.unwrap_or_else(|| document(subscription, name))
}

fn document(subscription: &str, group: &str) -> Value {
    json!({
        "id": format!("/subscriptions/{subscription}/resourceGroups/{group}"),
        "name": group,
        "type": "Microsoft.Resources/resourceGroups",
        "location": "westeurope",
        "properties": { "provisioningState": "Succeeded" },
    })
}
