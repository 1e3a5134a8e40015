//! Decides where tokens may be requested and where they may be sent (`architecture.md`, Trust).

mod token_endpoint;

pub use self::token_endpoint::{Reach, identity_endpoint};

use crate::error::{Code, Error, Result};
use crate::url_text::shown;
use std::net::IpAddr;
use url::{Host, Url};

/// The message about why a text isn't a URL.
pub(crate) fn unreadable(error: url::ParseError) -> String {
    match error {
        url::ParseError::RelativeUrlWithoutBase => "it does not begin with https://".to_owned(),
        other => other.to_string(),
    }
}

/// Whether the host is this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback()),
        None => false,
    }
}

/// Whether the name is `localhost` or a subdomain of it. This crate's resolver maps such names to loopback without a
/// query (RFC 6761, 6.3).
pub fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Checks that a bearer token may be sent to this URL: https, or http to loopback, which only the user can have
/// configured.
///
/// # Errors
/// `UntrustedHost`.
pub fn bearer_target(url: &Url) -> Result<()> {
    if url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)) {
        return Ok(());
    }
    Err(Error::new(
        Code::UntrustedHost,
        format!("A token is not sent to {}: it would travel unencrypted. Nothing was sent.", shown(url)),
    )
    .hint("Use the https address of the service."))
}

/// Checks that a token of the emulator stays on this machine.
///
/// # Errors
/// `EmulatedToken`.
pub fn emulated_target(emulated: bool, url: &Url) -> Result<()> {
    if !emulated || is_loopback(url) {
        return Ok(());
    }
    Err(Error::new(Code::EmulatedToken, format!("The token is the emulator's, and {} is not this machine. Nothing was sent.", shown(url)))
        .hint("Point the environment at the emulator too (AZMI_ENVIRONMENT), or remove AZURE_POD_IDENTITY_AUTHORITY_HOST to use the machine's own identity."))
}

/// Checks that a link in a response points to the host that sent the response.
///
/// # Errors
/// `UntrustedLink`.
pub fn same_origin(base: &Url, link: &Url) -> Result<()> {
    if base.origin() == link.origin() {
        return Ok(());
    }
    Err(Error::new(
        Code::UntrustedLink,
        format!("The answer of {} links to {}. The token was not sent there.", shown(base), shown(link)),
    )
    .hint("An honest service never does that: check the proxy and the environment, and report it."))
}

#[cfg(test)]
mod tests;
