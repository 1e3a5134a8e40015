//! Decides which hosts bypass the proxy.

use ipnet::IpNet;
use std::net::IpAddr;
use url::Url;

/// Whether `NO_PROXY` lists the target: domain names (with their subdomains), addresses, networks (`10.0.0.0/8`), each with an
/// optional port, or `*`, separated by commas or blanks.
pub(super) fn by_variable(target: &Url, list: &str) -> bool {
    let host = target.host_str().unwrap_or_default();
    let host = host.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
    let address = host.parse::<IpAddr>().ok().map(|ip| ip.to_canonical());
    let mut entries = list.split([',', ' ', '\t']).filter(|entry| !entry.is_empty());
    entries.any(|entry| {
        let (name, port) = split(entry);
        if port.is_some() && port != target.port_or_known_default() {
            return false;
        }
        match address {
            _ if name == "*" => true,
            Some(address) => covers(name, address),
            None => is_or_is_below(&host, name),
        }
    })
}

/// Splits an entry into name and port. An IPv6 address needs brackets to have one.
fn split(entry: &str) -> (&str, Option<u16>) {
    let (name, port) = match entry.rsplit_once(':') {
        Some((name, digits)) if !name.contains(':') || name.ends_with(']') => match digits.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    };
    (name.trim_matches(['[', ']']), port)
}

/// Whether an entry is this address or a network that contains it.
fn covers(entry: &str, address: IpAddr) -> bool {
    let entry = entry.replace(']', "");
    match entry.parse::<IpAddr>() {
        Ok(one) => one.to_canonical() == address,
        Err(_) => entry.parse().is_ok_and(|network: IpNet| network.contains(&address)),
    }
}

fn is_or_is_below(host: &str, entry: &str) -> bool {
    let entry = entry.trim_start_matches("*.").trim_start_matches('.');
    let entry = entry.trim_end_matches('.').to_ascii_lowercase();
    let above = host.strip_suffix(&entry);
    !entry.is_empty() && above.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether the bypass list of Windows matches: names with wildcards, and `<local>` for names without a dot.
pub(super) fn by_system(host: &str, list: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let mut entries = list.split([';', ' ', ',']).map(str::trim).filter(|entry| !entry.is_empty());
    entries.any(|entry| {
        if entry.eq_ignore_ascii_case("<local>") {
            return !host.contains(['.', ':']);
        }
        let entry = entry.split_once("://").map_or(entry, |(_, rest)| rest);
        wildcard(&entry.to_ascii_lowercase(), &host)
    })
}

fn wildcard(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    middle.split('*').all(|part| {
        let after = text.split_once(part).map(|(_, after)| after);
        after.is_some_and(|after| {
            text = after;
            true
        })
    }) && text.ends_with(last)
}
