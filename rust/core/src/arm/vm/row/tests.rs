use super::*;

const VM: &str = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1";

fn read(row: &str) -> Row {
    serde_json::from_str(&row.replace("VM", VM)).unwrap()
}

fn principal(row: &str) -> Option<String> {
    let Row { machine: Some(machine), is_identity_unread: false } = read(row) else {
        panic!("{row} isn't read");
    };
    machine.into_identity().unwrap().principal_id
}

#[test]
fn unexpected_members_are_ignored_and_affect_nothing_else() {
    assert_eq!(
        principal(r#"{"id":"VM","name":"vm1","identity":{"principalId":"33333333-3333-4333-8333-333333333333"}}"#)
            .as_deref(),
        Some("33333333-3333-4333-8333-333333333333")
    );
    for row in [
        r#"{"id":"VM"}"#,
        r#"{"id":"VM","name":null,"identity":null}"#,
        r#"{"id":"VM","name":7,"identity":""}"#,
        r#"{"id":"VM","identity":{"principalId":"","tenantId":null}}"#,
        r#"{"id":"VM","identity":{"principalId":7,"userAssignedIdentities":""}}"#,
    ] {
        assert_eq!(principal(row), None, "{row}");
    }
    assert_eq!(
        principal(
            r#"{"id":"VM","name":7,"identity":{"principalId":"33333333-3333-4333-8333-333333333333","userAssignedIdentities":[]}}"#
        )
        .as_deref(),
        Some("33333333-3333-4333-8333-333333333333")
    );
    assert_eq!(
        principal(r#"{"id":"VM","identity":"{\"principalId\":\"33333333-3333-4333-8333-333333333333\"}"}"#).as_deref(),
        Some("33333333-3333-4333-8333-333333333333")
    );
}

#[test]
fn an_identity_of_an_unknown_form_is_distinguished_from_none() {
    for row in [r#"{"id":"VM","identity":7}"#, r#"{"id":"VM","identity":"x"}"#] {
        let row = read(row);
        assert!(row.machine.is_some() && row.is_identity_unread, "{:?}", row.machine);
    }
}

#[test]
fn a_row_without_an_id_is_skipped() {
    for row in [r#"{"id":null}"#, r#"{"name":"vm1"}"#, "null", "7", "[]", r#"{"id":{"x":1}}"#] {
        assert!(read(row).machine.is_none(), "{row}");
    }
}
