//! Which proxy leads to Resource Manager: the variables, then the user's setting, then the machine's (Windows).
//! Identity endpoints never go through one.

use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::trust;
use crate::world::{ProxySetting, SystemProxy};
use url::Url;

/// How a URL is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Without a proxy.
    Direct,
    /// Through that proxy; `from` says which setting named it.
    Proxy {
        /// Its URL; may hold credentials.
        url: Url,
        /// Which setting named it.
        from: &'static str,
    },
}

/// Chooses the way to a URL.
///
/// # Errors
/// `InvalidProxy` when a setting can't be read, `ProxyAutoConfigUnsupported` when only a script could tell.
pub fn route(target: &Url, env: &Env, system: impl FnOnce() -> SystemProxy) -> Result<Route> {
    // In clear a request may go to this machine only: to a proxy it would leave it, with the token.
    if target.scheme() == "http" && trust::is_loopback(target) {
        return Ok(Route::Direct);
    }
    let own = match target.scheme() {
        "https" => "HTTPS_PROXY",
        _ => "HTTP_PROXY",
    };
    let named = [own, "ALL_PROXY"].into_iter();
    let named = named.filter_map(|name| Some((name, env.get(name)?))).next();
    if let Some((from, proxy)) = named {
        if bypassed_by_variable(target, env.get("NO_PROXY").unwrap_or_default()) {
            return Ok(Route::Direct);
        }
        return Ok(Route::Proxy {
            url: proxy_url(proxy, from)?,
            from,
        });
    }
    let system = system();
    if let Some(setting) = system.user.filter(is_set) {
        return from_setting(
            target,
            &setting,
            "the user's proxy setting (Internet Options)",
        );
    }
    match system.machine.filter(is_set) {
        Some(setting) => from_setting(
            target,
            &setting,
            "the machine's proxy setting (netsh winhttp show proxy)",
        ),
        None => Ok(Route::Direct),
    }
}

fn is_set(setting: &ProxySetting) -> bool {
    setting.server.is_some() || setting.auto_config_url.is_some()
}

fn from_setting(target: &Url, setting: &ProxySetting, from: &'static str) -> Result<Route> {
    let host = target.host_str().unwrap_or_default();
    if trust::is_loopback(target)
        || setting
            .bypass
            .as_deref()
            .is_some_and(|list| bypassed_by_system(host, list))
    {
        return Ok(Route::Direct);
    }
    let Some(server) = &setting.server else {
        return Err(Error::new(Code::ProxyAutoConfigUnsupported, format!("{from} names a script (PAC), which is not supported."))
            .hint("Set the variable HTTPS_PROXY to the proxy that the script chooses for Azure, or to nothing needed: NO_PROXY=*."));
    };
    // Either one proxy for all, or `scheme=host:port` separated by semicolons.
    let chosen = if server.contains('=') {
        server.split([';', ' ']).find_map(|part| {
            part.trim()
                .split_once('=')
                .filter(|(scheme, _)| scheme.eq_ignore_ascii_case(target.scheme()))
                .map(|(_, s)| s)
        })
    } else {
        Some(server.as_str())
    };
    chosen.map_or(Ok(Route::Direct), |server| {
        Ok(Route::Proxy {
            url: proxy_url(server, from)?,
            from,
        })
    })
}

fn proxy_url(text: &str, from: &str) -> Result<Url> {
    let text = text.trim();
    let with_scheme = if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    };
    Url::parse(&with_scheme)
        .ok()
        .filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"))
        .ok_or_else(|| {
            Error::new(
                Code::InvalidProxy,
                format!("The proxy from {from} is not an http URL or HOST:PORT."),
            )
            .hint("Write it as http://proxy.example.com:8080, or remove the setting.")
        })
}

/// `NO_PROXY`: names (and all below them), addresses, or `*`, separated by commas.
fn bypassed_by_variable(target: &Url, list: &str) -> bool {
    let host = target
        .host_str()
        .unwrap_or_default()
        .trim_matches(['[', ']'])
        .to_ascii_lowercase();
    let port = target.port_or_known_default();
    list.split([',', ' '])
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .any(|entry| {
            if entry == "*" {
                return true;
            }
            let (name, wanted) = match entry.rsplit_once(':') {
                Some((name, digits)) if !name.contains(':') && digits.parse::<u16>().is_ok() => {
                    (name, digits.parse().ok())
                }
                _ => (entry, None),
            };
            let name = name
                .trim_start_matches("*.")
                .trim_start_matches('.')
                .to_ascii_lowercase();
            let matches = host == name
                || host
                    .strip_suffix(&name)
                    .is_some_and(|rest| rest.ends_with('.'));
            matches && (wanted.is_none() || wanted == port)
        })
}

/// The bypass list of Windows: wildcards, and `<local>` for names without a dot.
fn bypassed_by_system(host: &str, list: &str) -> bool {
    list.split([';', ' ', ','])
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .any(|entry| {
            if entry.eq_ignore_ascii_case("<local>") {
                return !host.contains('.');
            }
            let entry = entry.split_once("://").map_or(entry, |(_, rest)| rest);
            wildcard(&entry.to_ascii_lowercase(), &host.to_ascii_lowercase())
        })
}

fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<_> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests;
