//! Whom tokens are asked from and whom they are sent to (`architecture.md`, Trust).

use crate::error::{Code, Error, Result};
use std::net::IpAddr;
use url::{Host, Url};

/// Reads the address of an identity endpoint and checks that a token may be asked from it.
///
/// Allowed is plain http to `localhost` and to loopback, link-local and private addresses (App Service containers use
/// 172.16/12), and https. `what` names where the address came from.
///
/// # Errors
/// `InvalidEndpoint` when it is no URL, `UntrustedEndpoint` when the rule forbids it.
pub fn identity_endpoint(text: &str, what: &str) -> Result<Url> {
    let url = Url::parse(text).map_err(|e| {
        Error::new(
            Code::InvalidEndpoint,
            format!("{what} is not a URL: {}.", unreadable(e)),
        )
        .hint(format!(
            "Set {what} to a URL such as http://127.0.0.1:40342/path, or remove it."
        ))
    })?;
    let untrusted = |why: &str| {
        Error::new(Code::UntrustedEndpoint, format!("{what} points to {}, which is no identity endpoint: {why}. Nothing was sent.", shown(&url)))
            .hint(format!("Identity endpoints are reached by http on this machine or its own network, or by https. If somebody else set {what}, find out who; else correct or remove it."))
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(untrusted("it holds a user name or password"));
    }
    match (url.scheme(), url.host()) {
        (_, None) => Err(untrusted("it names no host")),
        ("https", Some(_)) => Ok(url),
        ("http", Some(host)) if is_own_network(&host) => Ok(url),
        ("http", Some(_)) => Err(untrusted(
            "a token would travel unencrypted to a host that is neither this machine nor in its own network",
        )),
        _ => Err(untrusted("its scheme is neither http nor https")),
    }
}

/// Why a text is no URL, in words.
pub(crate) fn unreadable(error: url::ParseError) -> String {
    match error {
        url::ParseError::RelativeUrlWithoutBase => "it does not begin with https://".to_owned(),
        other => other.to_string(),
    }
}

fn is_own_network(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        Host::Ipv4(ip) => ip.is_loopback() || ip.is_link_local() || ip.is_private(),
        Host::Ipv6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => ip.is_loopback() || ip.is_link_local() || ip.is_private(),
            None => ip.is_loopback() || ip.is_unicast_link_local() || ip.is_unique_local(),
        },
    }
}

/// Whether the host is this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => {
            ip.is_loopback() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback())
        }
        None => false,
    }
}

/// Whether the name is `localhost` or below it. Such names are this machine without asking anybody (RFC 6761, 6.3), which
/// the resolver of this crate sees to.
#[must_use]
pub fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Checks that a bearer token may be sent to that address: https, or http to loopback, which only the user can have set.
///
/// # Errors
/// `UntrustedHost`.
pub fn bearer_target(url: &Url) -> Result<()> {
    if url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)) {
        return Ok(());
    }
    Err(Error::new(
        Code::UntrustedHost,
        format!(
            "A token is not sent to {}: it would travel unencrypted. Nothing was sent.",
            shown(url)
        ),
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

/// Checks that a link found in an answer leads to the host that answered.
///
/// # Errors
/// `UntrustedLink`.
pub fn same_origin(base: &Url, link: &Url) -> Result<()> {
    if base.origin() == link.origin() {
        return Ok(());
    }
    Err(Error::new(
        Code::UntrustedLink,
        format!(
            "The answer of {} links to {}. The token was not sent there.",
            shown(base),
            shown(link)
        ),
    )
    .hint("An honest service never does that: check the proxy and the environment, and report it."))
}

/// A URL for messages: scheme, host, port and path; neither user info nor query.
#[must_use]
pub fn shown(url: &Url) -> String {
    let mut plain = url.clone();
    // Both fail only for URLs that can't have user info in the first place.
    let _ = plain.set_username("");
    let _ = plain.set_password(None);
    plain.set_query(None);
    plain.set_fragment(None);
    plain.to_string()
}

/// A URL for events: everything but user info, and without the values of parameters that may be secrets (signatures, keys).
#[must_use]
pub fn loggable(url: &Url) -> String {
    const SECRET: [&str; 7] = [
        "sig",
        "code",
        "key",
        "token",
        "access_token",
        "secret",
        "password",
    ];
    let is_secret = |name: &str| SECRET.contains(&name.to_ascii_lowercase().as_str());
    let mut plain = shown(url);
    let Some(query) = url.query() else {
        return plain;
    };
    for (at, pair) in query.split('&').enumerate() {
        plain.push(if at == 0 { '?' } else { '&' });
        match pair.split_once('=') {
            Some((name, _)) if is_secret(name) => {
                plain.push_str(name);
                plain.push_str("=...");
            }
            _ => plain.push_str(pair),
        }
    }
    plain
}

#[cfg(test)]
mod tests;
