//! Finds the cloud by the platform's variables, for sources without an instance document. The variables can only select
//! clouds that are known by name, so they can't direct a token to another host.

use super::known::CLOUDS;
use super::{Environment, is_below, named};
use crate::env::Env;
use url::Url;

/// The variables that contain the name of a cloud.
const NAMES: [&str; 2] = ["AZURE_ENVIRONMENT", "ACC_CLOUD"];

/// The variables that contain a host of the cloud: the sign-in host, or the host that App Service, Functions or
/// Container Apps assigned to the app.
const HOSTS: [&str; 3] = ["AZURE_AUTHORITY_HOST", "WEBSITE_HOSTNAME", "CONTAINER_APP_ENV_DNS_SUFFIX"];

/// The cloud that the platform's variables name, and the variable.
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

/// The host in the value of a variable, which is a URL or a host.
fn host_of(text: &str) -> Option<String> {
    let text = text.trim();
    let url = Url::parse(text).ok().filter(Url::has_host).or_else(|| Url::parse(&format!("https://{text}")).ok())?;
    url.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests;
