//! Chooses the audience by the host of a request that names none (`architecture.md`, Trust). Only hosts of the current cloud
//! and their subdomains have one; labels are compared whole.

use crate::audience::{self, ARM};
use crate::cloud::{CLOUDS, Cloud, is_below};
use crate::error::Result;
use url::{Host, Url};

/// Services by the domains of their hosts, in the order of [`CLOUDS`]. Hosts that several services share, such as
/// `servicebus.windows.net`, are missing: their audience must be named.
#[rustfmt::skip]
const SERVICES: &[(&str, [&str; 3])] = &[
    ("KeyVault", ["vault.azure.net", "vault.usgovcloudapi.net", "vault.azure.cn"]),
    ("ManagedHsm", ["managedhsm.azure.net", "managedhsm.usgovcloudapi.net", "managedhsm.azure.cn"]),
    ("Storage", ["blob.core.windows.net", "blob.core.usgovcloudapi.net", "blob.core.chinacloudapi.cn"]),
    ("Storage", ["queue.core.windows.net", "queue.core.usgovcloudapi.net", "queue.core.chinacloudapi.cn"]),
    ("Storage", ["table.core.windows.net", "table.core.usgovcloudapi.net", "table.core.chinacloudapi.cn"]),
    ("Storage", ["file.core.windows.net", "file.core.usgovcloudapi.net", "file.core.chinacloudapi.cn"]),
    ("Storage", ["dfs.core.windows.net", "dfs.core.usgovcloudapi.net", "dfs.core.chinacloudapi.cn"]),
    ("Graph", ["graph.microsoft.com", "graph.microsoft.us", "microsoftgraph.chinacloudapi.cn"]),
    ("LogAnalytics", ["api.loganalytics.io", "api.loganalytics.us", "api.loganalytics.azure.cn"]),
    ("Search", ["search.windows.net", "search.azure.us", ""]),
    ("Synapse", ["dev.azuresynapse.net", "dev.azuresynapse.usgovcloudapi.net", "dev.azuresynapse.azure.cn"]),
    ("Purview", ["purview.azure.com", "", ""]),
    ("Databricks", ["azuredatabricks.net", "", ""]),
    ("DevOps", ["dev.azure.com", "", ""]),
    ("PowerBi", ["api.powerbi.com", "", ""]),
    ("DigitalTwins", ["digitaltwins.azure.net", "", ""]),
    ("IotHub", ["azure-devices.net", "", ""]),
];

/// Domains in which each host is its own audience (`protocols.md`, 7).
const OWN: [&[&str]; 3] = [
    &["documents.azure.com", "azconfig.io", "kusto.windows.net"],
    &["documents.azure.us", "azconfig.azure.us", "kusto.usgovcloudapi.net"],
    &["documents.azure.cn", "azconfig.azure.cn", "kusto.chinacloudapi.cn"],
];

/// The service of a host in any Azure cloud.
pub(crate) fn service(url: &Url) -> Option<&'static str> {
    let Some(Host::Domain(host)) = url.host() else {
        return None;
    };
    let is_of = |domain: &&str| !domain.is_empty() && is_below(host, domain);
    SERVICES.iter().find(|(_, domains)| domains.iter().any(is_of)).map(|(name, _)| *name)
}

/// The audience for a host in a cloud; `None` if it isn't known.
///
/// # Errors
/// `UnknownResourceName` if the service isn't available in the cloud.
pub(crate) fn host(url: &Url, cloud: &Cloud) -> Result<Option<String>> {
    if url.origin() == cloud.arm.origin() {
        return audience::resolve(ARM, cloud).map(Some);
    }
    let Some(Host::Domain(host)) = url.host() else {
        return Ok(None);
    };
    let is_of = |domain: &str| !domain.is_empty() && is_below(host, domain);
    let Some(index) = cloud.built_in else {
        // A service's domain may be below another's; the longest match counts.
        let domain = |audience: &String| {
            let url = Url::parse(audience).ok()?;
            url.host_str().filter(|host| is_of(host)).map(str::len)
        };
        let own = cloud.services.values().filter_map(|a| Some((domain(a)?, a)));
        return Ok(own.max().map(|(_, audience)| audience.clone()));
    };
    if is_of(CLOUDS[index].arm_host) {
        return audience::resolve(ARM, cloud).map(Some);
    }
    if OWN[index].iter().any(|domain| is_of(domain)) {
        return Ok(Some(format!("https://{host}")));
    }
    match SERVICES.iter().find(|(_, domains)| is_of(domains[index])) {
        Some((name, _)) => audience::resolve(name, cloud).map(Some),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests;
