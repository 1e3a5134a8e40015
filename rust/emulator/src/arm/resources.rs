//! Resources: one, all of a type, or whatever a filter finds.

use super::bearer::Caller;
use super::filter::Filter;
use super::route::Place;
use super::state::Found;
use super::{errors, paging};
use crate::http::{Reply, Request};
use crate::shared::Shared;
use crate::world::{Resource, resource_id};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// One resource by its id. Whoever may not read it isn't told whether it is there.
pub fn one(shared: &Shared, caller: &Caller, place: &Place<'_>, name: &str) -> Reply {
    let id = resource_id(place.subscription, place.group(), &place.kind, name);
    match find(
        shared,
        caller,
        place,
        name,
        &format!("{}/read", place.kind),
        &id,
    ) {
        Ok(resource) => Reply::json(200, &whole(&resource)),
        Err(reply) => reply,
    }
}

/// A resource's own identity, with the application id that the resource itself doesn't show.
pub fn own_identity(shared: &Shared, caller: &Caller, place: &Place<'_>, name: &str) -> Reply {
    let owner = resource_id(place.subscription, place.group(), &place.kind, name);
    let id = format!("{owner}/providers/Microsoft.ManagedIdentity/identities/default");
    let resource = match find(
        shared,
        caller,
        place,
        name,
        "Microsoft.ManagedIdentity/identities/read",
        &id,
    ) {
        Ok(resource) => resource,
        Err(reply) => return reply,
    };
    let Some(identity) = shared.world.system_assigned(&resource) else {
        return errors::no_such_resource(
            "Microsoft.ManagedIdentity/identities",
            "default",
            place.group(),
        );
    };
    let body = json!({
        "id": format!("{}/providers/Microsoft.ManagedIdentity/identities/default", resource.id),
        "name": "default",
        "type": "Microsoft.ManagedIdentity/identities",
        "location": resource.location,
        "properties": {
            "tenantId": shared.world.tenant_id,
            "principalId": identity.principal_id,
            "clientId": identity.client_id,
            "clientSecretUrl": format!("{}/identities/{}/credentials", shared.endpoints.arm, identity.client_id),
        },
    });
    Reply::json(200, &body)
}

/// The resource, once `action` on `scope` is allowed and its group is there.
fn find<'a>(
    shared: &'a Shared,
    caller: &Caller,
    place: &Place<'_>,
    name: &str,
    action: &str,
    scope: &str,
) -> Result<Found<'a>, Reply> {
    if !shared.may(&caller.object_id, action, scope) {
        return Err(errors::forbidden(caller, action, scope));
    }
    if !shared.group_exists(place.subscription, place.group()) {
        return Err(errors::no_such_group(place.group()));
    }
    let id = resource_id(place.subscription, place.group(), &place.kind, name);
    shared
        .resource(&id)
        .ok_or_else(|| errors::no_such_resource(&place.kind, name, place.group()))
}

/// All resources of a type that the caller may read; whoever may read none gets an empty list.
pub fn list(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    place: &Place<'_>,
    parent: Option<&str>,
) -> Reply {
    if let Some(group) = place.group
        && shared.may(
            &caller.object_id,
            &format!("{}/read", place.kind),
            &format!(
                "/subscriptions/{}/resourceGroups/{group}",
                place.subscription
            ),
        )
        && !shared.group_exists(place.subscription, group)
    {
        return errors::no_such_group(group);
    }
    let inside = parent.map(|parent| format!("{}/", parent.to_lowercase()));
    let wanted = |resource: &Found<'_>| {
        resource.kind.eq_ignore_ascii_case(&place.kind)
            && place
                .group
                .is_none_or(|group| resource.group.eq_ignore_ascii_case(group))
            && inside
                .as_ref()
                .is_none_or(|inside| resource.name.to_lowercase().starts_with(inside))
    };
    let found = readable(shared, caller, place.subscription).filter(wanted);
    paging::page(
        shared,
        request,
        found.map(|resource| whole(&resource)).collect(),
    )
}

