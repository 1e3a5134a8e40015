//! Unusual responses about machines: missing ids, rows of a different form, subscriptions that refuse access.

use crate::support::*;
use azmi_core::{Client, Code, Event, FleetQuery, VmQuery};
use azmi_emulator::{Emulator, Fault};
use serde_json::{Value, json};

const OWN: &str = "22222222-2222-4222-8222-222222222222";
const OTHER: &str = "99999999-9999-4999-8999-999999999999";
const GROUP: &str = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg1";

fn vm(name: &str) -> String {
    format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/{name}")
}

fn uai(name: &str) -> String {
    format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}")
}

fn named(name: &str) -> VmQuery {
    VmQuery { name: Some(name.to_owned()), ..VmQuery::default() }
}

fn identity_of(vm_name: &str, name: &str) -> VmQuery {
    VmQuery { resource_id: Some(vm(vm_name)), identity_name: Some(name.to_owned()), ..VmQuery::default() }
}

/// The response to requests whose address contains `matching`.
fn answers(matching: &str, status: u16, body: &Value) -> Fault {
    Fault { matching: Some(matching.to_owned()), status: Some(status), body: Some(body.to_string()), ..arm() }
}

fn machine(identity: Value) -> Fault {
    answers("/virtualMachines/odd?", 200, &json!({ "id": vm("odd"), "identity": identity }))
}

fn refusal(code: &str) -> Value {
    json!({ "error": { "code": code, "message": "no" } })
}

async fn started(faults: Vec<Fault>) -> (Emulator, Client) {
    let emulator = emulator();
    let client = client(&emulator);
    client.connect(&quick()).await.unwrap();
    emulator.set_faults(faults);
    emulator.clear_requests();
    (emulator, client)
}

fn warnings(heard: &Ears) -> Vec<String> {
    let heard = heard.heard().into_iter();
    heard.filter_map(|event| if let Event::Warning { text } = event { Some(text) } else { None }).collect()
}

#[tokio::test]
async fn ids_missing_from_a_machine_are_read_from_the_identity_itself() {
    let expected = emulator().endpoints().user_assigned[0].clone();
    for ids in [
        json!({ "principalId": null, "clientId": null }),
        json!({ "principalId": "", "clientId": "" }),
        json!({}),
        json!(null),
    ] {
        let (_emulator, client) =
            started(vec![machine(json!({ "type": "UserAssigned", "userAssignedIdentities": { uai("uai1"): ids } }))])
                .await;
        let principal = client.vm_principal(&identity_of("odd", "uai1"), &quick()).await.unwrap();
        assert_eq!(
            (principal.principal_id, principal.client_id),
            (expected.principal_id.clone(), Some(expected.client_id.clone()))
        );
        let all = client.vm_identity(&identity_of("odd", "uai1"), &quick()).await.unwrap();
        assert_eq!(all.user_assigned[0].principal_id.as_ref(), Some(&expected.principal_id));
    }
}

#[tokio::test]
async fn an_unreadable_identity_is_an_error_and_never_an_empty_id() {
    let odd = || {
        machine(
            json!({ "type": "SystemAssigned, UserAssigned", "principalId": "", "userAssignedIdentities": { uai("uai1"): {} } }),
        )
    };
    for (status, body, expected) in [
        (403, refusal("AuthorizationFailed"), Code::AuthorizationFailed),
        (404, refusal("ResourceNotFound"), Code::ResourceNotFound),
        (200, json!({ "properties": { "principalId": "" } }), Code::BadResponse),
        (200, json!({}), Code::BadResponse),
    ] {
        let (_emulator, client) = started(vec![odd(), answers("Microsoft.ManagedIdentity/", status, &body)]).await;
        assert_eq!(code(client.vm_principal(&identity_of("odd", "uai1"), &quick()).await), expected);
        // The error doesn't claim that there is no system-assigned identity either.
        let own = VmQuery { resource_id: Some(vm("odd")), ..VmQuery::default() };
        assert_eq!(code(client.vm_principal(&own, &quick()).await), expected);
        let heard = Ears::default();
        let all = client.vm_identity(&own, &heard.call()).await.unwrap();
        assert_eq!(all.user_assigned[0].principal_id, None);
        assert_eq!(warnings(&heard).len(), 2);
    }
    // Nothing is requested for an id that doesn't belong to an identity.
    let (emulator, client) =
        started(vec![machine(json!({ "userAssignedIdentities": { "/subscriptions": {} } }))]).await;
    assert_eq!(code(client.vm_principal(&identity_of("odd", "uai1"), &quick()).await), Code::UserAssignedNotFound);
    let all =
        client.vm_identity(&VmQuery { resource_id: Some(vm("odd")), ..VmQuery::default() }, &quick()).await.unwrap();
    assert_eq!((all.user_assigned.len(), emulator.requests().len()), (1, 2));
}

