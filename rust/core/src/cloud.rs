//! The clouds: their names, Resource Manager endpoints and audiences (`protocols.md`, 6).

use crate::claims;
use crate::error::quote::Secrets;
use crate::error::{Code, Error, Result};
use crate::ids::is_guid;
use serde_json::Value;
use std::collections::HashMap;
use url::{Host, Url};

/// A built-in cloud.
#[derive(Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// Its name, as Resource Manager and Az spell it.
    pub name: &'static str,
    /// Other spellings: the metadata service's first.
    aliases: &'static [&'static str],
    arm: &'static str,
    arm_host: &'static str,
    audience: &'static str,
}

impl BuiltIn {
    /// The host of Resource Manager.
    pub(crate) fn arm_host(&self) -> &'static str {
        self.arm_host
    }
}

/// The built-in clouds. Their order is that of the columns in [`crate::audience`].
pub const BUILT_IN: [BuiltIn; 3] = [
    BuiltIn {
        name: "AzureCloud",
        aliases: &["AzurePublicCloud", "Public"],
        arm: "https://management.azure.com/",
        arm_host: "management.azure.com",
        audience: "https://management.azure.com/",
    },
    BuiltIn {
        name: "AzureUSGovernment",
        aliases: &["AzureUSGovernmentCloud", "USGovernment"],
        arm: "https://management.usgovcloudapi.net/",
        arm_host: "management.usgovcloudapi.net",
        audience: "https://management.usgovcloudapi.net/",
    },
    BuiltIn {
        name: "AzureChinaCloud",
        aliases: &["China"],
        arm: "https://management.chinacloudapi.cn/",
        arm_host: "management.chinacloudapi.cn",
        audience: "https://management.chinacloudapi.cn",
    },
];

/// Domains of the built-in clouds' services. An audience below one of them is never believed from a custom endpoint.
const DOMAINS: [&str; 19] = [
    "azure.com",
    "azure.net",
    "azure.us",
    "azure.cn",
    "azure-automation.net",
    "azurecr.io",
    "azureiotcentral.com",
    "azuresynapse.net",
    "applicationinsights.io",
    "chinacloudapi.cn",
    "loganalytics.io",
    "loganalytics.us",
    "microsoft.com",
    "microsoft.us",
    "microsoftonline.com",
    "office.com",
    "office365.com",
    "usgovcloudapi.net",
    "windows.net",
];

/// Where Resource Manager is and what its tokens are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloud {
    /// Its name, or that of its metadata.
    pub name: String,
    /// The Resource Manager endpoint, with a path of `/`.
    pub arm: Url,
    /// The audience of Resource Manager.
    pub audience: String,
    /// Index into [`BUILT_IN`].
    pub built_in: Option<usize>,
    /// Audiences of named services, as a custom cloud's metadata tells them.
    pub services: HashMap<&'static str, String>,
}

/// What the user named as environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Environment {
    /// A cloud known by name.
    Known(Cloud),
    /// An ARM endpoint whose metadata must be read first.
    Endpoint(Url),
}

/// The built-in cloud of that name, whatever its spelling.
#[must_use]
pub fn by_name(name: &str) -> Option<Cloud> {
    let index = index_of(name)?;
    let cloud = &BUILT_IN[index];
    Some(Cloud {
        name: cloud.name.to_owned(),
        arm: Url::parse(cloud.arm).ok()?,
        audience: cloud.audience.to_owned(),
        built_in: Some(index),
        services: HashMap::new(),
    })
}

/// The index of the built-in cloud of that name.
#[must_use]
pub fn index_of(name: &str) -> Option<usize> {
    BUILT_IN.iter().position(|cloud| {
        cloud.name.eq_ignore_ascii_case(name)
            || cloud.aliases.iter().any(|a| a.eq_ignore_ascii_case(name))
    })
}

/// The public cloud.
#[must_use]
pub fn public() -> Cloud {
    by_name(BUILT_IN[0].name).unwrap_or_else(|| unreachable!("the table holds its own first row"))
}

