//! Measures how long the C interface takes to return a cached token, which costs only the handle.

#[path = "../tests/it/support/mod.rs"]
mod support;

use azmi::abi::AzmiTokenOptions;
use azmi::token::{azmi_token_free, azmi_token_get};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::ptr::{null, null_mut};
use support::{World, sized, str};

fn cached_token(criterion: &mut Criterion) {
    let world = World::new();
    let client = world.client();
    let options = AzmiTokenOptions { resource: str("https://management.azure.com/"), ..sized::<AzmiTokenOptions>() };
    let get = || {
        let mut token = null_mut();
        // SAFETY: The client and the options outlive the call; the token is freed once.
        unsafe {
            let status = azmi_token_get(client.0, black_box(&raw const options), null(), &raw mut token, null_mut());
            assert_eq!(status, 0);
            azmi_token_free(token);
        }
    };
    get();
    if let Some(calls) = counted_calls() {
        (0..calls).for_each(|_| get());
        return;
    }
    criterion.bench_function("cached token, C interface", |bencher| bencher.iter(get));
}

/// Number of calls to make before exiting, for a tool that counts instructions.
fn counted_calls() -> Option<u32> {
    std::env::var("AZMI_BENCH_CALLS").ok()?.parse().ok()
}

criterion_group!(benches, cached_token);
criterion_main!(benches);
