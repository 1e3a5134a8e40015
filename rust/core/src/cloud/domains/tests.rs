use super::*;

const FOREIGN: &str = "https://arm.example.net/";

fn checked(arm: &str, audience: &str) -> Result<()> {
    check_audience(&Url::parse(arm).unwrap(), audience)
}

fn refused(arm: &str, audience: &str) {
    let error = checked(arm, audience).expect_err(audience);
    assert_eq!(error.code(), Code::UntrustedAudience, "{audience}");
}

#[test]
fn a_clouds_audience_is_not_sent_to_another_host() {
    for audience in [
        "https://management.azure.com/",
        "https://management.azure.com:443/",
        "https://MANAGEMENT.AZURE.COM",
        "https://management.azure.com./",
        "https:///management.azure.com/",
        "https://management.core.windows.net/",
        "https://vault.azure.net",
        "https://azuredatabricks.net/",
        "https://contoso.crm.dynamics.com/",
        "https://contoso.crm.microsoftdynamics.us/",
        "https://contoso.sharepoint.com",
        "https://contoso-my.sharepoint.us",
        "https://analysis.windows.net/powerbi/api",
        "https://api.powerbi.com",
        "https://app.vssps.visualstudio.com/",
        "https://graph.microsoft.com",
        "https://api.botframework.com",
        "https://outlook.office365.com/",
        "https://securitycenter.onmicrosoft.com/windowsatpservice",
        "https://contoso.onmicrosoft.com/payroll",
        "https://store.azconfig.io",
        "https://service.powerapps.com/",
        "https://vault.azure.cn",
        "https://database.usgovcloudapi.net/",
        "https://management.sovcloud-api.fr/",
        "https://something.cloud.microsoft",
    ] {
        refused(FOREIGN, audience);
        // Nor to a host below a domain in which any customer can create names.
        refused("https://evil.azurewebsites.net/", audience);
        refused("https://evil.cloudapp.azure.com/", audience);
    }
    refused("https://management.usgovcloudapi.net/", "https://management.azure.com/");
    refused("https://notmanagement.azure.com/", "https://management.azure.com/");
}

#[test]
fn a_public_suffix_is_not_a_service() {
    for audience in [
        "https://com",
        "https://com./",
        "https://net/x",
        "https://co.uk",
        "https://com.cn/",
        "https://gov.au.",
        "https://ic.gov",
        "https://external",
    ] {
        refused(FOREIGN, audience);
    }
    for (arm, audience) in [
        ("https://localhost:8443/", "https://localhost:8443/"),
        ("https://arm/", "https://arm/"),
        (FOREIGN, "https://example.net/"),
        (FOREIGN, "https://contoso.uk/"),
    ] {
        assert!(checked(arm, audience).is_ok(), "{audience}");
    }
}

#[test]
fn an_audience_that_is_not_a_plain_https_address_is_refused() {
    for audience in [
        "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d",
        "2FF814A6-3304-4AB8-85CB-CD0E6F879C1D/",
        "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default",
        "{2ff814a6-3304-4ab8-85cb-cd0e6f879c1d}",
        "2ff814a633044ab885cbcd0e6f879c1d",
        "api://2ff814a6-3304-4ab8-85cb-cd0e6f879c1d",
        "spn:2ff814a6-3304-4ab8-85cb-cd0e6f879c1d",
        "https://2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/",
        "https://2ff814a6-3304-4ab8-85cb-cd0e6f879c1d.example.net/",
        "https://2ff814a633044ab885cbcd0e6f879c1d/",
        "https://app-2FF814A633044AB885CBCD0E6F879C1D/x",
        "https://api-2ff814a6-3304-4ab8-85cb-cd0e6f879c1d.example.net/",
        "https://vault.azure.net;arm.example.net",
        "https://vault.azure.net,arm.example.net/",
        "https://vault.azure.net&arm.example.net/",
        "https://vault.azure.net!.example.net/",
        "urn:ms-drs:enterpriseregistration.windows.net",
        "ms-appx-web://x",
        "http://arm.example.net/",
        "https:arm.example.net/",
        "https://",
        "https://user@arm.example.net/",
        "https://arm.example.net\\@vault.azure.net",
        "https://vault.azure.net\u{2044}.example.net",
        "https://vault%2eazure.net",
        "https://arm.example.net/?x",
        "https://arm.example.net/#x",
        "arm.example.net",
        "",
    ] {
        refused(FOREIGN, audience);
    }
}

#[test]
fn a_clouds_own_resource_manager_may_claim_its_audiences() {
    for (arm, audience) in [
        ("https://management.azure.com/", "https://management.core.windows.net/"),
        ("https://westus.management.azure.com/", "https://management.azure.com/"),
        ("https://management.sovcloud-api.fr/", "https://management.core.sovcloud-api.fr/"),
        ("https://management.azure.microsoft.scloud/", "https://vault.microsoft.scloud"),
    ] {
        assert!(checked(arm, audience).is_ok(), "{audience}");
    }
}

#[test]
fn an_audience_outside_the_known_clouds_is_allowed() {
    const ID: &str = "7b4eef3c-1a3c-4bb8-93ab-8b1b3d3f0a11";
    for audience in [
        "https://arm.example.net/",
        "https://management.notazure.com",
        "https://10.0.0.4/arm",
        "https://management.local.azurestack.external/",
        &format!("https://management.adfs.azurestack.local/{ID}"),
        &format!("https://management.contoso.onmicrosoft.com/{ID}"),
    ] {
        assert!(checked(FOREIGN, audience).is_ok(), "{audience}");
    }
    for audience in [
        "https://management.contoso.onmicrosoft.com/payroll".to_owned(),
        "https://management.contoso.onmicrosoft.com/".to_owned(),
        format!("https://contoso.onmicrosoft.com/{ID}"),
        format!("https://management.a.b.onmicrosoft.com/{ID}"),
        format!("https://management.contoso.onmicrosoft.com/x/{ID}"),
    ] {
        refused(FOREIGN, &audience);
    }
}

#[test]
fn a_refused_audience_is_shown_without_the_values_in_it() {
    let claimed = "https://vault.azure.net/?sig=SECRET&access_token=SECRET\u{202e}";
    let error = checked(FOREIGN, claimed).unwrap_err();
    let said = error.message();
    assert!(said.contains("https://vault.azure.net/?sig="), "{said}");
    assert!(!said.contains("SECRET") && !said.contains('\u{202e}'), "{said}");
}
