use super::*;

#[test]
fn uris_scopes_ids_and_names_are_distinguished() {
    fn verbatim(text: &str) -> Resource<'_> {
        parse(Some(text)).unwrap()
    }
    assert_eq!(parse(None).unwrap(), Resource::Named("Arm"));
    assert_eq!(verbatim("keyvault"), Resource::Named("KeyVault"));
    assert_eq!(verbatim("https://vault.azure.net"), Resource::Verbatim("https://vault.azure.net"));
    assert_eq!(verbatim("https://vault.azure.net/.default"), Resource::Verbatim("https://vault.azure.net"));
    assert_eq!(verbatim("https://management.azure.com//.default"), Resource::Verbatim("https://management.azure.com/"));
    assert_eq!(verbatim("api://x/.DEFAULT"), Resource::Verbatim("api://x/.DEFAULT"));
    assert_eq!(
        verbatim("2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"),
        Resource::Verbatim("2ff814a6-3304-4ab8-85cb-cd0e6f879c1d")
    );
}

#[test]
fn an_invalid_audience_is_refused_before_any_request() {
    let code = |text: &str| parse(Some(text)).unwrap_err().code();
    for wrong in ["", " ", "/.default", "https://a https://b", "https://a\r\nx: y"] {
        assert_eq!(code(wrong), Code::InvalidResource, "{wrong:?}");
    }
    assert_eq!(code("KeyVualt"), Code::UnknownResourceName);
}

#[test]
fn names_stand_for_the_services_of_the_current_cloud() {
    let china = cloud::by_name("AzureChinaCloud").unwrap();
    assert_eq!(resolve("Arm", &china).unwrap(), "https://management.chinacloudapi.cn");
    assert_eq!(resolve("KeyVault", &china).unwrap(), "https://vault.azure.cn");
    assert_eq!(resolve("EventHubs", &china).unwrap_err().code(), Code::UnknownResourceName);
}

#[test]
fn every_name_is_unique_and_has_an_audience_in_the_public_cloud() {
    for (i, a) in Audience::ALL.iter().enumerate() {
        assert!(a.in_cloud(None).is_some() && !a.description.is_empty());
        assert!(Audience::ALL[..i].iter().all(|b| !b.name.eq_ignore_ascii_case(a.name)));
    }
}
