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

/// `/subscriptions/{id}/resourcegroups`: those in which the caller may read.
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
        _ if verb == "write" => write(request, subscription, group, exists),
        _ if !exists => Err(errors::no_such_group(group)),
        Method::GET => {
            let created = request.changes().groups.get(&key).cloned();
            let group = created.unwrap_or_else(|| document(subscription, group));
            Ok(Reply::json(200, &group))
        }
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

fn write(request: &ArmRequest<'_>, subscription: &str, name: &str, exists: bool) -> Answer {
    let body = request.json()?;
    let location = body["location"].as_str().filter(|name| !name.is_empty());
    let location = location.ok_or_else(|| {
        let message = "The location property is required for this definition.";
        errors::plain(400, "LocationRequired", message)
    })?;
    let mut group = document(subscription, name);
    group["location"] = json!(location);
    if body["tags"].is_object() {
        group["tags"] = body["tags"].clone();
    }
    let key = group_key(subscription, name);
    let mut changes = request.changes();
    let before = changes.groups.get(&key).cloned();
    let before = before.or_else(|| exists.then(|| document(subscription, name)));
    if before.is_some_and(|before| before["location"] != group["location"]) {
        return Err(errors::plain(
            409,
            "InvalidResourceGroupLocation",
            "Invalid resource group location. The Resource group already exists in another location.",
        ));
    }
    // What the group held before it was deleted stays deleted: `deleted` is about the scenario's resources.
    changes.groups.insert(key, group.clone());
    Ok(Reply::json(if exists { 200 } else { 201 }, &group))
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
