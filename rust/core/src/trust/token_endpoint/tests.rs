use super::Reach::{OwnNetwork, Pinned, Platform, ThisMachine};
use super::*;

/// Hosts, and the narrowest reach that accepts them.
const HOSTS: [(&[&str], Option<Reach>); 5] = [
    (
        &[
            "127.0.0.1",
            "127.255.255.254",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[0:0:0:0:0:ffff:7f00:1]",
            "localhost",
            "LocalHost",
            "localhost.",
            "app.localhost",
            // Other spellings of the same address: parsing the URL normalizes them.
            "2130706433",
            "0x7f000001",
            "017700000001",
            "0x7f.1",
            "127.1",
            "127.0.0.1.",
            "%31%32%37.0.0.1",
        ],
        Some(ThisMachine),
    ),
    (
        &[
            "169.254.169.254",
            "169.254.0.1",
            "10.0.0.4",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "[fe80::1]",
            "[febf::1]",
            "[fc00::1]",
            "[fdff::1]",
            "[::ffff:10.0.0.4]",
            "0xa9fea9fe",
            "2852039166",
            "0251.0376.0251.0376",
        ],
        Some(OwnNetwork),
    ),
    (&["100.64.0.0", "100.64.100.2", "100.127.255.255", "[::ffff:100.64.0.1]", "1681915906"], Some(Platform)),
    (
        &[
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.1",
            "169.253.255.255",
            "169.255.0.0",
            "192.167.255.255",
            "192.169.0.0",
            "11.0.0.0",
            "9.255.255.255",
            "126.255.255.255",
            "128.0.0.1",
            "0.0.0.0",
            "0",
            "255.255.255.255",
            "224.0.0.1",
            "134744072",
            "[2001:db8::1]",
            "[::]",
            "[::ffff:8.8.8.8]",
            "[::ffff:0.0.0.0]",
            // IPv4 addresses embedded in IPv6 addresses, which a gateway elsewhere would unwrap.
            "[::127.0.0.1]",
            "[64:ff9b::a9fe:a9fe]",
            "[2002:a00:1::]",
            "[fec0::1]",
            "[fbff::1]",
            "[ff02::1]",
            "[2001:0:a00:1::]",
            "example.com",
            "localhost.example.com",
            "notlocalhost",
            "127.0.0.1.nip.io",
            "metadata.internal",
            "host",
        ],
        Some(Pinned),
    ),
    (&["[fe80::1%25eth0]", "[::1", "256.0.0.1", "a b", "1.2.3.4.5", "127.0.0.1:99999"], None),
];

#[test]
fn each_source_accepts_hosts_only_within_its_reach() {
    let order = [ThisMachine, OwnNetwork, Platform, Pinned];
    for (hosts, nearest) in HOSTS {
        for host in hosts {
            for (at, reach) in order.into_iter().enumerate() {
                let near = nearest.and_then(|nearest| order.iter().position(|r| *r == nearest));
                for scheme in ["http", "https"] {
                    let url = format!("{scheme}://{host}/token");
                    let expected = match near {
                        None => Some(Code::InvalidEndpoint),
                        Some(near) if near > at => Some(Code::UntrustedEndpoint),
                        Some(_) if reach == Pinned && scheme == "http" => Some(Code::UntrustedEndpoint),
                        Some(_) => None,
                    };
                    let seen = identity_endpoint(&url, "X", reach).err().map(|e| e.code());
                    assert_eq!(seen, expected, "{url} {reach:?}");
                }
            }
        }
    }
}

#[test]
fn user_info_and_other_schemes_are_refused_everywhere() {
    for reach in [ThisMachine, OwnNetwork, Platform, Pinned] {
        for url in [
            "http://user@localhost/token",
            "https://:secret@127.0.0.1/token",
            "https://169.254.169.254@127.0.0.1/token",
            "https://127.0.0.1%40x@localhost/",
            "ftp://localhost/token",
            "file:///etc/passwd",
            "unix:///run/token.sock",
            "data:text/plain,x",
            "ws://127.0.0.1/",
            "localhost:40342/token",
        ] {
            let error = identity_endpoint(url, "IDENTITY_ENDPOINT", reach).unwrap_err();
            assert_eq!(error.code(), Code::UntrustedEndpoint, "{url}");
            assert!(!error.message().contains("secret"));
        }
        for text in ["", "not a url", "//127.0.0.1/x", "/token"] {
            let error = identity_endpoint(text, "X", reach).unwrap_err();
            assert_eq!(error.code(), Code::InvalidEndpoint, "{text}");
        }
    }
}

#[test]
fn the_checked_address_is_the_one_that_is_connected_to() {
    for (written, host) in [
        ("http://2130706433/x", "127.0.0.1"),
        ("http://0251.0376.0251.0376/x", "169.254.169.254"),
        ("http:127.0.0.1/x", "127.0.0.1"),
        ("http:\\\\127.0.0.1\\@8.8.8.8/x", "127.0.0.1"),
        ("http://127.0.0.1\\@8.8.8.8/x", "127.0.0.1"),
        ("http://127.0.0.1#@8.8.8.8/x", "127.0.0.1"),
        ("http://127.0.0.1?@8.8.8.8/x", "127.0.0.1"),
        (" http://127.0.\n0.1/x", "127.0.0.1"),
    ] {
        let url = identity_endpoint(written, "X", OwnNetwork).unwrap();
        assert_eq!(url.host_str(), Some(host), "{written}");
    }
    let sly = identity_endpoint("http://127.0.0.1:80:80@8.8.8.8/x", "X", OwnNetwork);
    assert!(sly.is_err());
}
