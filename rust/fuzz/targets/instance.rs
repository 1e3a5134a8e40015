//! Instance metadata, and the description of a cloud.
#![no_main]

use azmi_core::readers;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let _ = readers::instance(bytes);
    let arm = "https://management.local.stack/".parse().expect("a URL");
    if let Ok(cloud) = readers::cloud(&arm, bytes) {
        assert!(!cloud.audience.is_empty() && cloud.built_in.is_none());
        // Read by the parser that the peers of the audience use, and no prefix: `azure.community` is another's domain.
        let claimed = Url::parse(&cloud.audience).expect("an address");
        let host = claimed.host_str().expect("a host");
        assert!(host != "azure.com" && !host.ends_with(".azure.com"), "{claimed}");
    }
});
