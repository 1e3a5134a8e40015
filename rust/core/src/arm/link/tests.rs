use super::*;
use crate::cloud;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn public() -> Cloud {
    cloud::by_name("AzureCloud").unwrap()
}

#[test]
fn a_link_leads_to_the_same_service_or_to_another_host_of_resource_manager() {
    let base = url("https://management.azure.com/a/b?api-version=1");
    for (link, expected) in [
        ("/c?d=e", "https://management.azure.com/c?d=e"),
        ("c?d=e", "https://management.azure.com/a/c?d=e"),
        ("?d=e", "https://management.azure.com/a/b?d=e"),
        (" https://MANAGEMENT.azure.com:443/c ", "https://management.azure.com/c"),
        ("https://westus2.management.azure.com/c", "https://westus2.management.azure.com/c"),
    ] {
        assert_eq!(resolve(&public(), &base, link).unwrap().as_str(), expected);
    }
    let regional = url("https://westus2.management.azure.com/c");
    assert!(resolve(&public(), &regional, "https://management.azure.com/d").is_ok());
    for link in [
        "https://evil.example/c",
        "//evil.example/c",
        "\\\\evil.example\\c",
        "http://management.azure.com/c",
        "https://management.azure.com:8443/c",
        "https://management.azure.com.evil.example/c",
        "https://evilmanagement.azure.com/c",
        "https://vault1.vault.azure.net/c",
        "https://management.usgovcloudapi.net/c",
        "http://westus2.management.azure.com/c",
        "https://management.azure.com@evil.example/c",
        "https://user:word@westus2.management.azure.com/c",
    ] {
        let error = resolve(&public(), &base, link).unwrap_err();
        assert_eq!(error.code(), Code::UntrustedLink, "{link}");
    }
    let bad = resolve(&public(), &base, "http://[").unwrap_err();
    assert_eq!(bad.code(), Code::BadResponse);
}

#[test]
fn vaults_share_an_audience_but_not_their_links() {
    let base = url("https://vault1.vault.azure.net/secrets");
    let other = resolve(&public(), &base, "https://vault2.vault.azure.net/secrets").unwrap_err();
    assert_eq!(other.code(), Code::UntrustedLink);
}

#[test]
fn links_are_encoded_once() {
    let base = url("https://management.azure.com/a");
    for (link, expected) in [
        ("/m?$filter='a' eq 'b c'", "/m?$filter=%27a%27%20eq%20%27b%20c%27"),
        ("/m?$skiptoken=83af!/S/VMs/C|D", "/m?$skiptoken=83af!/S/VMs/C%7CD"),
        ("/m?t=a%20b%7Cc+d%2Be", "/m?t=a%20b%7Cc+d%2Be"),
        ("/m?t=100%&u=%zz", "/m?t=100%25&u=%25zz"),
        ("/m?t=a#b", "/m?t=a%23b"),
        ("/m?t=gr\u{fc}n\u{20ac}", "/m?t=gr%C3%BCn%E2%82%AC"),
        ("/m?t={\"a\":\"b\\c\"}", "/m?t=%7B%22a%22:%22b%5Cc%22%7D"),
        ("/m n?t=a\tb", "/m%20n?t=a%09b"),
    ] {
        let got = resolve(&public(), &base, link).unwrap();
        assert_eq!(got.as_str(), format!("https://management.azure.com{expected}"), "{link}");
    }
}