#[tokio::test]
async fn one_odd_row_does_not_affect_the_rest_of_a_fleet() {
    let row = |name: &str, identity: Value| json!({ "id": vm(name), "name": name, "identity": identity });
    let twin = json!({ "id": vm("vm1").to_uppercase(), "name": "VM1", "identity": null });
    let rows = vec![
        row("vm1", json!({ "principalId": "33333333-3333-4333-8333-333333333333" })),
        twin,
        row("vm2", json!("")),
        row("vm3", json!(7)),
        json!({ "id": vm("vm4"), "name": null }),
        json!({ "id": null, "name": "vm5" }),
        json!("what"),
        row("vm6", json!({ "userAssignedIdentities": { uai("uai1"): { "principalId": 7 } } })),
    ];
    let page = json!({ "totalRecords": rows.len(), "count": rows.len(), "resultTruncated": "false", "data": rows });
    let (_emulator, client) = started(vec![answers("Microsoft.ResourceGraph", 200, &page)]).await;
    let mut fleet = client.vm_identities(&FleetQuery { all: true, ..FleetQuery::default() }).unwrap();
    let heard = Ears::default();
    let machines = fleet.next_page(&heard.call()).await.unwrap().unwrap();
    let names: Vec<_> = machines.iter().map(|machine| machine.name.as_str()).collect();
    assert_eq!(names, ["vm1", "vm2", "vm3", "vm4", "vm6"]);
    assert!(fleet.next_page(&quick()).await.unwrap().is_none());
    let warnings = warnings(&heard);
    assert!(
        warnings[0].starts_with("2 rows") && warnings[1].contains("vm3") && warnings[2].contains("user-assigned"),
        "{warnings:?}"
    );
}

fn subscriptions() -> Fault {
    let list = [OWN, OTHER].map(|id| json!({ "subscriptionId": id, "state": "Enabled" }));
    let odd = [
        json!({ "subscriptionId": null }),
        json!({ "state": 7 }),
        json!({ "subscriptionId": OTHER.to_uppercase(), "state": "Disabled" }),
    ];
    let all: Vec<Value> = list.into_iter().chain(odd).collect();
    answers("/subscriptions?", 200, &json!({ "value": all }))
}

async fn the_own_subscription_refuses_and_another_has_the_machine(status: u16, id: &'static str) {
    let found = json!({ "value": [{ "id": vm("far").replace(OWN, OTHER), "identity": { "principalId": "33333333-3333-4333-8333-333333333333" } }] });
    let (_emulator, client) = started(vec![
        subscriptions(),
        answers(&format!("{OWN}/resources"), status, &refusal(id)),
        answers(&format!("{OTHER}/resources"), 200, &found),
    ])
    .await;
    let heard = Ears::default();
    let principal = client.vm_principal(&named("far"), &heard.call()).await.unwrap();
    assert_eq!(principal.principal_id, "33333333-3333-4333-8333-333333333333");
    let found = warnings(&heard);
    assert!(found.len() == 1 && found[0].contains(OWN), "{found:?}");
}

