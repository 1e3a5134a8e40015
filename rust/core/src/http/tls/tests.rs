use super::*;

#[test]
fn the_name_in_a_certificate_is_without_brackets() {
    for (url, name) in [
        ("https://[::1]:8443/x", "::1"),
        ("https://[fd00::1]/", "fd00::1"),
        ("https://127.0.0.1:8443", "127.0.0.1"),
        ("https://Management.Azure.com/", "management.azure.com"),
    ] {
        assert_eq!(name_of(&Url::parse(url).unwrap()), name);
    }
}
