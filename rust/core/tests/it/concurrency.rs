//! Callers that wait for the same token share one request, and a request for one key doesn't block another.

use crate::support::*;
use azmi_core::{Call, Identity};
use azmi_emulator::Fault;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_callers_for_one_identity_make_one_request_and_for_three_identities_three() {
    let emulator = emulator();
    emulator.set_faults(fault(Fault { delay_ms: 200, ..imds() }));
    let users = emulator.endpoints().user_assigned.clone();
    let identities = [
        Identity::SystemAssigned,
        Identity::ClientId(users[0].client_id.clone()),
        Identity::ClientId(users[1].client_id.clone()),
    ];
    for kinds in [1, 3] {
        let mut tasks = tokio::task::JoinSet::new();
        let clients: Vec<_> = (0..100).map(|n| client_as(&emulator, identities[n % kinds].clone())).collect();
        emulator.clear_requests();
        for client in &clients {
            let client = client.clone();
            tasks.spawn(async move { client.token(&request(ARM), &quick()).await.map(drop) });
        }
        while let Some(result) = tasks.join_next().await {
            result.unwrap().unwrap();
        }
        assert_eq!(token_requests(&emulator), kinds);
        assert!(clients.iter().all(|c| c.cached_token(Some(ARM)).is_some()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_clients_that_each_sign_in_make_one_token_request() {
    let emulator = emulator();
    let mut tasks = tokio::task::JoinSet::new();
    for client in (0..50).map(|_| client(&emulator)) {
        tasks.spawn(async move { client.connect(&quick()).await.map(|_| client) });
    }
    let mut kept = Vec::new();
    while let Some(result) = tasks.join_next().await {
        kept.push(result.unwrap().unwrap());
    }
    assert_eq!(token_requests(&emulator), 1);
    assert_eq!(count(&emulator, "/metadata/instance"), 1);
}

#[tokio::test]
async fn a_slow_key_vault_token_does_not_hold_up_a_cached_one() {
    let emulator = emulator();
    let client = client(&emulator);
    client.token(&request(ARM), &quick()).await.unwrap();
    emulator.set_faults(fault(Fault { matching: Some("vault.azure.net".into()), delay_ms: 30_000, ..imds() }));
    let slow = {
        let client = client.clone();
        tokio::spawn(async move { client.token(&request(VAULT), &quick()).await })
    };
    tokio::time::sleep(Duration::from_millis(200)).await;
    let begin = Instant::now();
    assert!(client.cached_token(Some(ARM)).is_some());
    assert!(client.token(&request(ARM), &Call::new()).await.unwrap().from_cache);
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    assert!(!slow.is_finished());
    slow.abort();
}

#[tokio::test]
async fn the_cache_is_dropped_with_the_last_client() {
    let emulator = emulator();
    let first = client(&emulator);
    first.token(&request(ARM), &quick()).await.unwrap();
    drop(first);
    assert!(client(&emulator).cached_token(Some(ARM)).is_none());
}
