//! Which cloud's services a host belongs to, and what that means for audiences (`architecture.md`, Trust): an audience of one cloud
//! is believed from that cloud's own Resource Manager and from nobody else.

use super::is_below;
use crate::error::quote;
use crate::error::{Code, Error, Result};
use crate::ids::is_guid;
use url::{Host, Url};

/// A cloud, and every domain below which its services have hosts or audiences.
struct Owner {
    /// The host of its Resource Manager: it and what is below it may claim the cloud's audiences.
    arm_host: &'static str,
    domains: &'static [&'static str],
}

/// Every domain of Microsoft's services, by cloud. Whatever is below one of them counts, so a new service needs no new row.
const OWNERS: [Owner; 9] = [
    Owner {
        arm_host: "management.azure.com",
        domains: &[
            "aadrm.com",
            "applicationinsights.io",
            "arcdataservices.com",
            "azconfig.io",
            "azmk8s.io",
            "azure-api.net",
            "azure-apihub.net",
            "azure-apim.net",
            "azure-automation.net",
            "azure-devices-provisioning.net",
            "azure-devices.net",
            "azure-mobile.net",
            "azure.com",
            "azure.net",
            "azurecomcdn.net",
            "azurecontainer.io",
            "azurecontainerapps.io",
            "azurecr.io",
            "azuredatabricks.net",
            "azuredatalakeanalytics.net",
            "azuredatalakestore.net",
            "azureedge.net",
            "azurefd.net",
            "azurehdinsight.net",
            "azurehealthcareapis.com",
            "azureiotcentral.com",
            "azureml.ms",
            "azureml.net",
            "azureplayfab.com",
            "azurerms.com",
            "azuresmartspaces.net",
            "azuresphere.net",
            "azurestaticapps.net",
            "azuresynapse.net",
            "azurewebsites.net",
            "bing.com",
            "botframework.com",
            "clouddatahub.net",
            "cloudapp.net",
            "dynamics.com",
            "dynamics365portals.com",
            "hotmail.com",
            "live.com",
            "live.net",
            "loganalytics.io",
            "lync.com",
            "microsoft",
            "microsoft.com",
            "microsoft365.com",
            "microsoftazuread-sso.com",
            "microsoftonline-p.com",
            "microsoftonline.com",
            "microsoftpersonalcontent.com",
            "microsoftstream.com",
            "msauth.net",
            "msappproxy.net",
            "msftauth.net",
            "msidentity.com",
            "msocdn.com",
            "msn.com",
            "o365syncservice.com",
            "office.com",
            "office.net",
            "office365.com",
            "officeppe.com",
            "onedrive.com",
            "onenote.com",
            "onestore.ms",
            "onmicrosoft.com",
            "outlook.com",
            "passport.net",
            "playfab.com",
            "playfabapi.com",
            "powerapps.com",
            "powerappsportals.com",
            "powerautomate.com",
            "powerbi.com",
            "powerpages.com",
            "powerplatform.com",
            "powervirtualagents.com",
            "sharepoint.com",
            "sharepoint-df.com",
            "sharepointonline.com",
            "signalr.net",
            "skype.com",
            "skypeforbusiness.com",
            "svc.ms",
            "sway.com",
            "trafficmanager.net",
            "virtualearth.net",
            "visualstudio.com",
            "vsassets.io",
            "windows-ppe.net",
            "windows.com",
            "windows.net",
            "windowsazure.com",
            "windowsupdate.com",
            "xboxlive.com",
            "yammer.com",
        ],
    },
    Owner {
        arm_host: "management.usgovcloudapi.net",
        domains: &[
            "apps.mil",
            "appsplatform.us",
            "azure-api.us",
            "azure-apihub.us",
            "azure-apim.us",
            "azure-automation.us",
            "azure-devices-provisioning.us",
            "azure-devices.us",
            "azure.us",
            "azurecontainerapps.us",
            "azurecr.us",
            "azuredatabricks.us",
            "azurefd.us",
            "azurehdinsight.us",
            "azurehealthcareapis.us",
            "azurestaticapps.us",
            "azuresynapse.us",
            "azurewebsites.us",
            "applicationinsights.us",
            "botframework.us",
            "dps.mil",
            "loganalytics.us",
            "microsoft.us",
            "microsoftdynamics.us",
            "microsoftonline.us",
            "office365.us",
            "onmicrosoft.us",
            "outlook.us",
            "powerapps.us",
            "powerautomate.us",
            "powerbigov.us",
            "sharepoint-mil.us",
            "sharepoint.us",
            "skypeforbusiness.us",
            "usgovcloudapi.net",
            "usgovcloudapp.net",
            "usgovtrafficmanager.net",
            "windowsazure.us",
        ],
    },
    Owner {
        arm_host: "management.chinacloudapi.cn",
        domains: &[
            "azure-api.cn",
            "azure-automation.cn",
            "azure-devices-provisioning.cn",
            "azure-devices.cn",
            "azure.cn",
            "azurecontainerapps.cn",
            "azurecr.cn",
            "azuredatabricks.cn",
            "azurehdinsight.cn",
            "azurehealthcareapis.cn",
            "azurewebsites.cn",
            "chinacloudapi.cn",
            "chinacloudapp.cn",
            "chinacloudsites.cn",
            "dynamics.cn",
            "microsoftonline.cn",
            "office365.cn",
            "onmicrosoft.cn",
            "onmschina.cn",
            "outlook.cn",
            "powerapps.cn",
            "powerbi.cn",
            "sharepoint.cn",
            "trafficmanager.cn",
            "windowsazure.cn",
        ],
    },
    Owner {
        arm_host: "management.microsoftazure.de",
        domains: &[
            "azure-devices.de",
            "azure.de",
            "azurecr.de",
            "azurewebsites.de",
            "cloudapi.de",
            "microsoft.de",
            "microsoftazure.de",
            "microsoftonline.de",
            "office.de",
            "onmicrosoft.de",
            "outlook.de",
            "powerbi.de",
            "sharepoint.de",
        ],
    },
    Owner {
        arm_host: "management.sovcloud-api.fr",
        domains: &[
            "azure.fr",
            "azurewebsites.fr",
            "sovcloud-api.fr",
            "sovcloud-identity.fr",
            "sovcloud-sharepoint.fr",
            "sovcloud.fr",
        ],
    },
    Owner {
        arm_host: "management.sovcloud-api.de",
        domains: &["sovcloud-api.de", "sovcloud-identity.de", "sovcloud-sharepoint.de", "sovcloud.de"],
    },
    Owner {
        arm_host: "management.sovcloud-api.sg",
        domains: &["azure.sg", "sovcloud-api.sg", "sovcloud-identity.sg", "sovcloud-sharepoint.sg", "sovcloud.sg"],
    },
    // The air-gapped clouds keep all their services below one domain each.
    Owner { arm_host: "management.azure.eaglex.ic.gov", domains: &["eaglex.ic.gov"] },
    Owner { arm_host: "management.azure.microsoft.scloud", domains: &["microsoft.scloud"] },
];

