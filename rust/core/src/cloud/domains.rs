//! Decides which audiences a Resource Manager may claim (`architecture.md`, Trust): only a cloud's own Resource Manager
//! may claim an audience of that cloud.

use super::is_below;
use super::known::CLOUDS;
use crate::error::quote;
use crate::error::{Code, Error, Result};
use crate::ids::is_guid;
use url::{Host, Url};

/// Checks that a Resource Manager that isn't built in may receive tokens for this audience, given as it's sent.
///
/// # Errors
/// `UntrustedAudience` if the audience isn't an https URL (an application id could be any service's) or belongs to
/// another cloud.
pub(crate) fn check_audience(arm: &Url, audience: &str) -> Result<()> {
    let why = match audience_host(audience) {
        None => "isn't an https address, so it could stand for any service",
        Some(Host::Domain(host)) if names_no_service(arm, &host) => "names a whole domain and no service",
        Some(Host::Domain(host)) if !may_claim(arm, &host, audience) => "belongs to another cloud",
        Some(_) => return Ok(()),
    };
    let arm = arm.host_str().unwrap_or_default();
    Err(Error::new(
        Code::UntrustedAudience,
        format!(
            "A token for '{}' isn't sent to {arm}: that audience {why}. No token was requested.",
            quote::quoted(audience)
        ),
    )
    .hint("Check the environment that was named (-Environment, --environment, AZMI_ENVIRONMENT): its Resource Manager gets tokens for its own audience only. To call another service, give its whole address (-Uri, --uri)."))
}

/// The host of an audience that is a plain https URL. `None` if URL parsers and Microsoft Entra could interpret it
/// differently.
fn audience_host(audience: &str) -> Option<Host<String>> {
    let scheme = audience.get(..8)?;
    let is_plain = audience.bytes().all(|byte| byte.is_ascii_graphic() && !br#"\@?#%"'<>{}|^`*"#.contains(&byte));
    if !is_plain || !scheme.eq_ignore_ascii_case("https://") {
        return None;
    }
    let is_of_a_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let url = Url::parse(audience).ok()?;
    match url.host()? {
        // Other parsers may end the host at a character that isn't valid in names.
        Host::Domain(host) if !host.bytes().all(is_of_a_name) || holds_application_id(host) => None,
        host => Some(host.to_owned()),
    }
}

/// Whether a text contains an application id, with or without hyphens.
pub(crate) fn holds_application_id(text: &str) -> bool {
    const DIGITS: usize = 32;
    let mut run = 0;
    text.bytes().filter(|byte| *byte != b'-').any(|byte| {
        run = if byte.is_ascii_hexdigit() { run + 1 } else { 0 };
        run == DIGITS
    })
}

/// Whether a host is a public suffix, such as `com` or `co.uk`, and isn't the Resource Manager itself.
fn names_no_service(arm: &Url, host: &str) -> bool {
    const TRADES: [&str; 11] = ["ac", "co", "com", "edu", "gob", "gouv", "gov", "mil", "ne", "net", "org"];
    let host = host.trim_end_matches('.');
    let is_public = match host.split_once('.') {
        None => true,
        Some((trade, country)) => country.len() == 2 && TRADES.contains(&trade),
    };
    is_public && arm.host_str() != Some(host)
}

/// Whether a Resource Manager may claim an audience with this host. A parent of a cloud's domain belongs to that cloud
/// too.
fn may_claim(arm: &Url, host: &str, audience: &str) -> bool {
    let arm_host = arm.host_str().unwrap_or_default();
    let plain = host.trim_end_matches('.');
    let is_related = |domain: &&str| is_below(plain, domain) || is_below(domain, plain);
    let mut owners = CLOUDS.iter().filter(|cloud| cloud.domains.iter().any(is_related)).peekable();
    owners.peek().is_none()
        || owners.any(|owner| is_below(arm_host, owner.arm_host))
        || is_of_azure_stack(host, audience)
}

/// Azure Stack Hub registers its Resource Manager in the operator's own tenant:
/// `https://management.<tenant>.onmicrosoft.com/<guid>`. No other audience in a tenant's domain belongs to a Resource
/// Manager.
fn is_of_azure_stack(host: &str, audience: &str) -> bool {
    const TENANTS: [&str; 5] =
        [".onmicrosoft.com", ".onmicrosoft.us", ".onmicrosoft.cn", ".onmicrosoft.de", ".partner.onmschina.cn"];
    let tenant =
        host.strip_prefix("management.").and_then(|rest| TENANTS.iter().find_map(|domain| rest.strip_suffix(domain)));
    let is_one_label = tenant.is_some_and(|name| !name.is_empty() && !name.contains('.'));
    let path = audience[8..].split_once('/').map(|(_, path)| path);
    is_one_label && path.is_some_and(|path| is_guid(path.trim_end_matches('/')))
}

#[cfg(test)]
mod tests;
