//! Tokens from the metadata service: each selector, each refusal, and responses for a different identity.

use crate::support::*;
use azmi_core::{Client, ClientOptions, Code, Identity, IdentityType};

#[tokio::test]
async fn without_a_selector_the_system_assigned_identity_signs_in() {
    let emulator = emulator();
    let facts = emulator.endpoints().clone();
    let connection = client(&emulator).connect(&quick()).await.unwrap();
    let system = facts.system_assigned.unwrap();
    assert_eq!(connection.principal_id.as_ref(), Some(&system.principal_id));
    assert_eq!(connection.client_id.as_ref(), Some(&system.client_id));
    assert_eq!(connection.identity_type, IdentityType::SystemAssigned);
    assert!(connection.identity_verified && connection.emulated);
    assert_eq!(connection.tenant_id, Some(facts.tenant_id));
    assert_eq!(
        (connection.subscription_id, connection.resource_group),
        (Some(facts.subscription_id), Some(facts.resource_group_name))
    );
    assert_eq!((connection.vm_name, connection.vm_id), (Some(facts.vm_name), Some(facts.vm_id)));
    assert_eq!(connection.environment, "AzmiEmulator");
}

#[tokio::test]
async fn each_selector_reaches_its_identity() {
    let emulator = emulator();
    let second = emulator.endpoints().user_assigned[1].clone();
    for identity in [
        Identity::ClientId(second.client_id.clone()),
        Identity::ObjectId(second.principal_id.clone()),
        Identity::ResourceId(second.resource_id.clone()),
    ] {
        let connection = client_as(&emulator, identity).connect(&quick()).await.unwrap();
        assert_eq!(connection.principal_id.as_ref(), Some(&second.principal_id));
        assert_eq!(connection.identity_type, IdentityType::UserAssigned);
        assert!(connection.identity_verified);
    }
}

#[tokio::test]
async fn the_request_matches_what_azures_own_clients_send() {
    let emulator = emulator();
    client(&emulator).token(&request(ARM), &quick()).await.unwrap();
    let sent = emulator.requests();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!((sent[0].method.as_str(), sent[0].path.as_str()), ("GET", "/metadata/identity/oauth2/token"));
    assert_eq!(sent[0].query, "api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F");
    assert_eq!(sent[0].headers["metadata"], "true");
}

#[tokio::test]
async fn an_unassigned_identity_is_reported() {
    let emulator = emulator();
    let nobody = Identity::ClientId("99999999-9999-4999-8999-999999999999".to_owned());
    let error = client_as(&emulator, nobody).token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (Code::IdentityNotAssigned, Some(400)));
    assert!(error.message().contains("Identity not found") && error.next_step().is_some());
    assert_eq!(token_requests(&emulator), 1);
}

#[tokio::test]
async fn an_unknown_audience_is_reported() {
    let emulator = emulator();
    let body = r#"{"error":"invalid_resource","error_description":"AADSTS500011: The resource principal named x was not found","error_codes":[500011]}"#;
    emulator.set_faults(fault(azmi_emulator::Fault { status: Some(400), body: Some(body.to_owned()), ..imds() }));
    assert_eq!(
        code(client(&emulator).token(&request("https://nobody.example"), &quick()).await),
        Code::AudienceRefused
    );
}

#[tokio::test]
async fn several_identities_without_a_selector_are_reported() {
    let emulator = emulator_with(
        r#"{"userAssignedIdentities":[{"name":"a","resourceGroup":"rg1"},{"name":"b","resourceGroup":"rg1"}],
            "virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":false,"userAssigned":["a","b"]}}],
            "thisVm":"vm1","roleAssignments":[],"resources":[]}"#,
    );
    assert_eq!(code(client(&emulator).token(&request(ARM), &quick()).await), Code::MultipleIdentities);
}

