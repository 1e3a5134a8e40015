use super::*;

fn env(pairs: &[(&str, &str)]) -> Env {
    Env::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
}

/// Chooses without waiting, because nothing here blocks.
fn chosen(target: &str, env: &Env, system: SystemProxy) -> Result<Route> {
    let target = Url::parse(target).unwrap();
    let mut choosing = std::pin::pin!(route(&target, env, std::future::ready(system)));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match choosing.as_mut().poll(&mut context) {
        std::task::Poll::Ready(chosen) => chosen,
        std::task::Poll::Pending => panic!("{target} waits"),
    }
}

fn way(target: &str, env_: &[(&str, &str)], system: SystemProxy) -> String {
    match chosen(target, &env(env_), system) {
        Ok(Route::Direct) => "direct".to_owned(),
        Ok(Route::Proxy { url, .. }) => url.to_string(),
        Err(error) => error.code().id().to_owned(),
    }
}

const ARM: &str = "https://management.azure.com/";

fn user(server: &str, bypass: &str) -> SystemProxy {
    let text = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    SystemProxy {
        user: Some(ProxySetting { server: text(server), bypass: text(bypass), ..ProxySetting::default() }),
        machine: None,
    }
}

#[test]
fn variables_come_first() {
    assert_eq!(way(ARM, &[("https_proxy", "proxy:3128")], user("other:1", "")), "http://proxy:3128/");
    assert_eq!(way(ARM, &[("HTTP_PROXY", "http://proxy:3128")], SystemProxy::default()), "direct");
    assert_eq!(way(ARM, &[("HTTPS_PROXY", "socks5://proxy:3128")], SystemProxy::default()), "InvalidProxy");
}

#[test]
fn no_proxy_names_hosts_and_everything_below_them() {
    for (list, expected) in [
        ("azure.com", "direct"),
        (".azure.com", "direct"),
        ("*.azure.com,x", "direct"),
        ("management.azure.com:443", "direct"),
        ("*", "direct"),
        ("management.azure.com:444", "http://p:1/"),
        ("notazure.com, ure.com", "http://p:1/"),
        ("", "http://p:1/"),
    ] {
        assert_eq!(way(ARM, &[("HTTPS_PROXY", "p:1"), ("NO_PROXY", list)], SystemProxy::default()), expected, "{list}");
    }
}

#[test]
fn the_settings_of_windows_are_read_in_both_forms() {
    assert_eq!(way(ARM, &[], user("p:8080", "")), "http://p:8080/");
    assert_eq!(way(ARM, &[], user("http=a:1;https=b:2", "")), "http://b:2/");
    assert_eq!(way(ARM, &[], user("http=a:1", "")), "direct");
    assert_eq!(way(ARM, &[], user("p:8080", "<local>;*.azure.com")), "direct");
    assert_eq!(way("https://stack/", &[], user("p:8080", "<local>")), "direct");
    assert_eq!(way(ARM, &[], user("p:8080", "<local>;management.*.net")), "http://p:8080/");
    assert_eq!(way("https://localhost:8443/", &[], user("p:8080", "")), "direct");
}

#[test]
fn the_users_settings_take_precedence_and_scripts_are_reported() {
    let machine = ProxySetting { server: Some("m:1".into()), ..ProxySetting::default() };
    assert_eq!(
        way(ARM, &[], SystemProxy { user: Some(ProxySetting::default()), machine: Some(machine.clone()) }),
        "http://m:1/"
    );
    let script = ProxySetting { auto_config_url: Some("http://wpad/wpad.dat".into()), ..ProxySetting::default() };
    assert_eq!(way(ARM, &[], SystemProxy { user: Some(script), machine: Some(machine) }), "ProxyAutoConfigUnsupported");
}

