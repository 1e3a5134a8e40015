//! Template deployments: an operation that creates resources.

use super::arm_request::{Answer, ArmRequest};
use super::changes::Effect;
use super::errors;
use super::operations;
use super::route::Collection;
use super::template::{self, Template};
use crate::http::Reply;
use crate::model::inventory::{REGION, Resource, resource_id};
use hyper::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const KIND: &str = "Microsoft.Resources/deployments";

/// One deployment: PUT starts it, GET reads it.
pub fn one(request: &ArmRequest<'_>, collection: &Collection<'_>, name: &str) -> Answer {
    match request.http.method {
        Method::GET | Method::HEAD => {
            let id = authorize(request, collection, name, "read")?;
            Ok(Reply::json(200, &find(request, name, &id)?))
        }
        Method::PUT => {
            let id = authorize(request, collection, name, "write")?;
            begin(request, collection, name, &id)
        }
        _ => Err(errors::method_not_allowed(&request.http.method)),
    }
}

/// `POST .../validate`: checks whether a template could be deployed.
pub fn validate(request: &ArmRequest<'_>, collection: &Collection<'_>, name: &str) -> Answer {
    let id = authorize(request, collection, name, "validate/action")?;
    let (template, resources) = read(request, collection)?;
    let document = document(request, &id, name, "Succeeded", &template, &resources);
    Ok(Reply::json(200, &document))
}

/// `.../operations`: the operations of a deployment, one entry for each resource.
pub fn steps(request: &ArmRequest<'_>, collection: &Collection<'_>, name: &str) -> Answer {
    let id = authorize(request, collection, name, "operations/read")?;
    let deployment = find(request, name, &id)?;
    let state = &deployment["properties"]["provisioningState"];
    let created = deployment["properties"]["outputResources"].as_array();
    let steps = created.into_iter().flatten().enumerate();
    let steps = steps.map(|(at, resource)| {
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
    request.page(steps.collect())
}

fn begin(request: &ArmRequest<'_>, collection: &Collection<'_>, name: &str, id: &str) -> Answer {
    let (template, resources) = read(request, collection)?;
    let accepted = document(request, id, name, "Accepted", &template, &resources);
    let mut running = accepted.clone();
    running["properties"]["provisioningState"] = json!("Running");
    let deployment = id.to_lowercase();
    let before = request.changes().deployments.insert(deployment.clone(), running);
    let effect = Effect::Deploy { deployment, resources };
    let operation = operations::begin(request, effect);
    let url = format!("{}{id}/operationStatuses/{operation}?api-version=2022-09-01", request.base());
    let status = if before.is_some() { 200 } else { 201 };
    let reply = operations::with_retry_after(request, Reply::json(status, &accepted));
    Ok(reply.with("azure-asyncoperation", &url))
}

/// Reads the template of a request and the resources that it creates, if the caller may create them.
fn read(request: &ArmRequest<'_>, collection: &Collection<'_>) -> Result<(Template, Vec<Resource>), Reply> {
    let body = template::parse_lenient(&request.http.body).ok_or_else(errors::bad_body)?;
    let (subscription, group) = (collection.subscription, collection.group());
    let template = Template::read(&body["properties"], group, REGION).map_err(|what| {
        let message = format!("Deployment template validation failed: '{what}'.");
        errors::plain(400, "InvalidTemplate", &message)
    })?;
    let mut resources = Vec::new();
    for declared in &template.resources {
        let mut resource = Resource::new(subscription, group, &declared.kind, &declared.name);
        request.require(&format!("{}/write", declared.kind), &resource.id)?;
        resource.location.clone_from(&declared.location);
        resource.tags.clone_from(&declared.tags);
        resource.properties.clone_from(&declared.properties);
        resources.push(resource);
    }
    Ok((template, resources))
}

/// Returns the deployment's id if the caller may perform the action. `verb` is the last part of the action.
fn authorize(request: &ArmRequest<'_>, collection: &Collection<'_>, name: &str, verb: &str) -> Result<String, Reply> {
    let id = resource_id(collection.subscription, collection.group(), KIND, name);
    request.require(&format!("{KIND}/{verb}"), &id)?;
    request.require_group(collection)?;
    Ok(id)
}

/// Finds the document of a deployment.
fn find(request: &ArmRequest<'_>, name: &str, id: &str) -> Result<Value, Reply> {
    let found = request.changes().deployments.get(&id.to_lowercase()).cloned();
    found.ok_or_else(|| {
        let message = format!("Deployment '{name}' could not be found.");
        errors::plain(404, "DeploymentNotFound", &message)
    })
}

fn document(
    request: &ArmRequest<'_>,
    id: &str,
    name: &str,
    state: &str,
    template: &Template,
    resources: &[Resource],
) -> Value {
    let created: Vec<_> = resources.iter().map(|resource| json!({ "id": resource.id })).collect();
    let parameters: BTreeMap<_, _> =
        template.parameters.iter().map(|(name, value)| (name, json!({ "type": "String", "value": value }))).collect();
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
            "correlationId": request.context.next_id(),
            "parameters": parameters,
            "providers": [],
            "dependencies": [],
            "outputs": template.outputs,
            "outputResources": created,
        },
    })
}
