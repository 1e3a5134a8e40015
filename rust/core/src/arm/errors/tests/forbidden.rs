//! A 403, and how to resolve it.

use super::*;

/// A 403 from Resource Manager that names action and scope.
fn role_missing(action: &str, scope: &str) -> Answer {
    let body = format!(
        r#"{{"error":{{"code":"AuthorizationFailed","message":"The client 'c' with object id '{OID}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid."}}}}"#
    );
    answer(403, &[("x-ms-request-id", "req-1")], &body)
}

#[test]
fn a_403_names_action_scope_and_the_commands_that_grant_it_one_per_line() {
    let error = refusal(&role_missing("Microsoft.Compute/virtualMachines/read", VM), &Method::GET);
    let lines: Vec<_> = error.next_step().unwrap().lines().collect();
    assert!(lines[0].contains(&format!("Microsoft.Compute/virtualMachines/read at {VM}")), "{lines:?}");
    assert_eq!(
        lines[1],
        format!(
            "az role assignment create --assignee-object-id {OID} --assignee-principal-type ServicePrincipal --role Reader --scope {VM}"
        )
    );
    assert_eq!(lines[2], format!("New-AzRoleAssignment -ObjectId {OID} -RoleDefinitionName Reader -Scope {VM}"));
    assert_eq!(
        (error.service_code(), error.request_id(), error.http_status()),
        (Some("AuthorizationFailed"), Some("req-1"), Some(403))
    );
    assert!(error.to_string().ends_with(" [AuthorizationFailed; request req-1]"), "{error}");
    let write = refusal(&role_missing("Microsoft.Compute/virtualMachines/start/action", VM), &Method::POST);
    assert!(write.next_step().unwrap().contains(&format!("--role \"Virtual Machine Contributor\" --scope {VM}")));
}

#[test]
fn for_a_new_resource_the_role_is_granted_on_its_parent() {
    let group = VM.split_once("/providers").unwrap().0;
    let error = refusal(&role_missing("Microsoft.Compute/virtualMachines/write", VM), &Method::PUT);
    assert!(error.next_step().unwrap().contains(&format!("--scope {group}\n")), "{error:?}");
}

#[test]
fn for_a_linked_resource_the_role_is_granted_on_that_resource() {
    let nic = VM.replace("Compute/virtualMachines/vm1", "Network/networkInterfaces/nic1");
    let body = format!(
        r#"{{"error":{{"code":"LinkedAuthorizationFailed","message":"The client 'c' with object id '{OID}' has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '{VM}'; however, it does not have permission to perform action(s) 'Microsoft.Network/networkInterfaces/join/action' on the linked scope(s) '{nic}' (respectively) or the linked scope(s) are invalid."}}}}"#
    );
    let hint = refusal(&answer(403, &[], &body), &Method::PUT).next_step().unwrap().to_owned();
    assert!(hint.contains(&format!("--role \"Network Contributor\" --scope {nic}\n")), "{hint}");
}

#[test]
fn of_many_linked_resources_the_first_gets_the_role_however_long_the_message_is() {
    let nic = |n: usize| VM.replace("Compute/virtualMachines/vm1", &format!("Network/networkInterfaces/nic{n}"));
    let list: Vec<_> = (0..20).map(nic).collect();
    let body = format!(
        r#"{{"error":{{"code":"LinkedAuthorizationFailed","message":"has permission to perform action 'a/write' on scope '{VM}'; however, it does not have permission to perform action 'Microsoft.Network/networkInterfaces/join/action' on the linked scope(s) '{}' or the linked scope(s) are invalid."}}}}"#,
        list.join(",")
    );
    let error = refusal(&answer(403, &[], &body), &Method::PUT);
    assert!(error.next_step().unwrap().contains(&format!("--scope {}\n", nic(0))), "{error:?}");
    assert!(error.message().len() < 1_000);
    // A role doesn't help with a resource of another tenant.
    let body = r#"{"error":{"code":"LinkedAuthorizationFailed","message":"The client has permission, however the current tenant 'x' is not authorized to access linked subscription 'y'."}}"#;
    let error = refusal(&answer(403, &[], body), &Method::PUT);
    assert!(!error.next_step().unwrap().contains("az role"), "{error:?}");
}

