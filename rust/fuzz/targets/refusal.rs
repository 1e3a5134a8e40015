//! Parser of error bodies: the message is one line, without control characters, and not too long.
#![no_main]

use azmi_core::readers::{Refusal, Secrets};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let refusal = Refusal::read(bytes, &Secrets::default());
    assert!(!refusal.text.chars().any(char::is_control));
    assert!(refusal.text.chars().count() <= azmi_core::limits::QUOTED_TEXT + 4);
});
