//! Parser of token responses: every accepted token is valid for at least a minute and is refreshed before it expires.
#![no_main]

use azmi_core::readers::{Asked, read_answer};
use azmi_core::{Identity, SourceKind};
use libfuzzer_sys::fuzz_target;

const NOW: i64 = 1_700_000_000;

fuzz_target!(|bytes: &[u8]| {
    let asked = Asked {
        identity: &Identity::SystemAssigned,
        resource: "r",
        source: SourceKind::Vm,
        now: NOW,
    };
    if let Ok(token) = read_answer(bytes, &asked) {
        assert!(token.expires_on >= NOW + 60 && token.refresh_on < token.expires_on);
        assert!(!token.secret().is_empty() && token.secret().bytes().all(|b| b.is_ascii_graphic()));
    }
});
