//! Resources: one, all of a type, or those that a filter admits.

use super::arm_request::{Answer, ArmRequest};
use super::errors;
use super::filter::Filter;
use super::route::Collection;
use crate::http::Reply;
use crate::model::inventory::Resource;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// One resource by its id. A caller without permission to read it doesn't learn whether it exists.
pub fn one(request: &ArmRequest<'_>, collection: &Collection<'_>, name: &str) -> Answer {
    let (id, action) = (collection.id(name), format!("{}/read", collection.kind));
    let resource = find(request, collection, name, &action, &id)?;
    Ok(Reply::json(200, &document(&resource)))
}

/// A resource's system-assigned identity, with the application id that the resource itself doesn't show.
pub fn own_identity(request: &ArmRequest<'_>, collection: &Collection<'_>, name: &str) -> Answer {
    const KIND: &str = "Microsoft.ManagedIdentity/identities";
    let scope = format!("{}/providers/{KIND}/default", collection.id(name));
    let resource = find(request, collection, name, &format!("{KIND}/read"), &scope)?;
    let inventory = &request.context.inventory;
    let identity = inventory.system_assigned(&resource);
    let identity = identity.ok_or_else(|| errors::no_such_resource(KIND, "default", collection.group()))?;
    let arm = &request.context.endpoints.arm;
    let body = json!({
        "id": format!("{}/providers/{KIND}/default", resource.id),
        "name": "default",
        "type": KIND,
        "location": resource.location,
        "properties": {
            "tenantId": inventory.tenant_id,
            "principalId": identity.principal_id,
            "clientId": identity.client_id,
            "clientSecretUrl": format!("{arm}/identities/{}/credentials", identity.client_id),
        },
    });
    Ok(Reply::json(200, &body))
}

/// Finds the resource, if `action` on `scope` is allowed and its group exists.
fn find(
    request: &ArmRequest<'_>,
    collection: &Collection<'_>,
    name: &str,
    action: &str,
    scope: &str,
) -> Result<Arc<Resource>, Reply> {
    request.require(action, scope)?;
    request.require_group(collection)?;
    let resource = request.resource(&collection.id(name));
    resource.ok_or_else(|| errors::no_such_resource(&collection.kind, name, collection.group()))
}

/// All resources of a type that the caller may read. The list is empty if there are none.
pub fn list(request: &ArmRequest<'_>, collection: &Collection<'_>, parent: Option<&str>) -> Answer {
    let subscription = collection.subscription;
    if let Some(group) = collection.group {
        let scope = format!("/subscriptions/{subscription}/resourceGroups/{group}");
        if request.may(&format!("{}/read", collection.kind), &scope) {
            request.require_group(collection)?;
        }
    }
    let inside = parent.map(|parent| format!("{}/", parent.to_lowercase()));
    let is_listed = |resource: &Arc<Resource>| {
        resource.kind.eq_ignore_ascii_case(&collection.kind)
            && collection.group.is_none_or(|group| resource.group.eq_ignore_ascii_case(group))
            && inside.as_ref().is_none_or(|inside| resource.name.to_lowercase().starts_with(inside))
    };
    let found = readable(request, subscription).filter(is_listed);
    request.page(found.map(|resource| document(&resource)).collect())
}

/// `/subscriptions/{id}/resources`.
pub fn generic_list(request: &ArmRequest<'_>, subscription: &str) -> Answer {
    let text = request.http.parameter("$filter").unwrap_or_default();
    let filter = Filter::parse(text).ok_or_else(|| errors::bad_filter(text))?;
    let expand = request.http.parameter("$expand").unwrap_or_default();
    let expanded: Vec<_> = expand.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    // This list doesn't include the instances of scale sets.
    const INSTANCES: &str = "Microsoft.Compute/virtualMachineScaleSets/virtualMachines";
    let found = readable(request, subscription)
        .filter(|resource| !resource.kind.eq_ignore_ascii_case(INSTANCES))
        .filter(|resource| filter.admits(resource));
    let items = found.map(|resource| summary(&resource, &expanded, &filter));
    request.page(items.collect())
}

