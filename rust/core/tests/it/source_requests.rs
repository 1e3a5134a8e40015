//! What our client and Azure's own clients send for a token to one server, side by side: `docs/requests.md`.
//!
//! Everything runs in separate namespaces, where 169.254.169.254 is the emulator and nothing else can be reached. Our client
//! is always recorded; the others only if `AZMI_PEERS` names their folder, otherwise `tests/peers/recorded.json` is used.
//! `AZMI_RECORD=1` writes both files again.
#![cfg(target_os = "linux")]

use crate::sources::cases::{Case, Platform, RESOURCE, Selector};
use crate::sources::namespace::is_inside;
use crate::sources::peers::{Installed, Peer};
use crate::sources::recording::{Outcome, Recording, Sent};
use crate::sources::selectors;
use crate::sources::table::{self, Recordings};
use crate::support::*;
use azmi_core::{Client, ClientOptions, Env, Identity, SourceKind};
use azmi_emulator::{Emulator, Endpoint, Options, Scenario};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn repository(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(file)
}

fn server() -> Emulator {
    let scenario = r#"{"hosts":{"arc":{"keyFolder":"/var/opt/azcmagent/tokens"}}}"#;
    let options = Options {
        imds: "169.254.169.254:80".parse().unwrap(),
        allow_remote: true,
        listen: BTreeMap::from([(Endpoint::VmExtension, "127.0.0.1:50342".parse().unwrap())]),
        scenario: Scenario::from_json(scenario).unwrap(),
        ..Options::default()
    };
    Emulator::start_in_thread(options).unwrap()
}

/// What was sent since the last call, and the outcome.
fn recorded(emulator: &Emulator, result: Outcome) -> Recording {
    let requests = emulator.requests().iter().map(Sent::of).collect();
    emulator.clear_requests();
    Recording { result, requests }
}

async fn ours(emulator: &Emulator, case: Case) -> Recording {
    let (_, assigned) = case.platform.identities(emulator);
    let [by_client_id, by_object_id, by_resource_id] = selectors(&assigned);
    let options = ClientOptions {
        env: Env::from_pairs(case.platform.variables(emulator)),
        source: (case.platform == Platform::VmExtension).then_some(SourceKind::VmExtension),
        identity: match case.selector {
            Selector::None => Identity::SystemAssigned,
            Selector::ClientId => by_client_id,
            Selector::ObjectId => by_object_id,
            Selector::ResourceId => by_resource_id,
        },
        ..ClientOptions::default()
    };
    let asked = match Client::new(options) {
        Ok(client) => client.token(&request(RESOURCE), &quick()).await,
        Err(error) => Err(error),
    };
    let result = match asked {
        Ok(answer) => {
            assert!(!answer.from_cache, "{case:?}");
            Outcome::of_token(answer.token.secret())
        }
        Err(error) => Outcome::Failed(error.code().id().to_owned()),
    };
    recorded(emulator, result)
}

/// The principal of the identity that a case selects.
fn meant(emulator: &Emulator, case: Case) -> String {
    let (own, assigned) = case.platform.identities(emulator);
    match case.selector {
        Selector::None => own.principal_id,
        _ => assigned.principal_id,
    }
}

#[tokio::test]
#[ignore = "needs namespaces: cargo xtask test --only azure-clients"]
async fn the_recorded_requests_match_the_document() {
    if !is_inside("source_requests::the_recorded_requests_match_the_document") {
        return;
    }
    let record = std::env::var_os("AZMI_RECORD").is_some();
    let file = repository("tests/peers/recorded.json");
    let known: Recordings = serde_json::from_str(&std::fs::read_to_string(&file).unwrap_or("{}".to_owned())).unwrap();
    let mut all = known.clone();

    let emulator = server();
    let mut own = BTreeMap::new();
    for case in Case::all() {
        let recording = ours(&emulator, case).await;
        if let Outcome::Token(principal) = &recording.result {
            assert_eq!(*principal, meant(&emulator, case), "{case:?}");
        }
        own.insert(case.key(), recording);
    }
    all.insert(table::OURS.to_owned(), own);

    let installed = Installed::find();
    for peer in &installed.peers {
        let theirs = Case::all()
            .filter(|case| case.platform != Platform::VmExtension)
            .map(|case| (case.key(), theirs(&emulator, &installed, *peer, case)));
        all.insert(peer.key().to_owned(), theirs.collect());
    }

    let document = repository("docs/requests.md");
    let text = table::document(&all);
    if record {
        let mut peers = all;
        peers.remove(table::OURS);
        let json = serde_json::to_string_pretty(&peers).unwrap();
        std::fs::write(&file, format!("{json}\n")).unwrap();
        std::fs::write(&document, text).unwrap();
        return;
    }
    for peer in &installed.peers {
        assert_eq!(
            all.get(peer.key()),
            known.get(peer.key()),
            "{} sends something other than tests/peers/recorded.json says",
            peer.title()
        );
    }
    assert_eq!(
        std::fs::read_to_string(&document).unwrap_or_default(),
        text,
        "docs/requests.md doesn't match what was sent; check the difference and rewrite it with AZMI_RECORD=1"
    );
}

fn theirs(emulator: &Emulator, installed: &Installed, peer: Peer, case: Case) -> Recording {
    let (_, assigned) = case.platform.identities(emulator);
    let selector = match case.selector {
        Selector::None => None,
        Selector::ClientId => Some(("client-id", assigned.client_id)),
        Selector::ObjectId => Some(("object-id", assigned.principal_id)),
        Selector::ResourceId => Some(("resource-id", assigned.resource_id)),
    };
    let selector = selector.as_ref().map(|(name, id)| (*name, id.as_str()));
    let mut variables = case.platform.variables(emulator);
    if (peer, case.platform) == (Peer::Node, Platform::ServiceFabric) {
        // This client doesn't pin the thumbprint, so it can't accept the platform's certificate as it is.
        let plain = recorded(emulator, installed.ask(peer, RESOURCE, selector, &variables));
        assert!(matches!(plain.result, Outcome::Failed(_)) && plain.requests.is_empty());
        variables.insert("NODE_TLS_REJECT_UNAUTHORIZED".to_owned(), "0".to_owned());
    }
    let result = installed.ask(peer, RESOURCE, selector, &variables);
    recorded(emulator, result)
}