/// Checks that a Resource Manager which isn't built in may get tokens for that audience. The text is the one that goes over the wire.
///
/// # Errors
/// `UntrustedAudience` for what isn't an https URL (an application id could be any service's) and for what belongs to another cloud.
pub(crate) fn check_audience(arm: &Url, audience: &str) -> Result<()> {
    let why = match audience_host(audience) {
        None => "isn't an https address, so it could stand for any service",
        Some(Host::Domain(host)) if names_no_service(arm, &host) => "names a whole domain and no service",
        Some(Host::Domain(host)) if !may_claim(arm, &host, audience) => "belongs to another cloud",
        Some(_) => return Ok(()),
    };
    let arm = arm.host_str().unwrap_or_default();
    Err(Error::new(
        Code::UntrustedAudience,
        format!(
            "A token for '{}' isn't sent to {arm}: that audience {why}. No token was requested.",
            quote::quoted(audience)
        ),
    )
    .hint("Check the environment that was named (-Environment, --environment, AZMI_ENVIRONMENT): its Resource Manager gets tokens for its own audience only. To call another service, give its whole address (-Uri, --uri)."))
}

/// The host of an audience that is a plain https URL. What URL parsers and Microsoft Entra could read in different ways isn't one.
fn audience_host(audience: &str) -> Option<Host<String>> {
    let scheme = audience.get(..8)?;
    let is_plain = audience.bytes().all(|byte| byte.is_ascii_graphic() && !br#"\@?#%"'<>{}|^`*"#.contains(&byte));
    if !is_plain || !scheme.eq_ignore_ascii_case("https://") {
        return None;
    }
    let url = Url::parse(audience).ok()?;
    match url.host()? {
        // Others take a sign that no name has for the end of the host.
        Host::Domain(host) if !host.bytes().all(is_of_a_name) || holds_application_id(host) => None,
        host => Some(host.to_owned()),
    }
}

fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

/// Whether an application id stands in a text, with hyphens or without, alone or beside something else.
pub(crate) fn holds_application_id(text: &str) -> bool {
    const DIGITS: usize = 32;
    let mut run = 0;
    text.bytes().filter(|byte| *byte != b'-').any(|byte| {
        run = if byte.is_ascii_hexdigit() { run + 1 } else { 0 };
        run == DIGITS
    })
}

/// Whether a host is one that whole countries and trades have their names below, and not the Resource Manager's own.
fn names_no_service(arm: &Url, host: &str) -> bool {
    const TRADES: [&str; 11] = ["ac", "co", "com", "edu", "gob", "gouv", "gov", "mil", "ne", "net", "org"];
    let host = host.trim_end_matches('.');
    let is_public = match host.split_once('.') {
        None => true,
        Some((trade, country)) => country.len() == 2 && TRADES.contains(&trade),
    };
    is_public && arm.host_str() != Some(host)
}

/// Whether that Resource Manager may claim an audience at that host. What lies above a cloud's domain stands for that one, too.
fn may_claim(arm: &Url, host: &str, audience: &str) -> bool {
    let arm_host = arm.host_str().unwrap_or_default();
    let plain = host.trim_end_matches('.');
    let mut owners = OWNERS
        .iter()
        .filter(|owner| owner.domains.iter().any(|domain| is_below(plain, domain) || is_below(domain, plain)))
        .peekable();
    owners.peek().is_none()
        || owners.any(|owner| is_below(arm_host, owner.arm_host))
        || is_of_azure_stack(host, audience)
}

/// Azure Stack Hub registers its Resource Manager in the operator's own tenant: `https://management.<tenant>.onmicrosoft.com/<guid>`.
/// Nothing else below a tenant's domain is Resource Manager's.
fn is_of_azure_stack(host: &str, audience: &str) -> bool {
    const TENANTS: [&str; 5] =
        [".onmicrosoft.com", ".onmicrosoft.us", ".onmicrosoft.cn", ".onmicrosoft.de", ".partner.onmschina.cn"];
    let tenant =
        host.strip_prefix("management.").and_then(|rest| TENANTS.iter().find_map(|domain| rest.strip_suffix(domain)));
    let is_one_label = tenant.is_some_and(|name| !name.is_empty() && !name.contains('.'));
    let path = audience[8..].split_once('/').map(|(_, path)| path);
    is_one_label && path.is_some_and(|path| is_guid(path.trim_end_matches('/')))
}

#[cfg(test)]
mod tests;
