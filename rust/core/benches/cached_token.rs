//! The cost of a cached token: no request, no wait, no copy of the secret.

use azmi_core::{Call, Client, ClientOptions, Env, TokenRequest};
use azmi_emulator::{Emulator, Options};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn cached_token(criterion: &mut Criterion) {
    let emulator = Emulator::start_in_thread(Options::default()).expect("the emulator starts");
    let client = Client::new(ClientOptions {
        env: Env::from_pairs(emulator.endpoints().environment.clone()),
        ..ClientOptions::default()
    })
    .expect("the options are valid");
    let resource = "https://management.azure.com/";
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let request = TokenRequest { resource: Some(resource.to_owned()), ..TokenRequest::default() };
    runtime.block_on(client.token(&request, &Call::new())).expect("the emulator responds");
    let get = || client.cached_token(black_box(Some(resource))).expect("the token is cached");
    if let Some(calls) = counted_calls() {
        (0..calls).for_each(|_| drop(get()));
        return;
    }
    criterion.bench_function("cached token, core", |bencher| bencher.iter(get));
}

/// The number of calls to make before exiting, for a tool that counts instructions.
fn counted_calls() -> Option<u32> {
    std::env::var("AZMI_BENCH_CALLS").ok()?.parse().ok()
}

criterion_group!(benches, cached_token);
criterion_main!(benches);
