//! From a host to its addresses: addresses and names of this machine without asking anybody, others by the system.

use super::cause;
use crate::trust;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// A name that the system could not resolve.
#[derive(Debug)]
pub(super) struct NotResolved(io::Error);

impl fmt::Display for NotResolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&cause::without_number(&self.0))
    }
}

impl std::error::Error for NotResolved {}

/// The addresses of a host, in the order to try them; an IPv6 address may stand in brackets.
///
/// # Errors
/// What the system's resolver says.
pub(super) async fn addresses(host: &str) -> Result<Vec<IpAddr>, NotResolved> {
    if let Ok(ip) = host.trim_matches(['[', ']']).parse() {
        return Ok(vec![ip]);
    }
    // This machine by definition; the system's resolver may ask the network instead. The IPv4 address first: it is where
    // local servers listen, and IPv6 may be off.
    if trust::is_localhost(host) {
        return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    }
    let found = tokio::net::lookup_host((host, 0)).await;
    Ok(found.map_err(NotResolved)?.map(|address| address.ip()).collect())
}

/// The same for reqwest.
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = addresses(name.as_str()).await?;
            // The port is the URL's.
            let found = found.into_iter().map(|ip| SocketAddr::new(ip, 0));
            Ok(Box::new(found) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests;