#[tokio::test]
async fn a_token_for_another_identity_is_rejected_and_not_cached() {
    let emulator = emulator();
    let second = emulator.endpoints().user_assigned[1].clone();
    let foreign = serde_json::json!({"appid": "99999999-9999-4999-8999-999999999999"});
    let claims = foreign.as_object().cloned().unwrap();
    emulator.set_faults(fault(azmi_emulator::Fault { claims, times: Some(1), ..imds() }));
    let options = || ClientOptions { identity: Identity::ClientId(second.client_id.clone()), ..options(&emulator) };
    let strict = Client::new(options()).unwrap();
    let error = strict.token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::WrongIdentity);
    assert!(error.message().contains("99999999-9999-4999-8999-999999999999"));
    // Once the right identity responds, the call succeeds: nothing from the wrong one was cached.
    assert_eq!(
        strict.token(&request(ARM), &quick()).await.unwrap().token.claims.client_id.as_ref(),
        Some(&second.client_id)
    );
}

#[tokio::test]
async fn a_client_that_skips_the_identity_check_does_not_share_its_token_with_one_that_checks() {
    let emulator = emulator();
    let second = emulator.endpoints().user_assigned[1].clone();
    let claims = serde_json::json!({"appid": "99999999-9999-4999-8999-999999999999"}).as_object().cloned().unwrap();
    emulator.set_faults(fault(azmi_emulator::Fault { claims, ..imds() }));
    let options = |skip| ClientOptions {
        identity: Identity::ClientId(second.client_id.clone()),
        skip_identity_check: skip,
        ..options(&emulator)
    };
    assert!(Client::new(options(true)).unwrap().token(&request(ARM), &quick()).await.is_ok());
    assert_eq!(code(Client::new(options(false)).unwrap().token(&request(ARM), &quick()).await), Code::WrongIdentity);
}

#[tokio::test]
async fn a_forced_refresh_asks_the_platform_to_skip_its_cache() {
    let emulator = emulator();
    let client = client(&emulator);
    let first = client.token(&request(ARM), &quick()).await.unwrap();
    let again = client.token(&azmi_core::TokenRequest { force_refresh: true, ..request(ARM) }, &quick()).await.unwrap();
    assert!(emulator.requests()[1].query.ends_with("&bypass_cache=true"));
    assert!(!again.same_as_before && again.token.secret() != first.token.secret());
}

#[tokio::test]
async fn a_forced_refresh_reports_when_the_platform_returns_the_same_token() {
    let emulator = emulator();
    let client = client(&emulator);
    let first = client.token(&request(ARM), &quick()).await.unwrap();
    let body = format!(r#"{{"access_token":"{}","expires_in":"3600"}}"#, first.token.secret());
    emulator.set_faults(fault(azmi_emulator::Fault { status: Some(200), body: Some(body), ..imds() }));
    let again = client.token(&azmi_core::TokenRequest { force_refresh: true, ..request(ARM) }, &quick()).await.unwrap();
    assert!(again.same_as_before && !again.from_cache);
}

#[tokio::test]
async fn on_a_host_with_only_workload_identity_the_error_says_so() {
    let emulator = emulator();
    // What Docker's gateway returns when it can't reach a metadata service.
    emulator.set_faults(fault(azmi_emulator::Fault {
        status: Some(403),
        body: Some("host unreachable".into()),
        ..imds()
    }));
    let mut vars = emulator.endpoints().environment.clone();
    vars.insert("AZURE_FEDERATED_TOKEN_FILE".to_owned(), "/var/run/token".to_owned());
    let options = ClientOptions { env: azmi_core::Env::from_pairs(vars), ..ClientOptions::default() };
    assert_eq!(
        code(Client::new(options.clone()).unwrap().token(&request(ARM), &quick()).await),
        Code::WorkloadIdentityOnly
    );
    let chosen = ClientOptions { source: Some(azmi_core::SourceKind::Vm), ..options };
    assert_eq!(code(Client::new(chosen).unwrap().token(&request(ARM), &quick()).await), Code::NoIdentityEndpoint);
}
