//! Which cloud the variables of a platform name, for the sources that have no instance document. They can only choose among clouds
//! that are known by name, so they move no token to a host of their own.

use super::{BUILT_IN, Environment, is_below, named};
use crate::env::Env;
use url::Url;

/// The sign-in hosts of clouds, for `AZURE_AUTHORITY_HOST`.
const AUTHORITIES: [(&str, &str); 8] = [
    ("login.microsoftonline.com", BUILT_IN[0].name),
    ("login.windows.net", BUILT_IN[0].name),
    ("login.microsoftonline.us", BUILT_IN[1].name),
    ("login.chinacloudapi.cn", BUILT_IN[2].name),
    ("login.partner.microsoftonline.cn", BUILT_IN[2].name),
    ("login.sovcloud-identity.fr", "AzureBleu"),
    ("login.sovcloud-identity.de", "AzureDelos"),
    ("login.sovcloud-identity.sg", "AzureGovSG"),
];

/// The domains that App Service, Functions and Container Apps give their apps, for the variables with the app's own host.
const APP_DOMAINS: [(&str, &str); 11] = [
    ("azurewebsites.net", BUILT_IN[0].name),
    ("azurecontainerapps.io", BUILT_IN[0].name),
    ("azurewebsites.us", BUILT_IN[1].name),
    ("appserviceenvironment.us", BUILT_IN[1].name),
    ("azurecontainerapps.us", BUILT_IN[1].name),
    ("chinacloudsites.cn", BUILT_IN[2].name),
    ("appserviceenvironment.cn", BUILT_IN[2].name),
    ("azurecontainerapps.cn", BUILT_IN[2].name),
    ("azurewebsites.fr", "AzureBleu"),
    ("appservice.sovcloud-api.fr", "AzureBleu"),
    ("appservice.sovcloud-api.de", "AzureDelos"),
];

/// The cloud that the platform's variables name, and the variable that did.
pub(crate) fn cloud_of(env: &Env) -> Option<(Environment, &'static str)> {
    let by_name = |text: Option<&str>| named(text?.trim());
    let by_host = |text: Option<&str>, hosts: &[(&str, &str)]| {
        let host = host_of(text?)?;
        let (_, cloud) = hosts.iter().find(|(domain, _)| is_below(&host, domain))?;
        named(cloud)
    };
    let app = |text| by_host(text, &APP_DOMAINS);
    let found = [
        ("AZURE_ENVIRONMENT", by_name(env.get("AZURE_ENVIRONMENT"))),
        ("ACC_CLOUD", by_name(env.get("ACC_CLOUD"))),
        ("AZURE_AUTHORITY_HOST", by_host(env.get("AZURE_AUTHORITY_HOST"), &AUTHORITIES)),
        ("WEBSITE_HOSTNAME", app(env.get("WEBSITE_HOSTNAME"))),
        ("CONTAINER_APP_ENV_DNS_SUFFIX", app(env.get("CONTAINER_APP_ENV_DNS_SUFFIX"))),
    ];
    found.into_iter().find_map(|(variable, cloud)| Some((cloud?, variable)))
}

/// The host in a variable that holds a URL, or a host alone.
fn host_of(text: &str) -> Option<String> {
    let text = text.trim();
    let url = Url::parse(text).ok().filter(Url::has_host).or_else(|| Url::parse(&format!("https://{text}")).ok())?;
    url.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests;
