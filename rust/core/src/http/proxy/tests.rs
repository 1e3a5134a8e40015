use super::*;

fn env(pairs: &[(&str, &str)]) -> Env {
    Env::from_pairs(
        pairs
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
    )
}

fn way(target: &str, env_: &[(&str, &str)], system: SystemProxy) -> String {
    match route(&Url::parse(target).unwrap(), &env(env_), || system) {
        Ok(Route::Direct) => "direct".to_owned(),
        Ok(Route::Proxy { url, .. }) => url.to_string(),
        Err(error) => error.code().id().to_owned(),
    }
}

const ARM: &str = "https://management.azure.com/";

fn user(server: &str, bypass: &str) -> SystemProxy {
    let text = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    SystemProxy {
        user: Some(ProxySetting {
            server: text(server),
            bypass: text(bypass),
            ..ProxySetting::default()
        }),
        machine: None,
    }
}

#[test]
fn variables_come_first() {
    assert_eq!(
        way(ARM, &[("https_proxy", "proxy:3128")], user("other:1", "")),
        "http://proxy:3128/"
    );
    assert_eq!(
        way(
            ARM,
            &[("HTTP_PROXY", "http://proxy:3128")],
            SystemProxy::default()
        ),
        "direct"
    );
    assert_eq!(
        way(
            ARM,
            &[("HTTPS_PROXY", "socks5://proxy:3128")],
            SystemProxy::default()
        ),
        "InvalidProxy"
    );
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
        assert_eq!(
            way(
                ARM,
                &[("HTTPS_PROXY", "p:1"), ("NO_PROXY", list)],
                SystemProxy::default()
            ),
            expected,
            "{list}"
        );
    }
}

#[test]
fn the_settings_of_windows_are_read_in_both_forms() {
    assert_eq!(way(ARM, &[], user("p:8080", "")), "http://p:8080/");
    assert_eq!(way(ARM, &[], user("http=a:1;https=b:2", "")), "http://b:2/");
    assert_eq!(way(ARM, &[], user("http=a:1", "")), "direct");
    assert_eq!(
        way(ARM, &[], user("p:8080", "<local>;*.azure.com")),
        "direct"
    );
    assert_eq!(
        way("https://stack/", &[], user("p:8080", "<local>")),
        "direct"
    );
    assert_eq!(
        way(ARM, &[], user("p:8080", "<local>;management.*.net")),
        "http://p:8080/"
    );
    assert_eq!(
        way("https://localhost:8443/", &[], user("p:8080", "")),
        "direct"
    );
}

#[test]
fn the_user_comes_before_the_machine_and_scripts_are_told() {
    let machine = ProxySetting {
        server: Some("m:1".into()),
        ..ProxySetting::default()
    };
    assert_eq!(
        way(
            ARM,
            &[],
            SystemProxy {
                user: Some(ProxySetting::default()),
                machine: Some(machine.clone())
            }
        ),
        "http://m:1/"
    );
    let script = ProxySetting {
        auto_config_url: Some("http://wpad/wpad.dat".into()),
        ..ProxySetting::default()
    };
    assert_eq!(
        way(
            ARM,
            &[],
            SystemProxy {
                user: Some(script),
                machine: Some(machine)
            }
        ),
        "ProxyAutoConfigUnsupported"
    );
}

#[test]
fn what_is_sent_in_clear_to_this_machine_goes_through_no_proxy() {
    let set = [
        ("HTTP_PROXY", "http://proxy:1"),
        ("ALL_PROXY", "http://proxy:2"),
    ];
    for target in [
        "http://127.0.0.1:8080/",
        "http://localhost:1/",
        "http://[::1]/",
    ] {
        let system = user("http=proxy:3", "");
        assert_eq!(way(target, &set, system), "direct", "{target}");
    }
    // Elsewhere, and to this machine inside TLS, the settings hold.
    let none = SystemProxy::default();
    assert_eq!(
        way("http://example.org/", &set, none.clone()),
        "http://proxy:1/"
    );
    assert_eq!(way("https://localhost/", &set, none), "http://proxy:2/");
}

#[test]
fn the_variable_is_named_that_names_the_proxy() {
    for (set, from) in [
        (vec![("ALL_PROXY", "p:1")], "ALL_PROXY"),
        (
            vec![("all_proxy", "p:1"), ("HTTPS_PROXY", "p:2")],
            "HTTPS_PROXY",
        ),
    ] {
        let way = route(&Url::parse(ARM).unwrap(), &env(&set), SystemProxy::default);
        assert!(
            matches!(way, Ok(Route::Proxy { from: named, .. }) if named == from),
            "{set:?}"
        );
    }
}