/// Reads the name of a cloud or an ARM endpoint.
///
/// # Errors
/// `InvalidEnvironment`; `UntrustedHost` for an endpoint that a token could not be sent to.
pub fn parse(text: &str) -> Result<Environment> {
    let text = text.trim();
    if let Some(cloud) = by_name(text) {
        return Ok(Environment::Known(cloud));
    }
    let invalid = || {
        let names: Vec<_> = BUILT_IN.iter().map(|c| c.name).collect();
        Error::new(Code::InvalidEnvironment, format!("'{}' is neither the name of a cloud nor an ARM endpoint.", Secrets::default().quoted(text)))
            .hint(format!("The names are {}. An ARM endpoint looks like https://management.local.azurestack.external.", names.join(", ")))
    };
    let mut url = Url::parse(text).map_err(|_| invalid())?;
    if !url.has_host() || !url.username().is_empty() || url.password().is_some() {
        return Err(invalid());
    }
    crate::trust::bearer_target(&url)?;
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    let known = BUILT_IN
        .iter()
        .find(|cloud| url.as_str() == cloud.arm)
        .and_then(|cloud| by_name(cloud.name));
    Ok(known.map_or(Environment::Endpoint(url), Environment::Known))
}

/// Reads `/metadata/endpoints` of a custom cloud, in either of its shapes: one object, or a list of clouds.
///
/// # Errors
/// `BadResponse`; `UntrustedAudience` when the host claims an audience of a built-in cloud that isn't its own.
pub fn from_metadata(arm: &Url, body: &[u8]) -> Result<Cloud> {
    let bad = |why: &str| {
        Error::new(Code::BadResponse, format!("{} describes its cloud in a way that can't be read: {why}.", crate::url_text::shown(arm)))
            .hint("Check that the environment names a Resource Manager endpoint: its address followed by metadata/endpoints?api-version=2022-09-01 must answer with JSON.")
    };
    let document: Value = serde_json::from_slice(body).map_err(|_| bad("it is not JSON"))?;
    let own = |cloud: &&Value| {
        cloud["resourceManager"]
            .as_str()
            .and_then(|url| Url::parse(url).ok())
            .is_some_and(|url| url.origin() == arm.origin())
    };
    let cloud = match &document {
        Value::Array(clouds) => clouds
            .iter()
            .find(own)
            .or(clouds.first())
            .ok_or_else(|| bad("the list is empty"))?,
        other => other,
    };
    let audience = cloud["authentication"]["audiences"][0]
        .as_str()
        .filter(|a| !a.is_empty())
        .ok_or_else(|| bad("it names no audience"))?;
    check_audience(arm, audience)?;
    let mut services = HashMap::new();
    let mut service = |name, audience: Option<String>| {
        if let Some(audience) = audience.filter(|a| check_audience(arm, a).is_ok()) {
            services.insert(name, audience);
        }
    };
    let suffix = |key: &str| {
        cloud["suffixes"][key]
            .as_str()
            .map(|s| format!("https://{}", s.trim_start_matches('.')))
    };
    service("KeyVault", suffix("keyVaultDns"));
    service("Sql", suffix("sqlServerHostname").map(|a| a + "/"));
    service(
        "Graph",
        cloud["microsoftGraphResourceId"]
            .as_str()
            .map(str::to_owned),
    );
    let name = cloud["name"]
        .as_str()
        .and_then(claims::stated)
        .unwrap_or_else(|| arm.to_string());
    Ok(Cloud {
        name,
        arm: arm.clone(),
        audience: audience.to_owned(),
        built_in: None,
        services,
    })
}

/// An audience of a built-in cloud is believed only from that cloud's own Resource Manager and its subdomains.
fn check_audience(arm: &Url, audience: &str) -> Result<()> {
    let claimed = Url::parse(audience).ok();
    let foreign = match claimed.as_ref().and_then(Url::host) {
        Some(Host::Domain(host)) => DOMAINS.iter().any(|domain| is_below(host, domain)),
        Some(_) => false,
        // An application id could be any first-party service's.
        None => is_guid(
            audience
                .trim_start_matches("api://")
                .trim_start_matches("spn:"),
        ),
    };
    let host = arm.host_str().unwrap_or_default();
    let own = BUILT_IN.iter().any(|cloud| is_below(host, cloud.arm_host));
    if !foreign || own {
        return Ok(());
    }
    Err(Error::new(Code::UntrustedAudience, format!("{host} claims the audience '{audience}', which belongs to another cloud. No token was asked for."))
        .hint("Check the environment that was named. A token for that audience would work at Azure itself, so it is not given to another host."))
}

/// Whether a host is the domain or below it, at a label's boundary.
pub(crate) fn is_below(host: &str, domain: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == domain
        || host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests;
