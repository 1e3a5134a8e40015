//! Resolves host names: `localhost` and literal addresses without a query, everything else with the system's resolver.

use super::cause;
use crate::trust;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The error of a name that couldn't be resolved.
#[derive(Debug)]
pub(super) struct NotResolved(io::Error);

impl fmt::Display for NotResolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&cause::without_number(&self.0))
    }
}

impl std::error::Error for NotResolved {}

/// The addresses of a host in the order to try them. A literal IPv6 address may be in brackets.
///
/// # Errors
/// The system resolver's error.
pub(super) async fn addresses(host: &str) -> Result<Vec<IpAddr>, NotResolved> {
    if let Ok(ip) = host.trim_matches(['[', ']']).parse() {
        return Ok(vec![ip]);
    }
    // This machine by definition, but the system's resolver may query the network. IPv4 comes first, because local servers
    // listen there and IPv6 may be disabled.
    if trust::is_localhost(host) {
        return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    }
    let found = tokio::net::lookup_host((host, 0)).await;
    Ok(found.map_err(NotResolved)?.map(|address| address.ip()).collect())
}

/// The same resolver for reqwest.
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = addresses(name.as_str()).await?;
            // reqwest fills in the port of the URL.
            let found = found.into_iter().map(|ip| SocketAddr::new(ip, 0));
            Ok(Box::new(found) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests;
