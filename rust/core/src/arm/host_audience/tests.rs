use super::*;
use crate::cloud;

fn audience(url: &str, cloud: &str) -> Option<String> {
    host(&Url::parse(url).unwrap(), &cloud::by_name(cloud).unwrap()).unwrap()
}

#[test]
fn hosts_of_the_current_cloud_get_their_services_audience() {
    for (url, cloud, expected) in [
        ("https://management.azure.com/x", "AzureCloud", "https://management.azure.com/"),
        ("https://westeurope.management.azure.com/x", "AzureCloud", "https://management.azure.com/"),
        ("https://v.vault.azure.net/secrets/s", "AzureCloud", "https://vault.azure.net"),
        ("https://v.vault.usgovcloudapi.net/", "AzureUSGovernment", "https://vault.usgovcloudapi.net"),
        ("https://a.blob.core.chinacloudapi.cn/c", "AzureChinaCloud", "https://storage.azure.com/"),
        ("https://GRAPH.microsoft.com/v1.0/me", "AzureCloud", "https://graph.microsoft.com/"),
        ("https://a.documents.azure.com/", "AzureCloud", "https://a.documents.azure.com"),
    ] {
        assert_eq!(audience(url, cloud).as_deref(), Some(expected), "{url}");
    }
}

#[test]
fn every_service_in_the_table_has_an_audience_in_each_cloud_with_hosts() {
    for (name, domains) in SERVICES {
        for (index, domain) in domains.iter().enumerate().filter(|(_, d)| !d.is_empty()) {
            let cloud = cloud::by_name(CLOUDS[index].names[0]).unwrap();
            let url = Url::parse(&format!("https://x.{domain}/")).unwrap();
            let found = host(&url, &cloud);
            assert!(matches!(found, Ok(Some(_))), "{name} at {domain}: {found:?}");
        }
    }
}

#[test]
fn no_other_host_gets_an_audience() {
    for url in [
        "https://vault.azure.net.evil.example/",
        "https://evilvault.azure.net/",
        "https://management.azure.com.evil.example/",
        "https://example.com/vault.azure.net",
        "https://v.vault.usgovcloudapi.net/",
        "https://ns.servicebus.windows.net/",
        "https://10.0.0.4/",
        "https://[::1]/",
    ] {
        assert_eq!(audience(url, "AzureCloud"), None, "{url}");
    }
}

#[test]
fn in_a_custom_cloud_the_closest_domain_counts() {
    let arm = Url::parse("https://management.local.example/").unwrap();
    let metadata = br#"{"name":"Own","authentication":{"audiences":["https://management.local.example/x"]},
        "microsoftGraphResourceId":"https://local.example","suffixes":{"keyVaultDns":"vault.local.example"}}"#;
    let own = cloud::from_metadata(&arm, metadata).unwrap();
    let of = |url: &str| host(&Url::parse(url).unwrap(), &own).unwrap();
    assert_eq!(of("https://v.vault.local.example/").as_deref(), Some("https://vault.local.example"));
    assert_eq!(of("https://graph.local.example/").as_deref(), Some("https://local.example"));
    assert_eq!(of("https://management.local.example/x").as_deref(), Some("https://management.local.example/x"));
    assert_eq!(of("https://evil-local.example/"), None);
    assert_eq!(of("https://v.vault.azure.net/"), None);
}
