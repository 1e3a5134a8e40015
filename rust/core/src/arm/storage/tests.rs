use super::*;

fn version(address: &str, audience: Option<&str>) -> Option<String> {
    let mut headers = HeaderMap::new();
    name_version(&mut headers, &Url::parse(address).unwrap(), audience);
    headers.get(VERSION).map(|value| value.to_str().unwrap().to_owned())
}

#[test]
fn only_storage_gets_the_version_header() {
    for (address, audience) in [
        ("https://a.blob.core.windows.net/c", None),
        ("https://a-secondary.blob.core.windows.net/c", None),
        ("https://a.z12.dfs.core.chinacloudapi.cn/c", None),
        ("https://a.z12.file.storage.azure.net/c", None),
        ("https://x.example.com/c", Some("https://storage.azure.com/")),
        ("http://127.0.0.1:1/c", Some("https://a.blob.core.windows.net")),
        ("http://127.0.0.1:1/c", Some("Storage")),
    ] {
        assert!(version(address, audience).is_some(), "{address}");
    }
    for (address, audience) in [
        ("https://management.azure.com/x", Some("https://management.azure.com/")),
        ("https://kv1.vault.azure.net/x", None),
        ("https://blob.example.com/x", None),
        ("https://a.file.example.com/x", None),
        ("https://pools.batch.core.windows.net/x", Some("https://batch.core.windows.net/")),
    ] {
        assert_eq!(version(address, audience), None, "{address}");
    }
}

#[test]
fn the_callers_version_is_kept() {
    let mut headers = HeaderMap::from_iter([(VERSION, HeaderValue::from_static("2019-12-12"))]);
    name_version(&mut headers, &Url::parse("https://a.blob.core.windows.net/c").unwrap(), None);
    assert_eq!(headers[VERSION], "2019-12-12");
}