#[test]
fn hosts_on_this_machine_never_use_a_proxy() {
    let set = [("HTTP_PROXY", "http://proxy:1"), ("HTTPS_PROXY", "http://proxy:2"), ("ALL_PROXY", "http://proxy:3")];
    for host in [
        "127.0.0.1:8080",
        "127.1.2.3",
        "2130706433",
        "localhost:1",
        "LOCALHOST.",
        "arm.localhost",
        "[::1]",
        "[::ffff:127.0.0.1]:8443",
    ] {
        for scheme in ["http", "https"] {
            let target = format!("{scheme}://{host}/");
            assert_eq!(way(&target, &set, SystemProxy::default()), "direct", "{target}");
            assert_eq!(way(&target, &[], user("proxy:3", "")), "direct", "{target}");
        }
    }
    let none = SystemProxy::default();
    assert_eq!(way("http://example.org/", &set, none.clone()), "http://proxy:1/");
    assert_eq!(way("https://localhost.example.org/", &set, none), "http://proxy:2/");
}

#[test]
fn no_proxy_names_addresses_and_networks() {
    for (target, list, expected) in [
        ("https://10.1.2.3/", "10.0.0.0/8", "direct"),
        ("https://10.1.2.3/", "10.1.2.3", "direct"),
        ("https://10.1.2.3/", "10.1.2.3:443", "direct"),
        ("https://10.1.2.3/", "10.1.2.3:8443", "http://p:1/"),
        ("https://10.1.2.3/", "10.1.2.2/31", "direct"),
        ("https://10.1.2.3/", "10.1.2.3/32", "direct"),
        ("https://10.1.2.3/", "0.0.0.0/0", "direct"),
        ("https://11.1.2.3/", "10.0.0.0/8", "http://p:1/"),
        ("https://10.1.2.3/", "10.0.0.0/x, 10.0.0.0/", "http://p:1/"),
        // A name is compared as a name, and an address never by its suffix.
        ("https://10.1.2.3/", "2.3", "http://p:1/"),
        ("https://[fd00::1]/", "fd00::1", "direct"),
        ("https://[fd00::1]/", "[fd00::1]", "direct"),
        ("https://[fd00::1]:8443/", "[fd00::1]:8443", "direct"),
        ("https://[fd00::1]/", "fd00::/8", "direct"),
        ("https://[fd00::1]/", "[fd00::]/8", "direct"),
        ("https://[fd00::1]/", "::/0", "direct"),
        ("https://[::ffff:10.1.2.3]/", "10.0.0.0/8", "direct"),
    ] {
        let set = [("HTTPS_PROXY", "p:1"), ("NO_PROXY", list)];
        assert_eq!(way(target, &set, SystemProxy::default()), expected, "{target} {list}");
    }
}

#[test]
fn a_trailing_dot_changes_nothing() {
    let set = |list| [("HTTPS_PROXY", "p:1"), ("NO_PROXY", list)];
    for (target, list) in [
        ("https://management.azure.com./", "azure.com"),
        (ARM, "azure.com."),
        (ARM, ".azure.com."),
        (ARM, "a b\tmanagement.azure.com"),
        (ARM, "*:443"),
    ] {
        assert_eq!(way(target, &set(list), SystemProxy::default()), "direct", "{target} {list}");
    }
    for list in [".", "*.", "*:80", ".com.azure"] {
        assert_eq!(way(ARM, &set(list), SystemProxy::default()), "http://p:1/", "{list}");
    }
}

#[test]
fn an_ipv6_address_behind_a_proxy_is_refused_before_anything_is_sent() {
    let set = [("HTTPS_PROXY", "p:1")];
    assert_eq!(way("https://[fd00::1]/", &set, SystemProxy::default()), "ProxyFailed");
    assert_eq!(way("https://[fd00::1]/", &[], SystemProxy::default()), "direct");
}

#[test]
fn the_variable_that_sets_the_proxy_is_named() {
    for (set, from) in
        [(vec![("ALL_PROXY", "p:1")], "ALL_PROXY"), (vec![("all_proxy", "p:1"), ("HTTPS_PROXY", "p:2")], "HTTPS_PROXY")]
    {
        let way = chosen(ARM, &env(&set), SystemProxy::default());
        assert!(matches!(way, Ok(Route::Proxy { from: named, .. }) if named == from), "{set:?}");
    }
}
