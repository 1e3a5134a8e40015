//! Requests that change something: retries, creation and deletion, roles, and throttling.

use crate::support::rest::*;
use crate::support::*;
use azmi_core::{Code, Event, Identity, RestRequest};
use azmi_emulator::Fault;
use serde_json::json;

#[tokio::test]
async fn only_idempotent_requests_are_sent_twice() {
    let emulator = emulator();
    let client = client(&emulator);
    client.connect(&quick()).await.unwrap();
    let tries = |method: &'static str, fault: Fault| {
        let (client, emulator) = (&client, &emulator);
        async move {
            emulator.clear_requests();
            emulator.set_faults(vec![Fault { matching: Some("/thing".into()), times: Some(1), ..fault }]);
            let request = RestRequest { method: Some(method.into()), ..path("/thing") };
            let _ = client.rest(&request, &quick()).await;
            count(emulator, "/thing")
        }
    };
    let busy = || Fault { status: Some(503), ..arm() };
    let dropped = || Fault { reset: true, ..arm() };
    let throttled = || Fault { status: Some(429), retry_after: Some("0".into()), ..arm() };
    for method in ["GET", "HEAD", "PUT", "DELETE"] {
        assert_eq!((tries(method, busy()).await, tries(method, dropped()).await), (2, 2), "{method}");
    }
    for method in ["POST", "PATCH", "MERGE"] {
        assert_eq!((tries(method, busy()).await, tries(method, dropped()).await), (1, 1), "{method}");
        assert_eq!(tries(method, throttled()).await, 2, "{method}: a 429 did nothing");
    }
}

#[tokio::test]
async fn groups_resources_and_roles_are_created_used_and_deleted() {
    let emulator = emulator_with(CONTRIBUTOR);
    let client = client(&emulator);
    let group = format!("{SUBSCRIPTION}/resourceGroups/made");
    let created = send(&client, send_body("PUT", &group, json!({"location": "westeurope"}))).await.unwrap();
    assert_eq!(created.status(), 201);
    let elsewhere = send(&client, send_body("PUT", &group, json!({"location": "eastus"}))).await;
    assert_eq!(code(elsewhere), Code::Conflict);
    let disk = format!("{group}/providers/Microsoft.Compute/disks/d1");
    let mut once = send_body("PUT", &disk, json!({"location": "westeurope", "properties": {"diskSizeGB": 4}}));
    once.headers.push(("If-None-Match".into(), "*".into()));
    assert_eq!(send(&client, once.clone()).await.unwrap().status(), 201);
    let error = send(&client, once).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (Code::Conflict, Some(412)));
    let role =
        format!("{group}/providers/Microsoft.Authorization/roleAssignments/88888888-8888-4888-8888-888888888888");
    let given = json!({"properties": {"principalId": "99999999-9999-4999-8999-999999999999",
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"}});
    assert_eq!(send(&client, send_body("PUT", &role, given)).await.unwrap().status(), 201);
    let delete = RestRequest { method: Some("DELETE".into()), wait: true, ..path(&group) };
    assert_eq!(send(&client, delete).await.unwrap().status(), 200);
    assert_eq!(code(send(&client, path(&disk)).await), Code::ResourceGroupNotFound);
}

#[tokio::test]
async fn a_granted_role_takes_effect() {
    let emulator = emulator_with(
        r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true,"userAssigned":["low"]}}],"thisVm":"vm1",
            "userAssignedIdentities":[{"name":"low","resourceGroup":"rg1"}],"roleAssignments":[{"principal":"vm1","role":"Owner"}]}"#,
    );
    let low = emulator.endpoints().user_assigned[0].clone();
    let (owner, low_client) = (client(&emulator), client_as(&emulator, Identity::ClientId(low.client_id.clone())));
    let group = format!("{SUBSCRIPTION}/resourceGroups/rg1");
    assert_eq!(code(send(&low_client, path(&group)).await), Code::AuthorizationFailed);
    let role =
        format!("{group}/providers/Microsoft.Authorization/roleAssignments/88888888-8888-4888-8888-888888888888");
    let given = json!({"properties": {"principalId": low.principal_id,
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"}});
    send(&owner, send_body("PUT", &role, given)).await.unwrap();
    assert!(send(&low_client, path(&group)).await.is_ok());
}

#[tokio::test]
async fn throttling_is_waited_for() {
    let emulator = emulator_with(r#"{"arm":{"rateLimits":true}}"#);
    let client = client(&emulator);
    let ears = Ears::default();
    for _ in 0..260 {
        client.rest(&path(SUBSCRIPTION), &ears.call()).await.unwrap();
    }
    let refused = ears.heard().iter().filter(|e| matches!(e, Event::Retry { http_status: Some(429), .. })).count();
    let answered = count(&emulator, SUBSCRIPTION);
    assert_eq!(answered, 260 + refused);
}
