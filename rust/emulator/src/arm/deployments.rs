//! Template deployments: an operation that makes resources.

use super::bearer::Caller;
use super::route::Place;
use super::state::Work;
use super::template::{self, Template};
use super::{errors, groups, paging};
use crate::http::{Reply, Request};
use crate::shared::Shared;
use crate::world::{Resource, resource_id};
use hyper::Method;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const KIND: &str = "Microsoft.Resources/deployments";

/// One deployment: begun with PUT, looked at with GET.
pub fn one(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    place: &Place<'_>,
    name: &str,
) -> Reply {
    let verb = match request.method {
        Method::GET | Method::HEAD => "read",
        Method::PUT => "write",
        _ => return errors::method_not_allowed(&request.method),
    };
    let id = match allowed(shared, caller, place, name, verb) {
        Ok(id) => id,
        Err(reply) => return reply,
    };
    if verb == "write" {
        return begin(shared, request, caller, place, name, &id);
    }
    match begun(shared, name, &id) {
        Ok(shown) => Reply::json(200, &shown),
        Err(reply) => reply,
    }
}

/// `POST .../validate`: whether a template could be deployed.
pub fn validate(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    place: &Place<'_>,
    name: &str,
) -> Reply {
    let id = match allowed(shared, caller, place, name, "validate/action") {
        Ok(id) => id,
        Err(reply) => return reply,
    };
    match read(shared, request, caller, place) {
        Err(reply) => reply,
        Ok((template, resources)) => Reply::json(
            200,
            &shown(shared, &id, name, "Succeeded", &template, &resources),
        ),
    }
}

/// `.../operations`: what a deployment did, one entry for each resource.
pub fn steps(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    place: &Place<'_>,
    name: &str,
) -> Reply {
    let found = allowed(shared, caller, place, name, "operations/read")
        .and_then(|id| Ok((begun(shared, name, &id)?, id)));
    let (deployment, id) = match found {
        Ok(found) => found,
        Err(reply) => return reply,
    };
    let state = &deployment["properties"]["provisioningState"];
    let made = deployment["properties"]["outputResources"]
        .as_array()
        .into_iter()
        .flatten();
    let steps = made.enumerate().map(|(at, resource)| {
        json!({
            "id": format!("{id}/operations/{at:016X}"),
            "operationId": format!("{at:016X}"),
            "properties": {
                "provisioningOperation": "Create",
                "provisioningState": state,
                "statusCode": "OK",
                "targetResource": resource,
            },
        })
    });
    paging::page(shared, request, steps.collect())
}

/// `.../operationStatuses/{operation}`.
pub fn status(shared: &Shared, operation: &str) -> Reply {
    match shared.state.made().look(operation) {
        None => errors::plain(
            404,
            "DeploymentOperationNotFound",
            "The operation is not known, or was forgotten.",
        ),
        Some(true) => Reply::json(200, &json!({ "status": "Succeeded" })),
        Some(false) => groups::with_wait(shared, Reply::json(200, &json!({ "status": "Running" }))),
    }
}

fn begin(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    place: &Place<'_>,
    name: &str,
    id: &str,
) -> Reply {
    let (template, resources) = match read(shared, request, caller, place) {
        Ok(read) => read,
        Err(reply) => return reply,
    };
    let key = id.to_lowercase();
    let accepted = shown(shared, id, name, "Accepted", &template, &resources);
    let mut running = accepted.clone();
    running["properties"]["provisioningState"] = json!("Running");
    let existed = shared
        .state
        .made()
        .deployments
        .insert(key.clone(), running)
        .is_some();
    let work = Work::Deploy {
        deployment: key,
        resources,
    };
    let operation = groups::begin(shared, work);
    let at = format!(
        "{}{id}/operationStatuses/{operation}?api-version=2022-09-01",
        paging::base(shared, request)
    );
    let status = if existed { 200 } else { 201 };
    groups::with_wait(shared, Reply::json(status, &accepted)).with("azure-asyncoperation", &at)
}

/// The template of a request and the resources it makes, if the caller may make them.
fn read(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    place: &Place<'_>,
) -> Result<(Template, Vec<Resource>), Reply> {
    let body = template::lenient(&request.body).ok_or_else(errors::bad_body)?;
    let region = "westeurope";
    let template = Template::read(&body["properties"], place.group(), region).map_err(|what| {
        errors::plain(
            400,
            "InvalidTemplate",
            &format!("Deployment template validation failed: '{what}'."),
        )
    })?;
    let mut resources = Vec::new();
    for wanted in &template.resources {
        let id = resource_id(
            place.subscription,
            place.group(),
            &wanted.kind,
            &wanted.name,
        );
        let action = format!("{}/write", wanted.kind);
        if !shared.may(&caller.object_id, &action, &id) {
            return Err(errors::forbidden(caller, &action, &id));
        }
        resources.push(Resource {
            id,
            subscription_id: place.subscription.to_owned(),
            group: place.group().to_owned(),
            kind: wanted.kind.clone(),
            name: wanted.name.clone(),
            location: wanted.location.clone(),
            tags: wanted.tags.clone(),
            identity: None,
            system_assigned: None,
            user_assigned: Vec::new(),
            members: Map::new(),
            properties: wanted.properties.clone(),
        });
    }
    Ok((template, resources))
}

/// The deployment's id, for a caller who may do that with it. `verb` is what the action ends in.
fn allowed(
    shared: &Shared,
    caller: &Caller,
    place: &Place<'_>,
    name: &str,
    verb: &str,
) -> Result<String, Reply> {
    let id = resource_id(place.subscription, place.group(), KIND, name);
    let action = format!("{KIND}/{verb}");
    if !shared.may(&caller.object_id, &action, &id) {
        return Err(errors::forbidden(caller, &action, &id));
    }
    if !shared.group_exists(place.subscription, place.group()) {
        return Err(errors::no_such_group(place.group()));
    }
    Ok(id)
}

/// What is shown of a deployment that was begun.
fn begun(shared: &Shared, name: &str, id: &str) -> Result<Value, Reply> {
    let shown = shared
        .state
        .made()
        .deployments
        .get(&id.to_lowercase())
        .cloned();
    shown.ok_or_else(|| {
        let message = format!("Deployment '{name}' could not be found.");
        errors::plain(404, "DeploymentNotFound", &message)
    })
}

fn shown(
    shared: &Shared,
    id: &str,
    name: &str,
    state: &str,
    template: &Template,
    resources: &[Resource],
) -> Value {
    let made: Vec<_> = resources
        .iter()
        .map(|made| json!({ "id": made.id }))
        .collect();
    let parameters: BTreeMap<_, _> = template
        .parameters
        .iter()
        .map(|(name, value)| (name, json!({ "type": "String", "value": value })))
        .collect();
    json!({
        "id": id,
        "name": name,
        "type": KIND,
        "properties": {
            "templateHash": "1",
            "mode": "Incremental",
            "provisioningState": state,
            "timestamp": "2026-01-01T00:00:00.0000000Z",
            "duration": "PT0S",
            "correlationId": shared.next_id(),
            "parameters": parameters,
            "providers": [],
            "dependencies": [],
            "outputs": template.outputs,
            "outputResources": made,
        },
    })
}
