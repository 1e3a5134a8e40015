use super::*;

const VM: &str = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/RG1/providers/Microsoft.Compute/virtualMachines/vm1";

fn read(identity: &str) -> VmIdentity {
    let text = format!(r#"{{"id":"{VM}","identity":{identity}}}"#);
    let resource: Resource = serde_json::from_str(&text).unwrap();
    resource.into_identity().unwrap()
}

const UAMI: &str = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uami1";

#[test]
fn every_form_of_the_object_is_read() {
    let both = read(&format!(
        r#"{{"type":"SystemAssigned,UserAssigned","principalId":"33333333-3333-4333-8333-333333333333","tenantId":"11111111-1111-4111-8111-111111111111","userAssignedIdentities":{{"{UAMI}":{{"principalId":"55555555-5555-4555-8555-555555555555","clientId":"66666666-6666-4666-8666-666666666666"}}}}}}"#
    ));
    assert_eq!(both.identity_type, "SystemAssigned, UserAssigned");
    assert_eq!((both.name.as_str(), both.resource_group.as_str()), ("vm1", "RG1"));
    assert_eq!(
        (both.principal_id.as_deref(), both.tenant_id.as_deref()),
        (Some("33333333-3333-4333-8333-333333333333"), Some("11111111-1111-4111-8111-111111111111"))
    );
    assert_eq!(both.user_assigned[0].name, "uami1");
    assert_eq!(both.user_assigned[0].client_id.as_deref(), Some("66666666-6666-4666-8666-666666666666"));
    let only = read(&format!(r#"{{"type":"UserAssigned","userAssignedIdentities":{{"{UAMI}":{{}}}}}}"#));
    assert_eq!((only.identity_type, only.user_assigned.len()), ("UserAssigned", 1));
    for none in ["null", r#"{"type":"None"}"#, r#"{"type":"None","principalId":"","userAssignedIdentities":null}"#] {
        assert_eq!(read(none).identity_type, "None", "{none}");
    }
}

#[test]
fn the_requested_identity_is_chosen_or_the_failure_explained() {
    let other = UAMI.replace("/rg/", "/rg2/");
    let two = format!(
        r#"{{"userAssignedIdentities":{{"{UAMI}":{{"principalId":"55555555-5555-4555-8555-555555555551"}},"{other}":{{"principalId":"55555555-5555-4555-8555-555555555552"}}}}}}"#
    );
    let two = read(&two);
    assert_eq!(two.not_enabled().code(), Code::SystemAssignedNotEnabled);
    let code = |name| two.named(name).unwrap_err().code();
    assert_eq!(code("uami1"), Code::AmbiguousName);
    assert_eq!(code("uami2"), Code::UserAssignedNotFound);
    let chosen = two.named(&other.to_uppercase()).unwrap();
    assert_eq!(two.user_assigned[chosen].principal_id.as_deref(), Some("55555555-5555-4555-8555-555555555552"));
}

#[test]
fn empty_ids_are_absent_and_an_identity_in_upper_and_lower_case_counts_once() {
    let upper = UAMI.replace("resourceGroups", "RESOURCEGROUPS");
    let one = read(&format!(
        r#"{{"userAssignedIdentities":{{"{UAMI}":{{"principalId":"","clientId":null}},"{upper}":{{"principalId":"55555555-5555-4555-8555-555555555551","clientId":"55555555-5555-4555-8555-555555555552"}}}}}}"#
    ));
    assert_eq!(one.user_assigned.len(), 1);
    assert_eq!(
        (one.user_assigned[0].principal_id.as_deref(), one.user_assigned[0].client_id.as_deref()),
        (Some("55555555-5555-4555-8555-555555555551"), Some("55555555-5555-4555-8555-555555555552"))
    );
}

#[test]
fn only_a_plain_name_is_used_in_a_hint() {
    let odd = read(r#"{"userAssignedIdentities":{"x; reboot":{}}}"#);
    let error = odd.not_enabled();
    assert!(error.next_step().unwrap().contains("-IdentityName <name>"));
}

#[test]
fn only_guids_are_ids() {
    for odd in ["null", "p", "$(reboot)", "00000000-0000-0000-0000-000000000000"] {
        let one = read(&format!(r#"{{"type":"SystemAssigned","principalId":"{odd}"}}"#));
        assert_eq!((one.principal_id, one.identity_type), (None, "None"), "{odd}");
    }
}
