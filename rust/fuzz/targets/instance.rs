//! Parsers of instance metadata and of cloud descriptions.
#![no_main]

use azmi_core::readers;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let _ = readers::instance(bytes);
    let arm = "https://management.local.stack/".parse().expect("a URL");
    if let Ok(cloud) = readers::cloud(&arm, bytes) {
        assert!(!cloud.audience.is_empty() && cloud.built_in.is_none());
        // Parse the host as other clients do. Comparing prefixes isn't enough: `azure.community` belongs to someone
        // else.
        let claimed = Url::parse(&cloud.audience).expect("a URL");
        let host = claimed.host_str().expect("a host");
        assert!(host != "azure.com" && !host.ends_with(".azure.com"), "{claimed}");
    }
});
