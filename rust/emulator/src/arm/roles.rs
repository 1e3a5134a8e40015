//! Roles: what there are, and who was given which.

use super::bearer::Caller;
use super::{errors, paging};
use crate::http::{Reply, Request};
use crate::shared::Shared;
use crate::world::{Assignment, Role, is_within};
use hyper::Method;
use serde_json::{Value, json};

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
pub fn definitions(shared: &Shared, request: &Request, scope: &str) -> Reply {
    let filter = request.parameter("$filter").unwrap_or_default();
    let wanted = filter.split('\'').nth(1);
    let all = IDS
        .iter()
        .filter(|(name, _)| wanted.is_none_or(|w| w.eq_ignore_ascii_case(name)));
    let definitions = all.map(|(name, id)| {
        json!({
            "id": format!("{scope}/providers/Microsoft.Authorization/roleDefinitions/{id}"),
            "name": id,
            "type": "Microsoft.Authorization/roleDefinitions",
            "properties": { "roleName": name, "type": "BuiltInRole", "assignableScopes": ["/"] },
        })
    });
    paging::page(shared, request, definitions.collect())
}

/// `{scope}/providers/Microsoft.Authorization/roleAssignments`, with or without a name.
pub fn assignments(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    scope: &str,
    name: Option<&str>,
) -> Reply {
    let verb = match (&request.method, name) {
        (&Method::GET, _) => "read",
        (&Method::PUT, Some(_)) => "write",
        (&Method::DELETE, Some(_)) => "delete",
        _ => return errors::method_not_allowed(&request.method),
    };
    let action = format!("Microsoft.Authorization/roleAssignments/{verb}");
    if !shared.may(&caller.object_id, &action, scope) {
        return errors::forbidden(caller, &action, scope);
    }
    let Some(name) = name else {
        let made = shared.state.made();
        let inside = made
            .assignments
            .values()
            .filter(|(given, _)| is_within(scope, &given.scope) || is_within(&given.scope, scope));
        return paging::page(
            shared,
            request,
            inside.map(|(_, shown)| shown.clone()).collect(),
        );
    };
    let key = format!("{scope}/{name}").to_lowercase();
    match verb {
        "write" => give(shared, request, scope, name, key),
        "delete" => match shared.state.made().assignments.remove(&key) {
            Some((_, shown)) => Reply::json(200, &shown),
            None => Reply::empty(204),
        },
        _ => match shared.state.made().assignments.get(&key) {
            Some((_, shown)) => Reply::json(200, shown),
            None => errors::plain(
                404,
                "RoleAssignmentNotFound",
                &format!("The role assignment '{name}' is not found."),
            ),
        },
    }
}

fn give(shared: &Shared, request: &Request, scope: &str, name: &str, key: String) -> Reply {
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
        return errors::bad_body();
    };
    let properties = &body["properties"];
    let text = |name: &str| properties[name].as_str().unwrap_or_default();
    let id = text("roleDefinitionId")
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let role = IDS
        .iter()
        .find(|(_, known)| known.eq_ignore_ascii_case(id))
        .and_then(|(wanted, _)| Role::ALL.into_iter().find(|(name, _)| name == wanted));
    let Some((_, role)) = role else {
        return errors::plain(
            400,
            "InvalidRoleDefinitionId",
            &format!("The role definition ID '{id}' is not valid."),
        );
    };
    let principal = text("principalId");
    if principal.is_empty() {
        return errors::plain(400, "InvalidPrincipalId", "The principal ID is not valid.");
    }
    let mut made = shared.state.made();
    let same = made.assignments.values().any(|(given, _)| {
        given.principal_id.eq_ignore_ascii_case(principal)
            && given.role == role
            && given.scope.eq_ignore_ascii_case(scope)
    });
    if same {
        return errors::plain(
            409,
            "RoleAssignmentExists",
            "The role assignment already exists.",
        );
    }
    let shown = json!({
        "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"),
        "name": name,
        "type": "Microsoft.Authorization/roleAssignments",
        "properties": {
            "roleDefinitionId": text("roleDefinitionId"),
            "principalId": principal,
            "principalType": "ServicePrincipal",
            "scope": scope,
        },
    });
    let given = Assignment {
        principal_id: principal.to_owned(),
        role,
        scope: scope.to_owned(),
    };
    made.assignments.insert(key, (given, shown.clone()));
    Reply::json(201, &shown)
}
