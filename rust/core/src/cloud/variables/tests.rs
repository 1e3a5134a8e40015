use super::*;

fn found(pairs: &[(&str, &str)]) -> Option<String> {
    let env = Env::from_pairs(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    cloud_of(&env).map(|(environment, variable)| {
        let arm = match environment {
            Environment::Known(cloud) => cloud.arm,
            Environment::Endpoint(arm) => arm,
        };
        format!("{} {variable}", arm.host_str().unwrap())
    })
}

#[test]
fn a_platforms_variables_name_its_cloud() {
    for (name, value, expected) in [
        ("WEBSITE_HOSTNAME", "app1.azurewebsites.us", "management.usgovcloudapi.net"),
        ("WEBSITE_HOSTNAME", "app1.chinacloudsites.cn:443", "management.chinacloudapi.cn"),
        ("WEBSITE_HOSTNAME", "app1.ase1.appserviceenvironment.us", "management.usgovcloudapi.net"),
        ("WEBSITE_HOSTNAME", "app1.azurewebsites.net", "management.azure.com"),
        ("CONTAINER_APP_ENV_DNS_SUFFIX", "x.usgovvirginia.azurecontainerapps.us", "management.usgovcloudapi.net"),
        ("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.us/", "management.usgovcloudapi.net"),
        ("AZURE_AUTHORITY_HOST", "login.partner.microsoftonline.cn", "management.chinacloudapi.cn"),
        ("AZURE_AUTHORITY_HOST", "https://login.sovcloud-identity.fr", "management.sovcloud-api.fr"),
        ("AZURE_ENVIRONMENT", "AZUREUSGOVERNMENTCLOUD", "management.usgovcloudapi.net"),
        ("ACC_CLOUD", "AzureChinaCloud", "management.chinacloudapi.cn"),
    ] {
        let expected = format!("{expected} {name}");
        assert_eq!(found(&[(name, value)]), Some(expected), "{value}");
    }
}

#[test]
fn an_unknown_name_selects_no_cloud() {
    for (name, value) in [
        ("AZURE_ENVIRONMENT", "production"),
        ("AZURE_ENVIRONMENT", "https://evil.example/"),
        ("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.us.evil.example"),
        ("AZURE_AUTHORITY_HOST", "evil-login.microsoftonline.com.example"),
        ("WEBSITE_HOSTNAME", "www.contoso.com"),
        ("WEBSITE_HOSTNAME", ""),
    ] {
        assert_eq!(found(&[(name, value)]), None, "{name}={value}");
    }
    // The first variable that names a cloud applies.
    assert_eq!(
        found(&[("AZURE_ENVIRONMENT", "test"), ("WEBSITE_HOSTNAME", "a.azurewebsites.us")]).as_deref(),
        Some("management.usgovcloudapi.net WEBSITE_HOSTNAME")
    );
}
