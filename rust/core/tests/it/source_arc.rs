//! Azure Arc (`protocols.md`, 1.7): the challenge, older and newer agents, and access to the keys.

use crate::sources::machine::{Lab, Machine};
use crate::sources::*;
use crate::support::*;
use azmi_core::{ClientOptions, Code, Identity, IdentityType, SourceKind, TokenRequest, VmQuery};
use azmi_emulator::{Emulator, Endpoint, Fault};

const OF: Endpoint = Endpoint::Arc;

/// An agent with these settings that keeps its keys in the lab.
fn agent(lab: &Lab, settings: &str) -> Emulator {
    let folder = serde_json::to_string(&lab.tokens()).unwrap();
    let comma = if settings.is_empty() { "" } else { "," };
    emulator_with(&format!(r#"{{"hosts":{{"arc":{{"keyFolder":{folder}{comma}{settings}}}}}}}"#))
}

fn client(emulator: &Emulator, lab: &Lab, identity: Identity) -> azmi_core::Client {
    let options = with_variables(variables(emulator, OF), identity);
    made(options, Machine::with_agent(lab)).unwrap()
}

#[tokio::test]
async fn the_servers_identity_signs_in_after_the_challenge() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    let (own, _) = identities(&emulator, OF);
    let client = client(&emulator, &lab, Identity::SystemAssigned);
    let connection = client.connect(&quick()).await.unwrap();
    assert_eq!(connection.source, SourceKind::Arc);
    assert_eq!(connection.identity_type, IdentityType::SystemAssigned);
    assert_eq!(connection.principal_id, Some(own.principal_id.clone()));
    assert!(connection.identity_verified);
    assert_eq!(connection.vm_name.as_deref(), Some("arc1"));

    let sent = asked(&emulator, OF);
    assert_eq!(sent.len(), 2);
    assert!(!sent[0].headers.contains_key("authorization"));
    assert!(sent[1].headers.contains_key("authorization"));
    assert_eq!(sent[0].query, sent[1].query);
    assert_eq!((sent[0].status(), sent[1].status()), (Some(401), Some(200)));

    // A connected server is a machine.
    let machine = client.vm_principal(&VmQuery::default(), &quick()).await.unwrap();
    assert_eq!((machine.principal_id, machine.resource_id), (own.principal_id, own.resource_id));
}

#[tokio::test]
async fn the_agents_file_alone_leads_to_its_default_address() {
    let lab = Lab::new();
    let options = with_variables([], Identity::SystemAssigned);
    let client = made(options, Machine::with_agent(&lab).installed()).unwrap();
    let ears = Ears::default();
    // Something may or may not listen there; what counts is which address the client contacts.
    let _ = client.token(&request(ARM), &ears.call()).await;
    assert!(ears.heard().iter().any(|event| {
        let text = event.message();
        text.contains("Arc at http://127.0.0.1:40342/metadata/identity/oauth2/token") && text.contains("is installed")
    }));
}

#[tokio::test]
async fn a_newer_agent_supports_each_selector_and_confirms_the_identity() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    let (_, assigned) = identities(&emulator, OF);
    for (identity, name) in selectors(&assigned).into_iter().zip(["client_id", "object_id", "msi_res_id"]) {
        emulator.clear_requests();
        let connection = client(&emulator, &lab, identity).connect(&quick()).await.unwrap();
        assert_eq!(connection.principal_id.as_ref(), Some(&assigned.principal_id));
        assert!(connection.identity_verified);
        for sent in asked(&emulator, OF) {
            assert!(sent.parameter(name).is_some());
        }
    }
}

