//! Cloud Shell (`protocols.md`, 1.8): a user's token, requested with a form; its errors are nested.

use crate::sources::machine::Machine;
use crate::sources::*;
use crate::support::*;
use azmi_core::{Code, Identity, IdentityType, SourceKind, VmQuery};
use azmi_emulator::Endpoint;

const OF: Endpoint = Endpoint::CloudShell;

#[tokio::test]
async fn the_token_is_reported_as_a_users_token() {
    let emulator = emulator();
    let connection = client_of(&emulator, OF, Identity::SystemAssigned).connect(&quick()).await.unwrap();
    assert_eq!(connection.source, SourceKind::CloudShell);
    assert_eq!(connection.identity_type, IdentityType::User);
    assert!(!connection.identity_verified);
    assert_eq!(connection.identity_resource_id, None);
    assert_eq!(connection.principal_id.as_deref(), Some("88888888-8888-4888-8888-888888888881"));
}

#[tokio::test]
async fn the_form_is_posted_and_the_query_stays_empty() {
    let emulator = emulator();
    client_of(&emulator, OF, Identity::SystemAssigned).token(&request(ARM), &quick()).await.unwrap();
    let sent = &asked(&emulator, OF)[0];
    assert_eq!((sent.method.as_str(), sent.path.as_str(), sent.query.as_str()), ("POST", "/oauth2/token", ""));
    assert_eq!(sent.body.as_deref(), Some("resource=https%3A%2F%2Fmanagement.azure.com%2F"));
    assert_eq!(sent.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(sent.headers["metadata"], "true");
}

#[tokio::test]
async fn a_user_is_not_a_machine() {
    let emulator = emulator();
    let error = client_of(&emulator, OF, Identity::SystemAssigned)
        .vm_principal(&VmQuery::default(), &quick())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::NotAVirtualMachine);
    assert_eq!(error.source_kind(), Some(SourceKind::CloudShell));
}

#[tokio::test]
async fn a_selector_is_refused_before_anything_is_sent() {
    let emulator = emulator();
    let (_, assigned) = identities(&emulator, Endpoint::Imds);
    for identity in selectors(&assigned) {
        let error = made(with_variables(variables(&emulator, OF), identity), Machine::plain()).err().unwrap();
        assert_eq!(error.code(), Code::SelectorNotSupported);
        assert!(error.message().contains("signed-in person's"));
    }
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn the_nested_error_of_an_unsupported_audience_is_read() {
    let emulator = emulator();
    let error = client_of(&emulator, OF, Identity::SystemAssigned)
        .token(&request("https://nowhere.example"), &quick())
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.http_status(), error.service_code()),
        (Code::AudienceRefused, Some(400), Some("AudienceNotSupported"))
    );
    assert!(error.message().contains("Audience https://nowhere.example is not a supported MSI token audience"));
    assert_eq!(asked(&emulator, OF).len(), 1);
}

#[tokio::test]
async fn the_lifetime_alone_determines_when_the_token_expires() {
    let emulator = emulator();
    emulator.set_faults(refusal(OF, 200, r#"{"access_token":"opaque","expires_in":"3600","token_type":"Bearer"}"#));
    let token = client_of(&emulator, OF, Identity::SystemAssigned).token(&request(ARM), &quick()).await.unwrap().token;
    let now =
        i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()).unwrap();
    assert!((now + 3590..=now + 3600).contains(&token.expires_on));
}
