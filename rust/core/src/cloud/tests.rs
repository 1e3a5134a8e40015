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
fn clouds_are_known_by_every_spelling() {
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
    assert_eq!(
        parse("https://management.azure.com").unwrap(),
        Environment::Known(public())
    );
    assert_eq!(
        parse("https://localhost:8443/x?y").unwrap(),
        Environment::Endpoint(arm("https://localhost:8443/"))
    );
    let code = |text: &str| parse(text).unwrap_err().code();
    assert_eq!(code("Mars"), Code::InvalidEnvironment);
    assert_eq!(code("https://user@host"), Code::InvalidEnvironment);
    assert_eq!(code("http://management.example.com"), Code::UntrustedHost);
}

#[test]
fn metadata_is_read_as_object_and_as_list() {
    let host = arm("https://management.local.stack/");
    let single = from_metadata(
        &host,
        metadata("https://management.stack.onmicrosoft.com/guid").as_bytes(),
    )
    .unwrap();
    assert_eq!(
        (single.name.as_str(), single.audience.as_str()),
        ("Stack", "https://management.stack.onmicrosoft.com/guid")
    );
    assert_eq!(single.services["KeyVault"], "https://vault.local.stack");
    let other = metadata("https://wrong/").replace("management.local.stack", "elsewhere");
    let list = format!("[{other},{}]", metadata("https://right/"));
    assert_eq!(
        from_metadata(&host, list.as_bytes()).unwrap().audience,
        "https://right/"
    );
    for bad in [
        "",
        "<html>",
        "[]",
        "{}",
        r#"{"authentication":{"audiences":[]}}"#,
    ] {
        assert_eq!(
            from_metadata(&host, bad.as_bytes()).unwrap_err().code(),
            Code::BadResponse,
            "{bad}"
        );
    }
}

#[test]
fn nobody_else_may_claim_an_audience_of_a_built_in_cloud() {
    let host = arm("https://management.azure.com.evil.example/");
    for audience in [
        "https://management.azure.com/",
        "https://management.core.windows.net/",
        "https://vault.azure.net",
        "https://graph.microsoft.com./",
        "https://x.database.usgovcloudapi.net",
        "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d",
    ] {
        assert_eq!(
            from_metadata(&host, metadata(audience).as_bytes())
                .unwrap_err()
                .code(),
            Code::UntrustedAudience,
            "{audience}"
        );
    }
    assert!(
        from_metadata(
            &arm("https://westus.management.azure.com/"),
            metadata("https://management.azure.com/").as_bytes()
        )
        .is_ok()
    );
    assert!(
        from_metadata(
            &host,
            metadata("https://management.notazure.com/").as_bytes()
        )
        .is_ok()
    );
}
