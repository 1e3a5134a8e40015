//! The principal of a machine: the current one, one by name, one by id, and every way not to find it.

use crate::support::*;
use azmi_core::{Code, Identity, IdentityType, VmQuery};
use azmi_emulator::Fault;

fn named(name: &str) -> VmQuery {
    VmQuery { name: Some(name.to_owned()), ..VmQuery::default() }
}

#[tokio::test]
async fn the_current_machine_is_read_from_its_own_token() {
    let emulator = emulator();
    let facts = emulator.endpoints().clone();
    let principal = client(&emulator).vm_principal(&VmQuery::default(), &quick()).await.unwrap();
    assert_eq!(principal.principal_id, facts.system_assigned.unwrap().principal_id);
    assert_eq!(principal.resource_id, facts.vm_resource_id);
    assert!(emulator.requests().iter().all(|r| !r.path.starts_with("/subscriptions")), "no role is needed");
}

#[tokio::test]
async fn the_current_machine_is_found_whichever_identity_the_client_uses() {
    let emulator = emulator();
    let facts = emulator.endpoints().clone();
    let other = client_as(&emulator, Identity::ClientId(facts.user_assigned[0].client_id.clone()));
    assert_eq!(
        other.vm_principal(&VmQuery::default(), &quick()).await.unwrap().principal_id,
        facts.system_assigned.unwrap().principal_id
    );
}

#[tokio::test]
async fn a_vm_is_found_by_name_by_group_and_by_id() {
    let emulator = emulator();
    let facts = emulator.endpoints().clone();
    let expected = facts.system_assigned.clone().unwrap().principal_id;
    let client = client(&emulator);
    let by_group = VmQuery { resource_group: Some("RG1".into()), ..named("VM1") };
    let by_subscription = VmQuery { subscription_id: Some(facts.subscription_id.clone()), ..named("vm1") };
    let by_id = VmQuery { resource_id: Some(facts.vm_resource_id.clone()), ..VmQuery::default() };
    for query in [named("vm1"), by_group, by_subscription, by_id] {
        assert_eq!(client.vm_principal(&query, &quick()).await.unwrap().principal_id, expected, "{query:?}");
    }
}

#[tokio::test]
async fn a_user_assigned_identity_is_selected_by_name_or_id() {
    let emulator = emulator();
    let first = emulator.endpoints().user_assigned[0].clone();
    let client = client(&emulator);
    for (vm, identity) in [(Some("vm2"), "UAI1"), (Some("vm2"), first.resource_id.as_str()), (None, "uai1")] {
        let query =
            VmQuery { name: vm.map(str::to_owned), identity_name: Some(identity.to_owned()), ..VmQuery::default() };
        let principal = client.vm_principal(&query, &quick()).await.unwrap();
        assert_eq!(
            (principal.principal_id, principal.identity_type),
            (first.principal_id.clone(), IdentityType::UserAssigned)
        );
        assert_eq!(principal.client_id, Some(first.client_id.clone()));
    }
    let query = VmQuery { identity_name: Some("nobody".into()), ..named("vm2") };
    let error = client.vm_principal(&query, &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::UserAssignedNotFound);
    assert!(error.message().contains("uai1"));
}

#[tokio::test]
async fn for_a_vm_without_a_system_assigned_identity_the_error_lists_the_others() {
    let emulator = emulator();
    let client = client(&emulator);
    let error = client.vm_principal(&named("vm2"), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::SystemAssignedNotEnabled);
    assert!(error.message().contains("uai1") && error.next_step().unwrap().contains("-IdentityName uai1"));
    assert_eq!(code(client.vm_principal(&named("vm3"), &quick()).await), Code::SystemAssignedNotEnabled);
}

#[tokio::test]
async fn a_missing_machine_is_reported_with_the_scope_that_was_searched() {
    let emulator = emulator();
    let subscription = emulator.endpoints().subscription_id.clone();
    let client = client(&emulator);
    let error = client.vm_principal(&named("nobody"), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::VmNotFound);
    assert!(error.message().contains(&subscription));
    let in_group = |group: &str| VmQuery { resource_group: Some(group.to_owned()), ..named("nobody") };
    let error = client.vm_principal(&in_group("rg1"), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::VmNotFound);
    assert!(
        error.message().contains("in the resource group rg1") && error.message().contains(&subscription),
        "{}",
        error.message()
    );
    assert_eq!((error.http_status(), error.service_code()), (Some(404), Some("ResourceNotFound")));
    assert!(error.request_id().is_some() && error.correlation_id().is_some());
    assert_eq!(code(client.vm_principal(&in_group("nowhere"), &quick()).await), Code::ResourceGroupNotFound);
    let elsewhere = VmQuery {
        subscription_id: Some("99999999-9999-4999-8999-999999999999".into()),
        resource_group: Some("rg1".into()),
        ..named("vm1")
    };
    assert_eq!(code(client.vm_principal(&elsewhere, &quick()).await), Code::SubscriptionNotFound);
}