#[test]
fn only_guids_and_arm_ids_from_a_peer_enter_a_command() {
    for scope in [
        "/c1/b1",
        "/",
        "x; reboot",
        &format!("{VM};reboot"),
        &format!("{VM} --role Owner"),
        &format!("{VM}$(id)"),
        &format!("{VM}`n"),
        "/subscriptions/x",
    ] {
        let hint =
            refusal(&role_missing("Microsoft.X/things/read", scope), &Method::GET).next_step().unwrap().to_owned();
        assert!(hint.contains("--scope <scope>\n") && !hint.contains("reboot") && !hint.contains("Owner"), "{hint}");
    }
    let hint =
        refusal(&role_missing("Microsoft.X/things/read; reboot", VM), &Method::GET).next_step().unwrap().to_owned();
    assert!(!hint.contains("reboot"), "{hint}");
    let body = r#"{"error":{"code":"AuthorizationFailed","message":"The client with object id 'x --role Owner' does not have authorization to perform action"}}"#;
    let hint = refusal(&answer(403, &[], body), &Method::GET).next_step().unwrap().to_owned();
    assert!(hint.contains(&format!("--assignee-object-id {OID} ")), "{hint}");
}

#[test]
fn a_role_is_suggested_only_if_it_helps() {
    let vault = "https://kv1.vault.azure.net/secrets/s1?api-version=7.4";
    let blob = "https://acc.blob.core.windows.net/c1/b1";
    let graph = "https://graph.microsoft.com/v1.0/users";
    let arm = "https://management.azure.com/subscriptions";
    for (address, code, inner, id, role) in [
        (arm, "RequestDisallowedByPolicy", "", Code::DisallowedByPolicy, false),
        (arm, "DenyAssignmentAuthorizationFailed", "", Code::DeniedByAssignment, false),
        (arm, "ReadOnlyDisabledSubscription", "", Code::Forbidden, false),
        (vault, "Forbidden", "ForbiddenByFirewall", Code::NetworkAccessDenied, false),
        (vault, "Forbidden", "AccessDenied", Code::AuthorizationFailed, false),
        (vault, "Forbidden", "ForbiddenByRbac", Code::AuthorizationFailed, true),
        (blob, "AuthorizationFailure", "", Code::NetworkAccessDenied, false),
        (blob, "AuthorizationPermissionMismatch", "", Code::AuthorizationFailed, true),
        (graph, "Authorization_RequestDenied", "", Code::ApplicationPermissionMissing, false),
        (arm, "SomethingNew", "", Code::Forbidden, false),
    ] {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"words","innererror":{{"code":"{inner}"}}}}}}"#);
        let error = at(address, &answer(403, &[], &body));
        assert_eq!(error.code(), id, "{code} {inner}");
        assert_eq!(error.next_step().unwrap().contains("az role assignment create"), role, "{code} {inner}");
        assert!(error.to_string().contains(if inner.is_empty() { code } else { inner }), "{error}");
    }
}

