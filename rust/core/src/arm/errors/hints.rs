//! The next steps after an error response. Each command is on a line of its own, and contains nothing from a response except
//! GUIDs and resource ids of a checked form.

use super::context::ErrorContext;
use super::reason::{Reason, Service};
use super::words::Words;
use crate::arm::roles::{self, scope};
use crate::ids::is_guid;
use http::Method;

/// The next step for a reason.
pub(super) fn of(reason: Reason, words: &Words, context: &ErrorContext<'_>) -> String {
    match reason {
        Reason::Role => grant(words, context, false),
        Reason::DataRole => data_role(words, context),
        Reason::AccessPolicy => access_policy(context),
        Reason::OwnPermission => "The service grants this permission itself; a role at Resource Manager doesn't include it. Ask whoever administers the service to add the identity by its object or client id.".to_owned(),
        Reason::ApplicationPermission => application_permission(context),
        Reason::Policy => "No role helps. Change the request so that it fits the policy, or ask whoever assigned the policy for an exemption.".to_owned(),
        Reason::Network => "No role helps. Allow this machine's address or subnet in the network rules of the resource, or call it through its private endpoint. A rule may take some minutes to work.".to_owned(),
        Reason::NetworkOrDataRole => "Look at the network rules of the storage account first: Storage says the same where they don't allow this machine's address or subnet. If they do, the identity needs a data role such as Storage Blob Data Reader; Owner and Contributor don't include the data.".to_owned(),
        Reason::DenyAssignment => "No role helps against a deny assignment: a managed application, a deployment stack or Azure itself made it. Look at it in the portal (Access control > Deny assignments), and ask its owner.".to_owned(),
        Reason::ConditionalAccess => "A Conditional Access policy for workload identities decides this, often by the address of the call. The tenant's administrators can see in the sign-in logs of managed identities which policy it was.".to_owned(),
        Reason::EligibleRole => "A managed identity can't activate an eligible role. Assign the role as active.".to_owned(),
        Reason::Quota if words.all.contains("Quota will be replenished") => "Neither the token nor a role is at fault: the gateway (API Management) counts calls. Try again once the quota is replenished.".to_owned(),
        Reason::Quota => "Neither the token nor a role is at fault. Ask for more of the quota (portal: the subscription, Usage + quotas), or choose another region or size.".to_owned(),
        Reason::DisabledSubscription => "The subscription is disabled and can only be read. Its owner can see why in the portal, and activate it again.".to_owned(),
        Reason::Lock => "A lock forbids it: look at the locks of the resource, its group and its subscription.\naz lock list --resource-group <group>".to_owned(),
        Reason::NotRegistered => "The subscription hasn't registered the resource provider. An owner or contributor registers it with one of these.\naz provider register --namespace <name>\nRegister-AzResourceProvider -ProviderNamespace <name>".to_owned(),
        Reason::OtherTenant => "A managed identity works only in the tenant it was made in. Use a resource or subscription of that tenant.".to_owned(),
        Reason::Other if words.text.is_empty() => "The service doesn't say why. Check which role or permission its documentation asks for, and its network rules.".to_owned(),
        Reason::Other => "The service's message says why. A role may not be what is missing.".to_owned(),
    }
}

/// The command that grants what is missing after a 403. Action and scope come from the service's message if it names them,
/// otherwise from the request; they only make the advice concrete.
fn grant(words: &Words, context: &ErrorContext<'_>, is_data: bool) -> String {
    let text = words.all.as_str();
    // A missing permission on a linked resource follows the requested action in the message.
    let linked = text.split_once("however, it does not have permission").map(|(_, rest)| rest);
    let said = linked.unwrap_or(text);
    // The second form is from Key Vault, the others are about linked resources.
    let action = first_after(said, &["perform action '", "perform action(s) '", "Action: '", "data action `"]);
    let action = action.and_then(scope::action);
    let named = first_after(
        said,
        &["over scope '", "linked scope(s) '", "linked scope '", "on scope '", "at scope '", "Resource: '"],
    );
    let place = match named {
        Some(named) => scope::checked(named),
        None if context.kind() == Service::ResourceManager => scope::of_path(context.url.path()),
        None => None,
    };
    let is_new = linked.is_none() && scope::makes_something(context.method, action);
    let place = if is_new { place.and_then(scope::parent) } else { place };
    let role = match action {
        Some(action) if is_data => roles::smallest_for_data(action).unwrap_or("<data role>"),
        Some(action) => roles::smallest(action),
        None if is_data => "<data role>",
        None if context.reads() => "Reader",
        None => "Contributor",
    };
    let wanted = match (action, place) {
        (Some(action), Some(place)) => format!("Needed: {action} at {place}. "),
        (Some(action), None) => format!("Needed: {action}. "),
        _ => String::new(),
    };
    let object = quoted_after(text, "with object id '").filter(|id| is_guid(id));
    commands(&wanted, role, object.unwrap_or(context.principal()), place)
}