/// `/subscriptions/{id}/resources`.
pub fn generic_list(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    subscription: &str,
) -> Reply {
    let text = request.parameter("$filter").unwrap_or_default();
    let Some(filter) = Filter::parse(text) else {
        return errors::bad_filter(text);
    };
    let expand = request.parameter("$expand").unwrap_or_default();
    let expanded = expand
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>();
    let found = readable(shared, caller, subscription)
        // A scale set's instances are its own affair: this list doesn't know them.
        .filter(|resource| {
            !resource
                .kind
                .eq_ignore_ascii_case("Microsoft.Compute/virtualMachineScaleSets/virtualMachines")
        })
        .filter(|resource| filter.admits(resource));
    paging::page(
        shared,
        request,
        found
            .map(|resource| brief(&resource, &expanded, &filter))
            .collect(),
    )
}

fn readable<'a>(
    shared: &'a Shared,
    caller: &'a Caller,
    subscription: &'a str,
) -> impl Iterator<Item = Found<'a>> {
    shared.resources().into_iter().filter(move |resource| {
        resource.subscription_id.eq_ignore_ascii_case(subscription)
            && shared.may(
                &caller.object_id,
                &format!("{}/read", resource.kind),
                &resource.id,
            )
    })
}

/// Makes a resource, or replaces one.
pub fn put(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    place: &Place<'_>,
    name: &str,
) -> Reply {
    let id = resource_id(place.subscription, place.group(), &place.kind, name);
    let action = format!("{}/write", place.kind);
    if !shared.may(&caller.object_id, &action, &id) {
        return errors::forbidden(caller, &action, &id);
    }
    if !shared.group_exists(place.subscription, place.group()) {
        return errors::no_such_group(place.group());
    }
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
        return errors::bad_body();
    };
    let existed = shared.resource(&id).is_some();
    if existed && request.header("if-none-match") == Some("*") {
        return errors::plain(
            412,
            "PreconditionFailed",
            "The condition 'If-None-Match: *' is not met: the resource exists.",
        );
    }
    let tags = body["tags"].as_object().into_iter().flatten();
    let mut properties = body["properties"].as_object().cloned().unwrap_or_default();
    properties.insert("provisioningState".to_owned(), json!("Succeeded"));
    let resource = Resource {
        id: id.clone(),
        subscription_id: place.subscription.to_owned(),
        group: place.group().to_owned(),
        kind: place.kind.clone(),
        name: name.to_owned(),
        location: body["location"].as_str().unwrap_or("westeurope").to_owned(),
        tags: tags
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect(),
        identity: None,
        system_assigned: None,
        user_assigned: Vec::new(),
        members: Map::new(),
        properties,
    };
    let answer = whole(&resource);
    let key = id.to_lowercase();
    let mut made = shared.state.made();
    made.gone.remove(&key);
    made.resources.insert(key, Arc::new(resource));
    Reply::json(if existed { 200 } else { 201 }, &answer)
}

/// Deletes a resource.
pub fn delete(shared: &Shared, caller: &Caller, place: &Place<'_>, name: &str) -> Reply {
    let id = resource_id(place.subscription, place.group(), &place.kind, name);
    let action = format!("{}/delete", place.kind);
    if !shared.may(&caller.object_id, &action, &id) {
        return errors::forbidden(caller, &action, &id);
    }
    if shared.resource(&id).is_none() {
        return Reply::empty(204);
    }
    let key = id.to_lowercase();
    let mut made = shared.state.made();
    made.resources.remove(&key);
    made.gone.insert(key);
    Reply::empty(200)
}

/// A resource with its properties.
fn whole(resource: &Resource) -> Value {
    // A scale set's instance is named as its machine is, everything else by its last name.
    let name = match resource.members.contains_key("instanceId") {
        true => resource.name.replace('/', "_"),
        false => resource
            .name
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned(),
    };
    let mut members = common(resource, &name, true);
    members.insert(
        "properties".to_owned(),
        Value::Object(resource.properties.clone()),
    );
    Value::Object(members)
}

/// A resource as the generic list shows it: without properties, and without tags if those were filtered by.
fn brief(resource: &Resource, expanded: &[&str], filter: &Filter) -> Value {
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