/// The error mentions both.
async fn no_subscription_has_the_machine_and_one_refuses(status: u16, id: &'static str, code: Code) {
    let (_emulator, client) = started(vec![
        subscriptions(),
        answers(&format!("{OWN}/resources"), 200, &json!({ "value": [] })),
        answers(&format!("{OTHER}/resources"), status, &refusal(id)),
    ])
    .await;
    let error = client.vm_principal(&named("far"), &quick()).await.unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    for part in [format!("could not be searched: {OTHER}"), format!("Searched subscriptions: {OWN}.")] {
        assert!(error.message().contains(&part), "{part} in {error}");
    }
}

#[tokio::test]
async fn a_subscription_that_refuses_or_fails_is_reported_and_does_not_end_the_search() {
    let not_found = Code::VmNotFound;
    // Some cases wait for retries, so all run at the same time.
    let mut cases = tokio::task::JoinSet::new();
    for (status, id, code) in [
        (403, "AuthorizationFailed", not_found),
        (404, "SubscriptionNotFound", not_found),
        (409, "ReadOnlyDisabledSubscription", not_found),
        (401, "InvalidAuthenticationTokenTenant", not_found),
        // When a service fails, it is unknown whether the name exists.
        (500, "InternalServerError", Code::ServiceFailed),
        (400, "BadRequest", Code::ServiceFailed),
        (429, "SubscriptionRequestsThrottled", Code::Throttled),
    ] {
        cases.spawn(the_own_subscription_refuses_and_another_has_the_machine(status, id));
        cases.spawn(no_subscription_has_the_machine_and_one_refuses(status, id, code));
    }
    cases.join_all().await;
    // If all of them refuse, that is the failure.
    let (_emulator, client) =
        started(vec![subscriptions(), answers("/resources?", 403, &refusal("AuthorizationFailed"))]).await;
    let error = client.vm_principal(&named("far"), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::AuthorizationFailed);
    assert!(error.message().contains(OWN) && error.message().contains(OTHER), "{error}");
    // A subscription that the caller named isn't a guess.
    let query = VmQuery { subscription_id: Some(OTHER.to_owned()), ..named("far") };
    let (emulator, client) =
        started(vec![subscriptions(), answers(&format!("{OTHER}/resources"), 403, &refusal("AuthorizationFailed"))])
            .await;
    assert_eq!(code(client.vm_principal(&query, &quick()).await), Code::AuthorizationFailed);
    assert_eq!(emulator.requests().len(), 1);
}

#[tokio::test]
async fn a_group_that_the_own_subscription_refuses_is_looked_up_in_others() {
    let found = json!({ "value": [{ "id": vm("far").replace(OWN, OTHER), "identity": { "principalId": "33333333-3333-4333-8333-333333333333" } }] });
    let query = VmQuery { resource_group: Some("rg1".to_owned()), ..named("far") };
    let refused = || answers(&format!("/subscriptions/{OWN}/"), 403, &refusal("AuthorizationFailed"));
    let (_emulator, client) =
        started(vec![subscriptions(), refused(), answers(&format!("{OTHER}/resources"), 200, &found)]).await;
    assert_eq!(
        client.vm_principal(&query, &quick()).await.unwrap().principal_id,
        "33333333-3333-4333-8333-333333333333"
    );
    let (_emulator, client) =
        started(vec![subscriptions(), refused(), answers(&format!("{OTHER}/resources"), 200, &json!({ "value": [] }))])
            .await;
    assert_eq!(code(client.vm_principal(&query, &quick()).await), Code::AuthorizationFailed);
}

#[tokio::test]
async fn a_machine_listed_in_upper_and_lower_case_is_returned_once() {
    let id = vm("two");
    let list = json!({ "value": [{ "id": id, "identity": { "principalId": "33333333-3333-4333-8333-333333333333" } }, { "id": id.to_uppercase() }, { "id": null }, 7] });
    let (_emulator, client) = started(vec![answers(&format!("{OWN}/resources"), 200, &list)]).await;
    assert_eq!(
        client.vm_principal(&named("two"), &quick()).await.unwrap().principal_id,
        "33333333-3333-4333-8333-333333333333"
    );
}
