//! Instance metadata, and the description of a cloud.
#![no_main]

use azmi_core::{cloud, instance};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = instance::read(bytes);
    let arm = "https://management.local.stack/".parse().expect("a URL");
    if let Ok(cloud) = cloud::from_metadata(&arm, bytes) {
        assert!(!cloud.audience.is_empty() && cloud.built_in.is_none());
        assert!(!cloud.audience.starts_with("https://management.azure.com"));
    }
});
