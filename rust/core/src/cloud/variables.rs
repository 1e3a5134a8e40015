//! Which cloud the variables of a platform name, for the sources that have no instance document. They can only choose among clouds
//! that are known by name, so they move no token to a host of their own.

use super::known::CLOUDS;
use super::{Environment, is_below, named};
use crate::env::Env;
use url::Url;

/// The variables with a cloud's name.
const NAMES: [&str; 2] = ["AZURE_ENVIRONMENT", "ACC_CLOUD"];

/// The variables with a host of the cloud: the one to sign in at, or the one that App Service, Functions or Container Apps give
/// their apps.
const HOSTS: [&str; 3] = ["AZURE_AUTHORITY_HOST", "WEBSITE_HOSTNAME", "CONTAINER_APP_ENV_DNS_SUFFIX"];

/// The cloud that the platform's variables name, and the variable that did.
pub(crate) fn cloud_of(env: &Env) -> Option<(Environment, &'static str)> {
    let by_name = |variable| Some((named(env.get(variable)?.trim())?, variable));
    let by_host = |variable| Some((with_host(&host_of(env.get(variable)?)?)?, variable));
    NAMES.into_iter().find_map(by_name).or_else(|| HOSTS.into_iter().find_map(by_host))
}

/// The cloud that a host belongs to.
fn with_host(host: &str) -> Option<Environment> {
    let cloud = CLOUDS.iter().find(|cloud| cloud.domains.iter().any(|domain| is_below(host, domain)))?;
    named(cloud.names.first()?)
}

/// The host in a variable that holds a URL, or a host alone.
fn host_of(text: &str) -> Option<String> {
    let text = text.trim();
    let url = Url::parse(text).ok().filter(Url::has_host).or_else(|| Url::parse(&format!("https://{text}")).ok())?;
    url.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests;