/// Advice about a missing role for the data in a resource.
fn data_role(words: &Words, context: &ErrorContext<'_>) -> String {
    // Key Vault and others name the action, and some also the scope.
    let names_action = ["Action: '", "data action `"].iter().any(|name| words.all.contains(name));
    if names_action || words.has_code("ForbiddenByRbac") {
        return grant(words, context, true);
    }
    let host = context.url.host_str().unwrap_or_default();
    let role = match context.kind() {
        Service::Messaging => {
            return "The identity needs a data role of the namespace, queue or topic, such as Azure Service Bus Data Sender or Azure Event Hubs Data Receiver. Owner and Contributor don't include the data.".to_owned();
        }
        Service::Storage => {
            let data = match host.split('.').nth(1) {
                Some("queue") => "queueServices/queues/messages",
                Some("table") => "tableServices/tables/entities",
                Some("file") => "fileServices/fileshares/files",
                _ => "blobServices/containers/blobs",
            };
            let does = if context.reads() { "read" } else { "write" };
            roles::smallest(&format!("Microsoft.Storage/storageAccounts/{data}/{does}"))
        }
        _ => return "The identity needs a data role of the resource. Owner and Contributor don't include the data; the documentation of the service names its data roles.".to_owned(),
    };
    commands("Owner and Contributor don't include the data. ", role, context.principal(), None)
}

/// The lines that grant a role.
fn commands(wanted: &str, role: &str, object: &str, place: Option<&str>) -> String {
    let place = match place {
        None => "<scope>".to_owned(),
        // Parentheses are syntax in shells.
        Some(place) if place.contains(['(', ')']) => format!("'{place}'"),
        Some(place) => place.to_owned(),
    };
    let role = if role.contains(' ') { format!("\"{role}\"") } else { role.to_owned() };
    format!(
        "{wanted}An owner grants it with one of these; a new role may take some minutes to work.\
         \naz role assignment create --assignee-object-id {object} --assignee-principal-type ServicePrincipal --role {role} --scope {place}\
         \nNew-AzRoleAssignment -ObjectId {object} -RoleDefinitionName {role} -Scope {place}"
    )
}

/// Advice about a missing permission in a vault's access policy.
fn access_policy(context: &ErrorContext<'_>) -> String {
    let object = context.principal();
    let (kind, parameter) = match context.url.path().split('/').nth(1) {
        Some("keys") => ("key", "PermissionsToKeys"),
        Some("certificates") => ("certificate", "PermissionsToCertificates"),
        _ => ("secret", "PermissionsToSecrets"),
    };
    let permission = match *context.method {
        Method::GET | Method::HEAD => "get list",
        Method::DELETE => "delete",
        _ if kind == "secret" => "set",
        // Keys and certificates have a permission for each operation.
        _ => "<permission>",
    };
    format!(
        "This vault has access policies: roles don't open it. Its administrator can add the permission with\
         \naz keyvault set-policy --name <vault> --object-id {object} --{kind}-permissions {permission}\
         \nSet-AzKeyVaultAccessPolicy -VaultName <vault> -ObjectId {object} -{parameter} {}",
        permission.replace(' ', ",")
    )
}

/// Advice about a missing permission of Microsoft Graph, which no role of Resource Manager includes.
fn application_permission(context: &ErrorContext<'_>) -> String {
    let object = context.principal();
    format!(
        "Roles at Resource Manager don't count here: the identity needs an application permission of the service (its documentation names the least one for each call). An administrator of the tenant can grant it with\
         \nNew-MgServicePrincipalAppRoleAssignment -ServicePrincipalId {object} -PrincipalId {object} -ResourceId <object id of Microsoft Graph in the tenant> -AppRoleId <id of the permission>\
         \nA token holds the permissions of the time it was issued, for up to a day."
    )
}

/// The first entry of the quoted list that follows one of these texts.
fn first_after<'a>(text: &'a str, before: &[&str]) -> Option<&'a str> {
    let list = before.iter().find_map(|before| quoted_after(text, before))?;
    list.split(',').next().map(str::trim)
}

/// The text between `before` and the next occurrence of its last character.
fn quoted_after<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    let mark = before.chars().next_back()?;
    let (_, rest) = text.split_once(before)?;
    rest.split_once(mark).map(|(found, _)| found)
}
