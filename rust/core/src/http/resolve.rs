//! Name resolution for [`super::remote`] whose failures can be told from others by their type.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// A name that could not be resolved.
#[derive(Debug)]
pub struct NotResolved {
    /// The name.
    pub name: String,
    /// What the system said.
    pub cause: io::Error,
}

impl fmt::Display for NotResolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the name {} could not be resolved: {}",
            self.name, self.cause
        )
    }
}

impl std::error::Error for NotResolved {}

/// The system's resolver.
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let name = name.as_str().to_owned();
            if crate::trust::is_localhost(&name) && !name.eq_ignore_ascii_case("localhost") {
                // This machine by definition; the system's resolver may ask the network instead.
                let own = [
                    IpAddr::V4(Ipv4Addr::LOCALHOST),
                    IpAddr::V6(Ipv6Addr::LOCALHOST),
                ];
                return Ok(Box::new(own.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs);
            }
            let found = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map(Iterator::collect::<Vec<_>>);
            match found {
                Ok(mut addresses) => {
                    if name.eq_ignore_ascii_case("localhost") {
                        // Local servers listen on the IPv4 address more often than on the other.
                        addresses.sort_by_key(std::net::SocketAddr::is_ipv6);
                    }
                    Ok(Box::new(addresses.into_iter()) as Addrs)
                }
                Err(cause) => Err(Box::new(NotResolved { name, cause })
                    as Box<dyn std::error::Error + Send + Sync>),
            }
        })
    }
}