#[test]
fn a_linked_subscription_that_is_not_found_is_not_a_missing_role() {
    let words = "The client has permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on scope '/x', however the linked subscription 'resourcegroups' was not found.";
    let body = format!(r#"{{"error":{{"code":"LinkedAuthorizationFailed","message":"{words}"}}}}"#);
    let error = failure(403, &body);
    assert_eq!(error.code(), Code::Forbidden, "{error}");
    assert!(!error.next_step().unwrap().contains("role assignment create"));
}

#[test]
fn a_decisive_message_outranks_the_code_of_a_missing_role() {
    let vault = "https://kv1.vault.azure.net/secrets/s1?api-version=7.4";
    let hsm = "https://h1.managedhsm.azure.net/keys?api-version=7.4";
    let twins = "https://t1.api.weu.digitaltwins.azure.net/models?api-version=1";
    let devops = "https://dev.azure.com/o/_apis/projects";
    let bus = "https://n1.servicebus.windows.net/q1/messages";
    for (address, status, code, words, id) in [
        (
            "https://management.azure.com/x",
            403,
            "AuthorizationFailed",
            "access is denied because of the deny assignment with name 'x'",
            Code::DeniedByAssignment,
        ),
        (vault, 403, "ForbiddenByRbac", "DecisionReason: 'DeniedByDenyAssignment'", Code::DeniedByAssignment),
        (
            hsm,
            403,
            "AccessDenied",
            "Not authorized to access Microsoft.KeyVault/managedHsm/keys/read/action on /keys",
            Code::AuthorizationFailed,
        ),
        (twins, 403, "AuthorizationFailed", "Permission Denied.", Code::AuthorizationFailed),
        (
            devops,
            401,
            "UnauthorizedRequestException",
            "TF400813: The user 'x' is not authorized to access this resource.",
            Code::AuthorizationFailed,
        ),
        (bus, 401, "401", "Manage,EntityRead claims required for this operation.", Code::AuthorizationFailed),
        (bus, 401, "401", "Manage claim is required for this operation.", Code::AuthorizationFailed),
    ] {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"{words}"}}}}"#);
        let error = at(address, &answer(status, &[], &body));
        assert_eq!(error.code(), id, "{words}");
        let hint = error.next_step().unwrap();
        assert!(!hint.contains("role assignment create"), "{words}: {hint}");
        assert!(!hint.contains("set-policy"), "{words}: {hint}");
        assert_eq!(hint.contains("Azure Service Bus Data Sender"), address == bus, "{words}: {hint}");
    }
}

#[test]
fn a_deployment_without_a_role_says_which_role_and_where() {
    let made = VM.replace("/providers/Microsoft.Compute/virtualMachines/vm1", "");
    let words = format!(
        "Deployment failed with multiple errors: 'Authorization failed for template resource 'vm1' of type 'Microsoft.Compute/virtualMachines'. The client 'c' with object id '{OID}' does not have permission to perform action 'Microsoft.Compute/virtualMachines/write' at scope '{VM}'.'"
    );
    let body = format!(r#"{{"error":{{"code":"InvalidTemplateDeployment","message":"{words}"}}}}"#);
    let error = refusal(&answer(403, &[], &body), &Method::PUT);
    assert_eq!(error.code(), Code::AuthorizationFailed);
    let hint = error.next_step().unwrap();
    assert!(hint.contains(&format!("--role \"Virtual Machine Contributor\" --scope {made}\n")), "{hint}");
}

#[test]
fn a_conflict_names_its_cause() {
    for (code, words, advice) in [
        ("ScopeLocked", "locked", "az lock list"),
        ("MissingSubscriptionRegistration", "not registered", "az provider register"),
        ("OperationNotAllowed", "it results in exceeding approved Total Regional Cores quota", "quota"),
        ("Other", "busy", "in the way"),
    ] {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"{words}"}}}}"#);
        let error = failure(409, &body);
        assert_eq!(error.code(), Code::Conflict);
        assert!(error.next_step().unwrap().contains(advice), "{error}");
    }
}

#[test]
fn a_sites_access_restrictions_are_network_rules() {
    let page = "<html><title>Web App - Unavailable</title></html>";
    let site = "https://site.azurewebsites.net/api/x";
    let refused = at(site, &answer(403, &[("x-ms-forbidden-ip", "203.0.113.9")], page));
    assert_eq!(refused.code(), Code::NetworkAccessDenied, "{refused}");
    assert_eq!(at(site, &answer(403, &[], page)).code(), Code::BadResponse);
}