fn readable(request: &ArmRequest<'_>, subscription: &str) -> impl Iterator<Item = Arc<Resource>> {
    request.readable_resources().filter(move |resource| resource.subscription_id.eq_ignore_ascii_case(subscription))
}

/// Creates a resource, or replaces one.
pub fn put(request: &ArmRequest<'_>, collection: &Collection<'_>, name: &str) -> Answer {
    let id = collection.id(name);
    request.require(&format!("{}/write", collection.kind), &id)?;
    request.require_group(collection)?;
    let body = request.json()?;
    let existed = request.resource(&id).is_some();
    if existed && request.http.header("if-none-match") == Some("*") {
        let message = "The condition 'If-None-Match: *' is not met: the resource exists.";
        return Err(errors::plain(412, "PreconditionFailed", message));
    }
    let tags = body["tags"].as_object().into_iter().flatten();
    let mut properties = body["properties"].as_object().cloned().unwrap_or_default();
    properties.insert("provisioningState".to_owned(), json!("Succeeded"));
    let key = id.to_lowercase();
    let (subscription, group) = (collection.subscription, collection.group());
    let mut resource = Resource::new(subscription, group, &collection.kind, name);
    if let Some(location) = body["location"].as_str() {
        resource.location = location.to_owned();
    }
    resource.tags = tags.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect();
    resource.properties = properties;
    let answer = document(&resource);
    let mut changes = request.changes();
    changes.deleted.remove(&key);
    changes.resources.insert(key, Arc::new(resource));
    Ok(Reply::json(if existed { 200 } else { 201 }, &answer))
}

/// Deletes a resource.
pub fn delete(request: &ArmRequest<'_>, collection: &Collection<'_>, name: &str) -> Answer {
    let id = collection.id(name);
    request.require(&format!("{}/delete", collection.kind), &id)?;
    if request.resource(&id).is_none() {
        return Ok(Reply::empty(204));
    }
    let key = id.to_lowercase();
    let mut changes = request.changes();
    changes.resources.remove(&key);
    changes.deleted.insert(key);
    Ok(Reply::empty(200))
}

/// A resource with its properties.
fn document(resource: &Resource) -> Value {
    // The name of a scale set's instance is its machine's name. Other resources use the last segment.
    let name = match resource.members.contains_key("instanceId") {
        true => resource.name.replace('/', "_"),
        false => resource.name.rsplit('/').next().unwrap_or_default().to_owned(),
    };
    let mut members = common(resource, &name, true);
    members.insert("properties".to_owned(), Value::Object(resource.properties.clone()));
    Value::Object(members)
}

/// A resource as the generic list shows it: without properties, and without tags if the filter uses tags.
fn summary(resource: &Resource, expanded: &[&str], filter: &Filter) -> Value {
    let mut members = common(resource, &resource.name, !filter.is_about_tags());
    for name in expanded {
        let (name, value) = match name.to_ascii_lowercase().as_str() {
            "createdtime" => ("createdTime", "2026-01-01T00:00:00.0000000Z"),
            "changedtime" => ("changedTime", "2026-01-01T00:10:00.0000000Z"),
            "provisioningstate" => ("provisioningState", "Succeeded"),
            _ => continue,
        };
        members.insert(name.to_owned(), json!(value));
    }
    Value::Object(members)
}

fn common(resource: &Resource, name: &str, with_tags: bool) -> Map<String, Value> {
    let mut members = resource.members.clone();
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    set("id", json!(resource.id));
    set("name", json!(name));
    set("type", json!(resource.kind));
    set("location", json!(resource.location));
    if let Some(identity) = &resource.identity {
        set("identity", identity.clone());
    }
    if with_tags && !resource.tags.is_empty() {
        set("tags", json!(resource.tags));
    }
    members
}
