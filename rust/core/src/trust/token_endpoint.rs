//! Decides where each kind of identity endpoint may be. A token request carries the platform's secret or a key of this
//! machine, so it's only sent to addresses of this machine and its own network.
//!
//! Names other than `localhost` are rejected, unless a pinned certificate proves who responds: a name may resolve to
//! any address, to another one next time, and the DNS query itself reveals something. The check applies to the address
//! of the connection: the URL contains the parsed address of its host, however it was spelled.

use super::{is_localhost, shown, unreadable};
use crate::error::{Code, Error, Result};
use std::net::{IpAddr, Ipv4Addr};
use url::{Host, Url};

/// Where an identity endpoint may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This machine: Azure Arc, Cloud Shell, the VM extension.
    ThisMachine,
    /// Also link-local and private addresses: the metadata service of a VM, or its replacement in a pod.
    OwnNetwork,
    /// Also 100.64.0.0/10, which App Service uses for Windows containers.
    Platform,
    /// Anywhere, over https with the certificate that the platform announced: Service Fabric.
    Pinned,
}

impl Reach {
    fn allows(self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        let own_network = match ip {
            IpAddr::V4(ip) => ip.is_link_local() || ip.is_private(),
            IpAddr::V6(ip) => ip.is_unicast_link_local() || ip.is_unique_local(),
        };
        match self {
            Self::ThisMachine => ip.is_loopback(),
            Self::OwnNetwork => ip.is_loopback() || own_network,
            Self::Platform => ip.is_loopback() || own_network || is_shared(ip),
            Self::Pinned => true,
        }
    }

    /// The rule as text, after "an identity endpoint of this source ...".
    const fn rule(self) -> &'static str {
        match self {
            Self::ThisMachine => "is on this machine (localhost)",
            Self::OwnNetwork => "has a loopback, link-local or private address",
            Self::Platform => "has a loopback, link-local or private address, or one in 100.64.0.0/10",
            Self::Pinned => "is reached by https with the certificate that the platform announces",
        }
    }
}

/// 100.64.0.0/10 (RFC 6598).
fn is_shared(ip: IpAddr) -> bool {
    const FIRST: u32 = Ipv4Addr::new(100, 64, 0, 0).to_bits();
    matches!(ip, IpAddr::V4(ip) if ip.to_bits() >> 22 == FIRST >> 22)
}

/// Parses the address of an identity endpoint and checks that a token may be requested there. `what` names the origin
/// of the address.
///
/// # Errors
/// `InvalidEndpoint` if it isn't a URL, `UntrustedEndpoint` if the rule forbids it.
pub fn identity_endpoint(text: &str, what: &str, reach: Reach) -> Result<Url> {
    let url = Url::parse(text).map_err(|e| {
        Error::new(Code::InvalidEndpoint, format!("{what} isn't a URL: {}.", unreadable(e)))
            .hint(format!("Set {what} to a URL such as http://127.0.0.1:40342/path, or remove it."))
    })?;
    match objection(&url, reach) {
        None => Ok(url),
        Some(why) => Err(Error::new(
            Code::UntrustedEndpoint,
            format!("{what} points to {}: {why}. Nothing was sent.", shown(&url)),
        )
        .hint(format!(
            "An identity endpoint of this source {}. If somebody else set {what}, find out who; else correct or remove it.",
            reach.rule()
        ))),
    }
}

/// Why a token must not be requested there, if so.
fn objection(url: &Url, reach: Reach) -> Option<&'static str> {
    const ELSEWHERE: &str = "that is outside the network in which this source's identity endpoint can be, and the request would reveal a secret of this machine";
    if !url.username().is_empty() || url.password().is_some() {
        return Some("it holds a user name or password");
    }
    match url.scheme() {
        "https" => {}
        "http" if reach != Reach::Pinned => {}
        "http" => return Some("it is not https, so nothing proves who answers"),
        _ => return Some("its scheme is neither http nor https"),
    }
    let allowed = match url.host() {
        None => return Some("it names no host"),
        Some(Host::Ipv4(ip)) => reach.allows(ip.into()),
        Some(Host::Ipv6(ip)) => reach.allows(ip.into()),
        Some(Host::Domain(name)) if is_localhost(name) || reach == Reach::Pinned => true,
        Some(Host::Domain(_)) => {
            return Some("it is a name whose address isn't known; only localhost is");
        }
    };
    (!allowed).then_some(ELSEWHERE)
}

#[cfg(test)]
mod tests;
