//! The clouds: their names, Resource Manager endpoints and audiences (`protocols.md`, 6).

pub(crate) mod discover;
mod domains;
mod known;
mod metadata;
mod variables;

pub(crate) use domains::{check_audience, holds_application_id};
pub(crate) use known::CLOUDS;
pub use metadata::from_metadata;

use self::known::KnownCloud;
use crate::error::{Code, Error, Result, quote};
use std::collections::HashMap;
use url::Url;

/// The Resource Manager endpoint of a cloud and the audiences of its services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloud {
    /// The built-in name, or the one from its metadata.
    pub name: String,
    /// The Resource Manager endpoint, with a path of `/`.
    pub arm: Url,
    /// The audience of Resource Manager.
    pub audience: String,
    /// Its index in [`CLOUDS`], if it's built in.
    pub built_in: Option<usize>,
    /// The audiences of named services, from the metadata of a custom cloud.
    pub services: HashMap<&'static str, String>,
}

/// The environment that the user specified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Environment {
    /// A cloud that is known by name.
    Known(Cloud),
    /// An ARM endpoint whose metadata must be read first.
    Endpoint(Url),
}

/// The cloud with this name, ignoring case: a built-in one, or one whose endpoint describes it.
pub fn named(name: &str) -> Option<Environment> {
    let is_named = |cloud: &KnownCloud| cloud.names.iter().any(|known| known.eq_ignore_ascii_case(name));
    CLOUDS.iter().position(is_named).map(environment)
}

/// The built-in cloud with this name, ignoring case.
pub fn by_name(name: &str) -> Option<Cloud> {
    match named(name)? {
        Environment::Known(cloud) => Some(cloud),
        Environment::Endpoint(_) => None,
    }
}

/// The public cloud.
pub fn public() -> Cloud {
    by_name(CLOUDS[0].names[0]).unwrap_or_else(|| unreachable!("the table holds its own first row"))
}

/// The cloud at this index of the table.
fn environment(index: usize) -> Environment {
    let known = &CLOUDS[index];
    let arm = known.arm();
    match known.audience {
        None => Environment::Endpoint(arm),
        Some(audience) => Environment::Known(Cloud {
            name: known.names[0].to_owned(),
            arm,
            audience: audience.to_owned(),
            built_in: Some(index),
            services: HashMap::new(),
        }),
    }
}

/// Parses the name of a cloud or an ARM endpoint.
///
/// # Errors
/// `InvalidEnvironment`; `UntrustedHost` for an endpoint that must not receive a token.
pub fn parse(text: &str) -> Result<Environment> {
    let text = text.trim();
    if let Some(cloud) = named(text) {
        return Ok(cloud);
    }
    let invalid = || {
        let names: Vec<_> = CLOUDS.iter().filter_map(|cloud| cloud.names.first().copied()).collect();
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
    let known = CLOUDS.iter().position(|cloud| cloud.arm() == url);
    Ok(known.map_or(Environment::Endpoint(url), environment))
}

/// Whether a host is the domain or one of its subdomains.
pub(crate) fn is_below(host: &str, domain: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests;
