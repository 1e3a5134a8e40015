//! Automation runbooks (`protocols.md`, 1.5): App Service's protocol with a second header.

use crate::sources::machine::Machine;
use crate::sources::*;
use crate::support::*;
use azmi_core::{Client, ClientOptions, Code, Identity, SourceKind, VmQuery};
use azmi_emulator::Endpoint;

const OF: Endpoint = Endpoint::Automation;

#[tokio::test]
async fn the_accounts_system_assigned_identity_signs_in() {
    let emulator = emulator();
    let (own, _) = identities(&emulator, OF);
    let connection = client_of(&emulator, OF, Identity::SystemAssigned).connect(&quick()).await.unwrap();
    assert_eq!(connection.source, SourceKind::Automation);
    assert_eq!(connection.principal_id, Some(own.principal_id));
    assert!(connection.identity_verified);
    let sent = asked(&emulator, OF);
    assert_eq!(sent[0].headers["metadata"], "true");
    assert!(sent[0].headers.contains_key("x-identity-header"));
}

#[tokio::test]
async fn each_selector_reaches_its_identity() {
    let emulator = emulator();
    let (_, assigned) = identities(&emulator, OF);
    for identity in selectors(&assigned) {
        let token = client_of(&emulator, OF, identity).token(&request(ARM), &quick()).await.unwrap().token;
        assert_eq!(token.claims.principal_id.as_ref(), Some(&assigned.principal_id));
    }
}

#[tokio::test]
async fn refusals_are_reported_with_the_platforms_message() {
    let emulator = emulator();
    let error =
        client_of(&emulator, OF, Identity::ObjectId(NOBODY.into())).token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::IdentityNotAssigned);
    assert!(error.next_step().unwrap().contains("Automation account"));

    let stale = changed(variables(&emulator, OF), "IDENTITY_HEADER", "an old one");
    let error = made(with_variables(stale, Identity::SystemAssigned), Machine::plain())
        .unwrap()
        .token(&request(ARM), &quick())
        .await
        .unwrap_err();
    assert_eq!((error.code(), error.http_status()), (Code::TokenRefused, Some(401)));
    assert!(error.next_step().unwrap().contains("IDENTITY_HEADER"));
}

#[tokio::test]
async fn on_a_hybrid_worker_the_vms_own_identity_can_be_chosen() {
    let emulator = emulator();
    let mut both = variables(&emulator, OF);
    both.extend(variables(&emulator, Endpoint::Imds));
    let client = |source| {
        let identity = Identity::SystemAssigned;
        Client::new(ClientOptions { source, ..with_variables(both.clone(), identity) }).unwrap()
    };

    let account = client(None).token(&request(ARM), &quick()).await.unwrap().token;
    assert_eq!(account.source, SourceKind::Automation);
    let error = client(None).vm_principal(&VmQuery::default(), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::NotAVirtualMachine);
    assert!(error.message().contains("automationAccounts/automation1"));
    assert!(error.next_step().unwrap().contains("-Source Vm"));

    let machine = client(Some(SourceKind::Vm)).vm_principal(&VmQuery::default(), &quick()).await.unwrap();
    let (own, _) = identities(&emulator, Endpoint::Imds);
    assert_eq!(machine.principal_id, own.principal_id);
}
