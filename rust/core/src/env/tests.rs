use super::{Env, known};

fn env(pairs: &[(&str, &str)]) -> Env {
    Env::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
}

/// The value of a variable with the pairs in either order.
fn both_orders(name: &str, one: (&str, &str), other: (&str, &str)) -> [Option<String>; 2] {
    [[one, other], [other, one]].map(|pairs| env(&pairs).get(name).map(str::to_owned))
}

#[test]
fn the_lowercase_spelling_of_a_proxy_variable_wins_in_any_order() {
    for (small, large) in [
        ("https_proxy", "HTTPS_PROXY"),
        ("http_proxy", "HTTP_PROXY"),
        ("all_proxy", "ALL_PROXY"),
        ("no_proxy", "NO_PROXY"),
        ("https_proxy", "Https_Proxy"),
    ] {
        let found = both_orders(&large.to_uppercase(), (small, "small"), (large, "large"));
        assert_eq!(found, [Some("small".to_owned()), Some("small".to_owned())], "{large}");
    }
}

#[test]
fn for_other_variables_the_uppercase_spelling_wins() {
    let found = both_orders("IDENTITY_ENDPOINT", ("identity_endpoint", "small"), ("IDENTITY_ENDPOINT", "large"));
    assert_eq!(found, [Some("large".to_owned()), Some("large".to_owned())]);
    assert_eq!(env(&[("Identity_Endpoint", "only")]).get("IDENTITY_ENDPOINT"), Some("only"));
}

#[test]
fn an_empty_variable_is_absent_and_hides_no_other() {
    let found = both_orders("HTTPS_PROXY", ("https_proxy", ""), ("HTTPS_PROXY", "large"));
    assert_eq!(found, [Some("large".to_owned()), Some("large".to_owned())]);
    assert_eq!(env(&[("NO_PROXY", "")]).get("NO_PROXY"), None);
}

#[test]
fn only_the_emulators_own_file_is_recognized() {
    use super::leftover::is_emulators_root;
    assert!(is_emulators_root("/tmp/azmi-emulator-7-ab.pem"));
    assert!(!is_emulators_root("/etc/ssl/corporate.pem"));
    assert!(!is_emulators_root("/tmp/azmi-emulator-7/root.pem"));
}

#[test]
fn an_invalid_proxy_is_shown_without_its_password() {
    let proxy = known::VARIABLES.iter().find(|v| v.name == "HTTPS_PROXY").unwrap();
    for value in [
        "http://user:PASSWORD@proxy.example:8080",
        "user:PASSWORD@proxy.example:8080",
        "http://user:PASSWORD@[::1",
        "ht!tp://user:PASS@PASSWORD@proxy.example",
    ] {
        assert!(!proxy.shown(value).contains("PASSWORD"), "{value}");
    }
    assert_eq!(proxy.shown("proxy.example:8080"), "proxy.example:8080");
}

#[test]
fn a_blank_variable_is_not_set() {
    let env = env(&[("MSI_ENDPOINT", " "), ("IDENTITY_HEADER", "\t\n"), ("MSI_SECRET", "s")]);
    assert_eq!(env.get("MSI_ENDPOINT"), None);
    assert_eq!(env.get("IDENTITY_HEADER"), None);
    assert_eq!(env.get("MSI_SECRET"), Some("s"));
}
