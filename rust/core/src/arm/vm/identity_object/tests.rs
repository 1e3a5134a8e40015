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
        r#"{{"type":"SystemAssigned,UserAssigned","principalId":"p","tenantId":"t","userAssignedIdentities":{{"{UAMI}":{{"principalId":"up","clientId":"uc"}}}}}}"#
    ));
    assert_eq!(both.identity_type, "SystemAssigned, UserAssigned");
    assert_eq!(
        (both.name.as_str(), both.resource_group.as_str()),
        ("vm1", "RG1")
    );
    assert_eq!(
        (both.principal_id.as_deref(), both.tenant_id.as_deref()),
        (Some("p"), Some("t"))
    );
    assert_eq!(both.user_assigned[0].name, "uami1");
    assert_eq!(both.user_assigned[0].client_id.as_deref(), Some("uc"));
    let only = read(&format!(
        r#"{{"type":"UserAssigned","userAssignedIdentities":{{"{UAMI}":{{}}}}}}"#
    ));
    assert_eq!(
        (only.identity_type, only.user_assigned.len()),
        ("UserAssigned", 1)
    );
    for none in [
        "null",
        r#"{"type":"None"}"#,
        r#"{"type":"None","principalId":"","userAssignedIdentities":null}"#,
    ] {
        assert_eq!(read(none).identity_type, "None", "{none}");
    }
}

#[test]
fn the_one_that_is_meant_is_chosen_or_told_apart() {
    let other = UAMI.replace("/rg/", "/rg2/");
    let two = format!(
        r#"{{"userAssignedIdentities":{{"{UAMI}":{{"principalId":"1"}},"{other}":{{"principalId":"2"}}}}}}"#
    );
    let code = |name| read(&two).principal(name).unwrap_err().code();
    assert_eq!(code(None), Code::SystemAssignedNotEnabled);
    assert_eq!(code(Some("uami1")), Code::AmbiguousName);
    assert_eq!(code(Some("uami2")), Code::UserAssignedNotFound);
    assert_eq!(
        read(&two)
            .principal(Some(&other.to_uppercase()))
            .unwrap()
            .principal_id,
        "2"
    );
}