#[tokio::test]
async fn a_wrong_query_is_refused_before_any_request() {
    let emulator = emulator();
    let client = client(&emulator);
    let some = |text: &str| Some(text.to_owned());
    for (query, expected) in [
        (named("vm*"), Code::InvalidVmName),
        (named("a/b"), Code::InvalidVmName),
        (VmQuery { resource_group: some("rg?"), ..named("vm1") }, Code::InvalidResourceGroupName),
        (VmQuery { subscription_id: some("mine"), ..named("vm1") }, Code::InvalidSubscriptionId),
        (VmQuery { resource_id: some("/subscriptions/x"), ..VmQuery::default() }, Code::InvalidVmResourceId),
        (VmQuery { resource_id: some("/x"), ..named("vm1") }, Code::InvalidQuery),
        (VmQuery { resource_group: some("rg1"), ..VmQuery::default() }, Code::InvalidQuery),
        (VmQuery { identity_name: some("a b"), ..named("vm1") }, Code::InvalidIdentityResourceId),
    ] {
        assert_eq!(code(client.vm_principal(&query, &quick()).await), expected, "{query:?}");
    }
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn a_missing_role_is_reported_with_the_command_that_grants_it() {
    let emulator = emulator();
    let facts = emulator.endpoints().clone();
    let nobody = client_as(&emulator, Identity::ClientId(facts.user_assigned[0].client_id.clone()));
    let query = VmQuery { resource_group: Some("rg1".into()), ..named("vm1") };
    let error = nobody.vm_principal(&query, &quick()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.http_status(), error.service_code()),
        (Code::AuthorizationFailed, Some(403), Some("AuthorizationFailed"))
    );
    let hint = error.next_step().unwrap();
    assert!(hint.contains(&facts.user_assigned[0].principal_id) && hint.contains("--role Reader"), "{hint}");
    assert!(error.request_id().is_some());
    // A lookup by name alone can't be forbidden: what can't be read isn't listed.
    assert!(matches!(
        code(nobody.vm_principal(&named("vm1"), &quick()).await),
        Code::VmNotFound | Code::NoReadableSubscription
    ));
}

#[tokio::test]
async fn for_a_machine_with_only_a_user_assigned_identity_the_error_names_it() {
    let emulator = emulator_with(
        r#"{"userAssignedIdentities":[{"name":"only","resourceGroup":"rg1"}],
            "virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":false,"userAssigned":["only"]}}],
            "thisVm":"vm1","roleAssignments":[],"resources":[]}"#,
    );
    let error = client(&emulator).vm_principal(&VmQuery::default(), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::SystemAssignedNotEnabled);
    assert!(error.message().contains("only"));
}

#[tokio::test]
async fn an_identity_of_something_else_is_not_taken_for_a_machine() {
    let emulator = emulator();
    let claims = serde_json::json!({"xms_mirid": "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg1/providers/Microsoft.Automation/automationAccounts/acc"});
    emulator.set_faults(fault(Fault { claims: claims.as_object().cloned().unwrap(), ..imds() }));
    let error = client(&emulator).vm_principal(&VmQuery::default(), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::NotAVirtualMachine);
    assert!(error.message().contains("automationAccounts/acc") && error.next_step().unwrap().contains("-Source Vm"));
}

#[tokio::test]
async fn links_to_another_host_and_endless_lists_are_refused() {
    let emulator = emulator();
    let client = client(&emulator);
    client.connect(&quick()).await.unwrap();
    for (link, expected) in [("https://evil.example/next", Code::UntrustedLink), ("@self", Code::BadResponse)] {
        let arm = emulator.endpoints().arm.clone();
        let link = link
            .replace("@self", &format!("{arm}/subscriptions/22222222-2222-4222-8222-222222222222/resources?again=1"));
        let body = format!(r#"{{"value":[],"nextLink":"{link}"}}"#);
        emulator.set_faults(fault(Fault {
            matching: Some("/resources".into()),
            status: Some(200),
            body: Some(body),
            ..crate::support::arm()
        }));
        assert_eq!(code(client.vm_principal(&named("vm1"), &quick()).await), expected);
    }
}
