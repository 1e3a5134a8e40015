use super::*;

#[test]
fn a_request_is_described_without_user_info_and_fragment() {
    for (url, expected_host, expected_target) in [
        ("https://management.azure.com", "management.azure.com", "/"),
        ("https://name:word@host:443/a%20b?c=d#e", "host", "/a%20b?c=d"),
        ("http://127.0.0.1:8080/?", "127.0.0.1:8080", "/?"),
        ("https://[::1]:8443/x?y#z", "[::1]:8443", "/x?y"),
    ] {
        let url = Url::parse(url).unwrap();
        assert_eq!((host(&url), target(&url)), (expected_host, expected_target));
    }
}
