//! Parsers of challenge headers and `Retry-After`.
#![no_main]

use azmi_core::readers::{challenge, retry_after};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(claims) = challenge::read(text) {
        assert!(claims.trim_start().starts_with('{'));
    }
    let _ = retry_after(text, Some(text), 1_700_000_000);
});