#[tokio::test]
async fn an_older_agent_that_ignores_the_selector_is_detected() {
    let lab = Lab::new();
    let emulator = agent(&lab, r#""legacy":true"#);
    let (own, assigned) = identities(&emulator, OF);
    for identity in selectors(&assigned) {
        let error = client(&emulator, &lab, identity.clone()).token(&request(ARM), &quick()).await.unwrap_err();
        assert_eq!(error.code(), Code::WrongIdentity, "{identity:?}");

        let unchecked =
            ClientOptions { skip_identity_check: true, ..with_variables(variables(&emulator, OF), identity) };
        let token =
            made(unchecked, Machine::with_agent(&lab)).unwrap().token(&request(ARM), &quick()).await.unwrap().token;
        assert_eq!(token.claims.principal_id.as_ref(), Some(&own.principal_id));
    }
    client(&emulator, &lab, Identity::SystemAssigned).token(&request(ARM), &quick()).await.unwrap();
}

#[tokio::test]
async fn a_response_for_the_right_identity_must_still_confirm_the_selector() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    let (_, assigned) = identities(&emulator, OF);
    let identity = Identity::ClientId(assigned.client_id.clone());
    let claims = serde_json::json!({ "appid": assigned.client_id });
    let token = azmi_emulator::unsigned_token(&claims);
    for (echo, verdict) in [
        (String::new(), Some(Code::WrongIdentity)),
        (format!(r#","client_id":"{NOBODY}""#), Some(Code::WrongIdentity)),
        // An echo of a different selector confirms nothing.
        (format!(r#","object_id":"{}""#, assigned.principal_id), Some(Code::WrongIdentity)),
        (format!(r#","client_id":"{}""#, assigned.client_id.to_uppercase()), None),
    ] {
        emulator.set_faults(refusal(OF, 200, &format!(r#"{{"access_token":"{token}","expires_in":"3600"{echo}}}"#)));
        let result = client(&emulator, &lab, identity.clone()).token(&request(ARM), &quick()).await;
        assert_eq!(result.err().map(|error| error.code()), verdict, "{echo}");
    }
}

#[tokio::test]
async fn a_resource_id_may_be_echoed_under_either_name() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    let (_, assigned) = identities(&emulator, OF);
    for name in ["msi_res_id", "mi_res_id"] {
        let body = serde_json::json!({ "access_token": "a.b.c", "expires_in": "3600", name: assigned.resource_id });
        emulator.set_faults(refusal(OF, 200, &body.to_string()));
        let again = TokenRequest { force_refresh: true, ..request(ARM) };
        client(&emulator, &lab, Identity::ResourceId(assigned.resource_id.clone()))
            .token(&again, &quick())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn an_unassigned_identity_is_reported_without_retries() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    let error =
        client(&emulator, &lab, Identity::ClientId(NOBODY.into())).token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.http_status(), error.service_code()),
        (Code::IdentityNotAssigned, Some(404), Some("identity_not_found"))
    );
    assert!(error.next_step().unwrap().contains("Azure Connected Machine agent"));
    // The challenge and its response: Arc doesn't retry a 404.
    assert_eq!(asked(&emulator, OF).len(), 2);
}

#[tokio::test]
async fn an_agent_that_responds_without_a_challenge_needs_no_key() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    emulator.set_faults(refusal(
        OF,
        200,
        r#"{"token_type":"Bearer","expires_in":"85770","expires_on":"4070826123","ext_expires_in":86399,"access_token":"a.b.c","resource":"r"}"#,
    ));
    let machine = Machine::with_agent(&lab).denied();
    let options = with_variables(variables(&emulator, OF), Identity::SystemAssigned);
    let token = made(options, machine).unwrap().token(&request(ARM), &quick()).await.unwrap().token;
    assert_eq!(token.expires_on, 4_070_826_123);
    assert_eq!(asked(&emulator, OF).len(), 1);
}

#[tokio::test]
async fn a_rejected_key_is_reported_and_not_retried_forever() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    let challenge = lab.key("stale.key", b"a key of yesterday");
    emulator.set_faults(vec![Fault {
        status: Some(401),
        headers: [("www-authenticate".to_owned(), Some(challenge))].into(),
        times: Some(1),
        ..Fault::at(OF)
    }]);
    let error = client(&emulator, &lab, Identity::SystemAssigned).token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (Code::TokenRefused, Some(401)));
    assert!(error.message().contains("Invalid Basic Authorization header"));
    assert!(!format!("{error:?}").contains("yesterday"));
    assert_eq!(asked(&emulator, OF).len(), 2);
}

#[tokio::test]
async fn an_account_that_cannot_read_the_keys_is_pointed_to_the_group_to_join() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    let options = with_variables(variables(&emulator, OF), Identity::SystemAssigned);
    let error =
        made(options, Machine::with_agent(&lab).denied()).unwrap().token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!((error.code(), error.source_kind()), (Code::ArcAccessDenied, Some(SourceKind::Arc)));
    let group = if cfg!(windows) { "Hybrid agent extension applications" } else { "usermod -aG himds" };
    assert!(error.next_step().unwrap().contains(group));
    assert_eq!(asked(&emulator, OF).len(), 1);
}

#[tokio::test]
async fn a_forced_refresh_asks_the_agent_to_skip_its_cache() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    let client = client(&emulator, &lab, Identity::SystemAssigned);
    let first = client.token(&request(ARM), &quick()).await.unwrap();
    let again = TokenRequest { force_refresh: true, ..request(ARM) };
    let second = client.token(&again, &quick()).await.unwrap();
    assert!(first.token.secret() != second.token.secret());
    assert!(asked(&emulator, OF)[2..].iter().all(|sent| sent.parameter("bypass_cache").as_deref() == Some("true")));
}
