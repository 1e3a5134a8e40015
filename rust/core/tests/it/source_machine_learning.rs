//! Machine Learning compute (`protocols.md`, 1.6): never called without a client id, which would return a user's token.

use crate::sources::machine::Machine;
use crate::sources::*;
use crate::support::*;
use azmi_core::{Code, Identity, IdentityType, SourceKind, VmQuery};
use azmi_emulator::{Endpoint, Fault};

const OF: Endpoint = Endpoint::MachineLearning;

#[tokio::test]
async fn the_computes_identity_signs_in_with_the_platforms_client_id() {
    let emulator = emulator();
    let (own, _) = identities(&emulator, OF);
    let connection = client_of(&emulator, OF, Identity::SystemAssigned).connect(&quick()).await.unwrap();
    assert_eq!(connection.source, SourceKind::MachineLearning);
    assert_eq!(connection.identity_type, IdentityType::SystemAssigned);
    assert_eq!(connection.principal_id, Some(own.principal_id));
    assert!(connection.identity_verified);
    let sent = asked(&emulator, OF);
    assert_eq!(sent[0].parameter("clientid"), Some(own.client_id));
    assert_eq!(sent[0].parameter("api-version").unwrap(), "2017-09-01");
    assert!(sent[0].headers.contains_key("secret"));
}

#[tokio::test]
async fn the_client_id_is_the_only_selector() {
    let emulator = emulator();
    let (_, assigned) = identities(&emulator, OF);
    let [by_client_id, by_object_id, by_resource_id] = selectors(&assigned);
    for identity in [by_object_id, by_resource_id] {
        let error = made(with_variables(variables(&emulator, OF), identity), Machine::plain()).err().unwrap();
        assert_eq!(error.code(), Code::SelectorNotSupported);
        assert!(error.message().contains("Nothing was sent"));
    }
    assert!(emulator.requests().is_empty());
    // The same applies when the platform has set no client id.
    let mut variables = variables(&emulator, OF);
    variables.remove("DEFAULT_IDENTITY_CLIENT_ID");
    let token = made(with_variables(variables, by_client_id), Machine::plain())
        .unwrap()
        .token(&request(ARM), &quick())
        .await
        .unwrap()
        .token;
    assert_eq!(token.claims.principal_id, Some(assigned.principal_id));
}

#[tokio::test]
async fn without_any_client_id_nothing_is_sent() {
    let emulator = emulator();
    for value in ["", "absent"] {
        let mut variables = variables(&emulator, OF);
        if value.is_empty() {
            variables.insert("DEFAULT_IDENTITY_CLIENT_ID".to_owned(), String::new());
        } else {
            variables.remove("DEFAULT_IDENTITY_CLIENT_ID");
        }
        let error = made(with_variables(variables, Identity::SystemAssigned), Machine::plain()).err().unwrap();
        assert_eq!(error.code(), Code::SourceNotConfigured);
        assert!(error.message().contains("a person's token"));
        assert!(error.next_step().unwrap().contains("-ClientId"));
    }
    // The same applies when the client uses another identity but the call needs the machine's own.
    let (_, assigned) = identities(&emulator, OF);
    let mut variables = variables(&emulator, OF);
    variables.remove("DEFAULT_IDENTITY_CLIENT_ID");
    let options = with_variables(variables, Identity::ClientId(assigned.client_id));
    let client = made(options, Machine::plain()).unwrap();
    let own = client.vm_principal(&VmQuery::default(), &quick()).await;
    assert_eq!(own.unwrap_err().code(), Code::SourceNotConfigured);
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn a_users_token_is_refused_even_when_a_client_id_was_sent() {
    let emulator = emulator();
    let person =
        serde_json::json!({ "appid": "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "idtyp": "user", "xms_mirid": null });
    emulator.set_faults(vec![Fault { claims: person.as_object().cloned().unwrap(), ..Fault::at(OF) }]);
    let error = client_of(&emulator, OF, Identity::SystemAssigned).token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::WrongIdentity);
    assert!(error.message().contains("04b07795-8ddb-461a-bbee-02f9e1bf7b46"));
}

#[tokio::test]
async fn the_expiry_may_be_a_number_or_text() {
    let emulator = emulator();
    let client = client_of(&emulator, OF, Identity::SystemAssigned);
    let token = client.token(&request(ARM), &quick()).await.unwrap().token;
    assert_eq!(Some(token.expires_on), token.claims.expires_on);

    emulator.set_faults(refusal(OF, 200, r#"{"access_token":"a.b.c","expires_on":"4070826123"}"#));
    let token = client.token(&request(VAULT), &quick()).await.unwrap().token;
    assert_eq!(token.expires_on, 4_070_826_123);
}

#[tokio::test]
async fn each_refusal_of_the_compute_is_identified() {
    let emulator = emulator_with(r#"{"unknownResources":["https://nowhere.example"]}"#);
    let ask = |variables, identity, resource: &'static str| {
        let client = made(with_variables(variables, identity), Machine::plain()).unwrap();
        async move { client.token(&request(resource), &quick()).await.unwrap_err() }
    };
    let right = variables(&emulator, OF);
    let stale = changed(right.clone(), "MSI_SECRET", "an old one");

    let error = ask(stale, Identity::SystemAssigned, ARM).await;
    assert_eq!((error.code(), error.http_status()), (Code::TokenRefused, Some(401)));
    assert!(error.next_step().unwrap().contains("MSI_SECRET"));

    let error = ask(right.clone(), Identity::ClientId(NOBODY.into()), ARM).await;
    assert_eq!(error.code(), Code::IdentityNotAssigned);
    assert_eq!(error.service_code(), Some("invalid_request"));

    let error = ask(right, Identity::SystemAssigned, "https://nowhere.example").await;
    assert_eq!(error.code(), Code::AudienceRefused);
    assert!(error.message().contains("https://nowhere.example"));
}
