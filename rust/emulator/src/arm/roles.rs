//! Role definitions and role assignments.

use super::arm_request::{Answer, ArmRequest};
use super::errors;
use crate::http::Reply;
use crate::model::inventory::{Assignment, Role, is_within};
use hyper::Method;
use serde_json::json;

/// `{scope}/providers/Microsoft.Authorization/roleDefinitions`, filtered by `roleName eq '...'`.
pub fn definitions(request: &ArmRequest<'_>, scope: &str) -> Answer {
    let filter = request.http.parameter("$filter").unwrap_or_default();
    let wanted = filter.split('\'').nth(1);
    let is_wanted = |name: &str| wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(name));
    let all = Role::ALL.iter().filter(|(name, ..)| is_wanted(name));
    let definitions = all.map(|(name, id, _)| {
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
    request.require(&format!("Microsoft.Authorization/roleAssignments/{verb}"), scope)?;
    let Some(name) = name else {
        let changes = request.changes();
        let inside = changes
            .assignments
            .values()
            .filter(|(assignment, _)| is_within(scope, &assignment.scope) || is_within(&assignment.scope, scope));
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
    let mut all = Role::ALL.into_iter();
    let known = all.find(|(_, known, _)| known.eq_ignore_ascii_case(id));
    let (.., role) = known.ok_or_else(|| {
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
    let assignment = Assignment { principal_id: principal.to_owned(), role, scope: scope.to_owned() };
    changes.assignments.insert(key, (assignment, document.clone()));
    Ok(Reply::json(201, &document))
}
