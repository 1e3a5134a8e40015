//! The clouds: their names, Resource Manager endpoints and audiences (`protocols.md`, 6).

pub(crate) mod discover;
mod domains;
mod metadata;
mod variables;

pub(crate) use domains::{check_audience, holds_application_id};
pub use metadata::from_metadata;

use crate::error::{Code, Error, Result, quote};
use std::collections::HashMap;
use url::Url;

/// A built-in cloud.
#[derive(Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// Its name, as Resource Manager and Az spell it.
    pub name: &'static str,
    /// Other spellings: the metadata service's first.
    aliases: &'static [&'static str],
    /// The host of Resource Manager.
    pub(crate) arm_host: &'static str,
    audience: &'static str,
}

impl BuiltIn {
    fn arm(&self) -> String {
        format!("https://{}/", self.arm_host)
    }
}

/// The built-in clouds. Their order is that of the columns in [`crate::audience`].
pub const BUILT_IN: [BuiltIn; 3] = [
    BuiltIn {
        name: "AzureCloud",
        aliases: &["AzurePublicCloud", "Public"],
        arm_host: "management.azure.com",
        audience: "https://management.azure.com/",
    },
    BuiltIn {
        name: "AzureUSGovernment",
        aliases: &["AzureUSGovernmentCloud", "USGovernment"],
        arm_host: "management.usgovcloudapi.net",
        audience: "https://management.usgovcloudapi.net/",
    },
    BuiltIn {
        name: "AzureChinaCloud",
        aliases: &["China"],
        arm_host: "management.chinacloudapi.cn",
        audience: "https://management.chinacloudapi.cn",
    },
];

/// Clouds that are known by name only: their endpoint is asked for everything else. The names are those of the metadata service,
/// of Azure's own clients and of MSAL.
const BY_ENDPOINT: [(&[&str], &str); 5] = [
    (&["AzureBleu", "AzureBleuCloud"], "https://management.sovcloud-api.fr/"),
    (&["AzureDelos", "AzureDelosCloud", "AzureGermanyCloud"], "https://management.sovcloud-api.de/"),
    (&["AzureGovSG", "AzureGovSGCloud"], "https://management.sovcloud-api.sg/"),
    (&["USNat", "AzureUSNat"], "https://management.azure.eaglex.ic.gov/"),
    (&["USSec", "AzureUSSec"], "https://management.azure.microsoft.scloud/"),
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
    /// Audiences of named services, as a custom cloud's metadata gives them.
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
        arm: Url::parse(&cloud.arm()).ok()?,
        audience: cloud.audience.to_owned(),
        built_in: Some(index),
        services: HashMap::new(),
    })
}

/// The index of the built-in cloud of that name.
#[must_use]
pub fn index_of(name: &str) -> Option<usize> {
    BUILT_IN.iter().position(|cloud| {
        cloud.name.eq_ignore_ascii_case(name) || cloud.aliases.iter().any(|a| a.eq_ignore_ascii_case(name))
    })
}

/// The cloud of that name: built in, or one whose endpoint describes it.
#[must_use]
pub fn named(name: &str) -> Option<Environment> {
    let is_named = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    by_name(name).map(Environment::Known).or_else(|| {
        let (_, arm) = BY_ENDPOINT.iter().find(|(names, _)| is_named(names))?;
        Url::parse(arm).ok().map(Environment::Endpoint)
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
    if let Some(cloud) = named(text) {
        return Ok(cloud);
    }
    let invalid = || {
        let known = BUILT_IN.iter().map(|cloud| cloud.name);
        let names: Vec<_> = known.chain(BY_ENDPOINT.iter().map(|(names, _)| names[0])).collect();
        Error::new(
            Code::InvalidEnvironment,
            format!("'{}' is neither the name of a cloud nor an ARM endpoint.", quote::quoted(text)),
        )
        .hint(format!(
            "The names are {}. An ARM endpoint looks like https://management.local.azurestack.external.",
            names.join(", ")
        ))
    };
    let mut url = Url::parse(text).map_err(|_| invalid())?;
    if !url.has_host() || !url.username().is_empty() || url.password().is_some() {
        return Err(invalid());
    }
    crate::trust::bearer_target(&url)?;
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    let known = BUILT_IN.iter().find(|cloud| url.as_str() == cloud.arm()).and_then(|cloud| by_name(cloud.name));
    Ok(known.map_or(Environment::Endpoint(url), Environment::Known))
}

/// Whether a host is the domain or below it, at a label's boundary.
pub(crate) fn is_below(host: &str, domain: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests;
