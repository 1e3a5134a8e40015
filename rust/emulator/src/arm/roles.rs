//! Roles: the definitions, and who was assigned which.

use super::arm_request::{Answer, ArmRequest};
use super::errors;
use crate::http::Reply;
use crate::model::inventory::{Assignment, Role, is_within};
use hyper::Method;
use serde_json::json;

/// The ids of the built-in roles.
const IDS: [(&str, &str); 7] = [
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
    (
        "Virtual Machine Contributor",
        "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    ),
    (
        "Managed Identity Operator",
        "f1a07417-d97a-45cb-824c-7a7467783830",
    ),
    (
        "Key Vault Secrets User",
        "4633458b-17de-408a-b874-0445c86b69e6",
    ),
    (
        "Key Vault Secrets Officer",
        "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    ),
];

/// `{scope}/providers/Microsoft.Authorization/roleDefinitions`, filtered by `roleName eq '...'`.
pub fn definitions(request: &ArmRequest<'_>, scope: &str) -> Answer {
    let filter = request.http.parameter("$filter").unwrap_or_default();
    let wanted = filter.split('\'').nth(1);
    let all = IDS
        .iter()
        .filter(|(name, _)| wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(name)));
    let definitions = all.map(|(name, id)| {
        json!({
            "id": format!("{scope}/providers/Microsoft.Authorization/roleDefinitions/{id}"),
            "name": id,
            "type": "Microsoft.Authorization/roleDefinitions",
            "properties": { "roleName": name, "type": "BuiltInRole", "assignableScopes": ["/"] },
        })
    });
    request.page(definitions.collect())
}

/// `{scope}/providers/Microsoft.Authorization/roleAssignments`, with or without a name.
pub fn assignments(request: &ArmRequest<'_>, scope: &str, name: Option<&str>) -> Answer {
    let method = &request.http.method;
    let verb = match (method, name) {
        (&Method::GET, _) => "read",
        (&Method::PUT, Some(_)) => "write",
        (&Method::DELETE, Some(_)) => "delete",
        _ => return Err(errors::method_not_allowed(method)),
    };
    request.require(
        &format!("Microsoft.Authorization/roleAssignments/{verb}"),
        scope,
    )?;
    let Some(name) = name else {
        let changes = request.changes();
        let inside = changes.assignments.values().filter(|(assignment, _)| {
            is_within(scope, &assignment.scope) || is_within(&assignment.scope, scope)
        });
        return request.page(inside.map(|(_, document)| document.clone()).collect());
    };
    let key = format!("{scope}/{name}").to_lowercase();
    match verb {
        "write" => assign(request, scope, name, key),
        "delete" => Ok(match request.changes().assignments.remove(&key) {
            Some((_, document)) => Reply::json(200, &document),
            None => Reply::empty(204),
        }),
        _ => match request.changes().assignments.get(&key) {
            Some((_, document)) => Ok(Reply::json(200, document)),
            None => {
                let message = format!("The role assignment '{name}' is not found.");
                Err(errors::plain(404, "RoleAssignmentNotFound", &message))
            }
        },
    }
}

fn assign(request: &ArmRequest<'_>, scope: &str, name: &str, key: String) -> Answer {
    let body = request.json()?;
    let text = |name: &str| body["properties"][name].as_str().unwrap_or_default();
    let definition = text("roleDefinitionId");
    let id = definition.rsplit('/').next().unwrap_or_default();
    let known = IDS.iter().find(|(_, known)| known.eq_ignore_ascii_case(id));
    let role = known
        .and_then(|(name, _)| Role::named(name))
        .ok_or_else(|| {
            let message = format!("The role definition ID '{id}' is not valid.");
            errors::plain(400, "InvalidRoleDefinitionId", &message)
        })?;
    let principal = text("principalId");
    if principal.is_empty() {
        let message = "The principal ID is not valid.";
        return Err(errors::plain(400, "InvalidPrincipalId", message));
    }
    let mut changes = request.changes();
    let exists = changes.assignments.values().any(|(assignment, _)| {
        assignment.principal_id.eq_ignore_ascii_case(principal)
            && assignment.role == role
            && assignment.scope.eq_ignore_ascii_case(scope)
    });
    if exists {
        let message = "The role assignment already exists.";
        return Err(errors::plain(409, "RoleAssignmentExists", message));
    }
    let document = json!({
        "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"),
        "name": name,
        "type": "Microsoft.Authorization/roleAssignments",
        "properties": {
            "roleDefinitionId": definition,
            "principalId": principal,
            "principalType": "ServicePrincipal",
            "scope": scope,
        },
    });
    let assignment = Assignment {
        principal_id: principal.to_owned(),
        role,
        scope: scope.to_owned(),
    };
    changes
        .assignments
        .insert(key, (assignment, document.clone()));
    Ok(Reply::json(201, &document))
}
