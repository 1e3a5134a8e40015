//! Parsers of token claims, and of the time formats of old endpoints.
#![no_main]

use azmi_core::{Claims, readers};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Claims::of_token(text);
    if let Some(seconds) = readers::time(text) {
        // Years 1970 to 9999, plus a time zone offset.
        assert!((-86_400..253_402_400_000).contains(&seconds));
    }
});
