use super::*;

fn arm(url: &str) -> Url {
    Url::parse(url).unwrap()
}

fn metadata(audience: &str) -> String {
    format!(
        r#"{{"name":"Stack","resourceManager":"https://management.local.stack/","authentication":{{"audiences":["{audience}"]}},"suffixes":{{"keyVaultDns":"vault.local.stack"}}}}"#
    )
}

#[test]
fn clouds_are_recognized_in_every_spelling() {
    for (name, expected) in [
        ("AzurePublicCloud", 0),
        ("azurecloud", 0),
        ("AZUREPUBLICCLOUD", 0),
        ("AzureUSGovernmentCloud", 1),
        ("AzureUSGovernment", 1),
        ("AzureChinaCloud", 2),
    ] {
        assert_eq!(by_name(name).unwrap().built_in, Some(expected), "{name}");
    }
    assert!(by_name("AzureStack").is_none());
}

#[test]
fn an_environment_is_a_name_or_an_endpoint() {
    assert_eq!(parse("https://management.azure.com").unwrap(), Environment::Known(public()));
    assert_eq!(parse("https://localhost:8443/x?y").unwrap(), Environment::Endpoint(arm("https://localhost:8443/")));
    let code = |text: &str| parse(text).unwrap_err().code();
    assert_eq!(code("Mars"), Code::InvalidEnvironment);
    assert_eq!(code("https://user@host"), Code::InvalidEnvironment);
    assert_eq!(code("http://management.example.com"), Code::UntrustedHost);
}

#[test]
fn metadata_is_read_as_an_object_and_as_a_list() {
    let host = arm("https://management.local.stack/");
    let single = from_metadata(
        &host,
        metadata("https://management.stack.onmicrosoft.com/7b4eef3c-1a3c-4bb8-93ab-8b1b3d3f0a11").as_bytes(),
    )
    .unwrap();
    assert_eq!(
        (single.name.as_str(), single.audience.as_str()),
        ("Stack", "https://management.stack.onmicrosoft.com/7b4eef3c-1a3c-4bb8-93ab-8b1b3d3f0a11")
    );
    assert_eq!(single.services["KeyVault"], "https://vault.local.stack");
    let other = metadata("https://wrong.stack/").replace("management.local.stack", "elsewhere");
    let list = format!("[{other},{}]", metadata("https://right.stack/"));
    assert_eq!(from_metadata(&host, list.as_bytes()).unwrap().audience, "https://right.stack/");
    for bad in ["", "<html>", "[]", "{}", r#"{"authentication":{"audiences":[]}}"#] {
        assert_eq!(from_metadata(&host, bad.as_bytes()).unwrap_err().code(), Code::BadResponse, "{bad}");
    }
}

#[test]
fn clouds_that_are_not_built_in_are_recognized_by_name() {
    for (name, host) in [
        ("AzureBleuCloud", "management.sovcloud-api.fr"),
        ("azuredelos", "management.sovcloud-api.de"),
        ("AzureGermanyCloud", "management.sovcloud-api.de"),
        ("AzureGovSG", "management.sovcloud-api.sg"),
        ("USSec", "management.azure.microsoft.scloud"),
    ] {
        let Environment::Endpoint(arm) = parse(name).unwrap() else {
            panic!("{name} must be described by its endpoint");
        };
        assert_eq!(arm.host_str(), Some(host), "{name}");
    }
}

#[test]
fn the_claimed_audience_is_checked_in_the_form_in_which_it_is_sent() {
    let host = arm("https://management.azure.com.evil.example/");
    for audience in [
        "https://management.azure.com/",
        "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default",
        " https://vault.azure.net/.default ",
    ] {
        let error = from_metadata(&host, metadata(audience).as_bytes()).unwrap_err();
        assert_eq!(error.code(), Code::UntrustedAudience, "{audience}");
    }
    let own = from_metadata(&host, metadata("https://arm.evil.example/.default").as_bytes()).unwrap();
    assert_eq!(own.audience, "https://arm.evil.example");
}

#[test]
fn services_are_recognized_from_the_metadata() {
    let host = arm("https://management.local.stack/");
    let document = br#"{"name":"Own\u202e","authentication":{"audiences":["https://arm.local.stack"]},
        "batch":"https://batch.local.stack/","ossrdbmsResourceId":"https://oss.local.stack","logAnalyticsResourceId":"",
        "microsoftGraphResourceId":"https://graph.microsoft.com","synapseAnalyticsResourceId":null,
        "suffixes":{"keyVaultDns":".vault.local.stack","mhsmDns":"hsm.local.stack","sqlServerHostname":"@database.windows.net"}}"#;
    let cloud = from_metadata(&host, document).unwrap();
    let mut services: Vec<_> = cloud.services.into_iter().collect();
    services.sort_unstable();
    let expected = [
        ("Batch", "https://batch.local.stack/"),
        ("KeyVault", "https://vault.local.stack"),
        ("ManagedHsm", "https://hsm.local.stack"),
        ("OssRdbms", "https://oss.local.stack"),
    ];
    assert_eq!(services, expected.map(|(name, audience)| (name, audience.to_owned())));
    assert_eq!(cloud.name, "https://management.local.stack/");
}
