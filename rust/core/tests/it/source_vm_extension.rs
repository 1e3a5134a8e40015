//! The retired VM extension on port 50342 (`protocols.md`, 1.12), in the test's own network because its port is fixed.
#![cfg(target_os = "linux")]

use crate::sources::namespace::is_inside;
use crate::sources::*;
use crate::support::*;
use azmi_core::{Client, ClientOptions, Code, Env, Identity, SourceKind, VmQuery};
use azmi_emulator::{Emulator, Endpoint, Options};
use std::collections::BTreeMap;

const OF: Endpoint = Endpoint::VmExtension;

fn installed() -> Emulator {
    let port = "127.0.0.1:50342".parse().unwrap();
    let options = Options { listen: BTreeMap::from([(OF, port)]), ..Options::default() };
    Emulator::start_in_thread(options).unwrap()
}

fn chosen(emulator: &Emulator, identity: Identity) -> ClientOptions {
    ClientOptions {
        env: Env::from_pairs(variables(emulator, Endpoint::Imds)),
        source: Some(SourceKind::VmExtension),
        identity,
        ..ClientOptions::default()
    }
}

#[tokio::test]
#[ignore = "needs namespaces: cargo xtask test --only rust/namespaces"]
async fn the_machines_identities_sign_in_by_each_selector() {
    if !is_inside("source_vm_extension::the_machines_identities_sign_in_by_each_selector") {
        return;
    }
    let emulator = installed();
    let (own, assigned) = identities(&emulator, Endpoint::Imds);
    let client = Client::new(chosen(&emulator, Identity::SystemAssigned)).unwrap();
    let connection = client.connect(&quick()).await.unwrap();
    assert_eq!((connection.source, connection.principal_id), (SourceKind::VmExtension, Some(own.principal_id.clone())));
    assert_eq!(connection.endpoint, "http://localhost:50342/oauth2/token");
    let sent = &asked(&emulator, OF)[0];
    assert_eq!(sent.parameter("api-version"), None);
    assert_eq!(sent.headers["metadata"], "true");
    let machine = client.vm_principal(&VmQuery::default(), &quick()).await.unwrap();
    assert_eq!(machine.principal_id, own.principal_id);

    for (identity, name) in selectors(&assigned).into_iter().zip(["client_id", "object_id", "msi_res_id"]) {
        emulator.clear_requests();
        let token =
            Client::new(chosen(&emulator, identity)).unwrap().token(&request(ARM), &quick()).await.unwrap().token;
        assert_eq!(token.claims.principal_id.as_ref(), Some(&assigned.principal_id));
        assert!(asked(&emulator, OF)[0].parameter(name).is_some());
    }
}

#[tokio::test]
#[ignore = "needs namespaces: cargo xtask test --only rust/namespaces"]
async fn each_refusal_is_reported_and_the_extension_is_never_detected_automatically() {
    if !is_inside("source_vm_extension::each_refusal_is_reported_and_the_extension_is_never_detected_automatically") {
        return;
    }
    let emulator = installed();
    let error = Client::new(chosen(&emulator, Identity::ClientId(NOBODY.into())))
        .unwrap()
        .token(&request(ARM), &quick())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::IdentityNotAssigned);
    emulator.set_faults(refusal(
        OF,
        401,
        r#"{"error":"unknown_source","error_description":"Unknown Source http://localhost:50342/"}"#,
    ));
    let error = Client::new(chosen(&emulator, Identity::SystemAssigned))
        .unwrap()
        .token(&request(ARM), &quick())
        .await
        .unwrap_err();
    assert_eq!((error.code(), error.service_code()), (Code::TokenRefused, Some("unknown_source")));

    // Only its name leads to it.
    emulator.set_faults(Vec::new());
    emulator.clear_requests();
    let found = Client::new(ClientOptions::default()).unwrap();
    assert_eq!(code(found.token(&request(ARM), &quick()).await), Code::NoIdentityEndpoint);
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
#[ignore = "needs namespaces: cargo xtask test --only rust/namespaces"]
async fn without_the_extension_the_next_step_points_to_the_metadata_service() {
    if !is_inside("source_vm_extension::without_the_extension_the_next_step_points_to_the_metadata_service") {
        return;
    }
    let error = Client::new(ClientOptions { source: Some(SourceKind::VmExtension), ..ClientOptions::default() })
        .unwrap()
        .token(&request(ARM), &quick())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::NothingListening);
    assert!(error.message().contains("localhost:50342"));
    assert!(error.next_step().unwrap().contains("-Source Vm"));
}
