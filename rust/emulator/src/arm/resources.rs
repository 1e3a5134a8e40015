//! Resources: one, all of a type, or whatever a filter finds.

use super::bearer::Caller;
use super::filter::{self, Filter};
use super::{errors, paging};
use crate::http::{Reply, Request};
use crate::shared::Shared;
use crate::world::Resource;
use serde_json::{Map, Value, json};

/// One resource by its id. Whoever may not read it isn't told whether it is there.
pub fn one(
    shared: &Shared,
    caller: &Caller,
    subscription: &str,
    group: &str,
    kind: &str,
    name: &str,
) -> Reply {
    let world = &shared.world;
    let id =
        format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}");
    let action = format!("{kind}/read");
    if !world.may(&caller.object_id, &action, &id) {
        return errors::forbidden(caller, &action, &id);
    }
    if !world.group_exists(subscription, group) {
        return errors::no_such_group(group);
    }
    match world.resource(&id) {
        Some(resource) => Reply::json(200, &whole(resource)),
        None => errors::no_such_resource(kind, name, group),
    }
}

/// All resources of a type that the caller may read; whoever may read none gets an empty list.
pub fn list(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    subscription: &str,
    group: Option<&str>,
    kind: &str,
) -> Reply {
    if let Some(group) = group
        && shared.world.may(
            &caller.object_id,
            &format!("{kind}/read"),
            &format!("/subscriptions/{subscription}/resourceGroups/{group}"),
        )
        && !shared.world.group_exists(subscription, group)
    {
        return errors::no_such_group(group);
    }
    let wanted = |resource: &&Resource| {
        resource.kind.eq_ignore_ascii_case(kind)
            && group.is_none_or(|group| resource.group.eq_ignore_ascii_case(group))
    };
    paging::page(
        shared,
        request,
        readable(shared, caller, subscription)
            .filter(wanted)
            .map(whole)
            .collect(),
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
    let found = readable(shared, caller, subscription).filter(|resource| filter.admits(resource));
    paging::page(
        shared,
        request,
        found
            .map(|resource| brief(resource, &expanded, &filter))
            .collect(),
    )
}

fn readable<'a>(
    shared: &'a Shared,
    caller: &'a Caller,
    subscription: &'a str,
) -> impl Iterator<Item = &'a Resource> {
    shared.world.resources.iter().filter(move |resource| {
        resource.subscription_id.eq_ignore_ascii_case(subscription)
            && shared.world.may(
                &caller.object_id,
                &format!("{}/read", resource.kind),
                &resource.id,
            )
    })
}

/// A resource with its properties.
fn whole(resource: &Resource) -> Value {
    let mut members = common(resource, true);
    members.insert(
        "properties".to_owned(),
        Value::Object(resource.properties.clone()),
    );
    Value::Object(members)
}

/// A resource as the generic list shows it: without properties, and without tags if those were filtered by.
fn brief(resource: &Resource, expanded: &[&str], filter: &filter::Filter) -> Value {
    let mut members = common(resource, !filter.is_about_tags());
    for name in expanded {
        let value = match name.to_ascii_lowercase().as_str() {
            "createdtime" => ("createdTime", json!("2026-01-01T00:00:00.0000000Z")),
            "changedtime" => ("changedTime", json!("2026-01-01T00:10:00.0000000Z")),
            "provisioningstate" => ("provisioningState", json!("Succeeded")),
            _ => continue,
        };
        members.insert(value.0.to_owned(), value.1);
    }
    Value::Object(members)
}

fn common(resource: &Resource, with_tags: bool) -> Map<String, Value> {
    let mut members = Map::new();
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    set("id", json!(resource.id));
    set("name", json!(resource.name));
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
