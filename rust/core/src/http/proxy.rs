//! Chooses the proxy for Resource Manager: from the variables, then the user's setting, then the machine's (Windows).
//! Identity endpoints and loopback addresses never use one.

mod bypass;

use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::platform::{ProxySetting, SystemProxy};
use crate::trust;
use crate::url_text;
use std::future::Future;
use url::{Host, Url};

/// How a URL is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Without a proxy.
    Direct,
    /// Through a proxy.
    Proxy {
        /// The proxy's URL, which may contain credentials.
        url: Url,
        /// The setting that names it, for messages.
        from: &'static str,
    },
}

/// Chooses the route to a URL. `system` is awaited only if no variable decides.
///
/// # Errors
/// `InvalidProxy` if a setting can't be parsed, `ProxyAutoConfigUnsupported` if only a script could decide, `ProxyFailed`
/// if the URL can't be reached through a proxy.
pub async fn route(target: &Url, env: &Env, system: impl Future<Output = SystemProxy>) -> Result<Route> {
    // Whatever the settings say: the proxy's loopback is another machine.
    if trust::is_loopback(target) {
        return Ok(Route::Direct);
    }
    let own = match target.scheme() {
        "https" => "HTTPS_PROXY",
        _ => "HTTP_PROXY",
    };
    let named = [own, "ALL_PROXY"].into_iter();
    let named = named.filter_map(|name| Some((name, env.get(name)?))).next();
    let route = match named {
        Some(_) if bypass::by_variable(target, env.get("NO_PROXY").unwrap_or_default()) => Route::Direct,
        Some((from, proxy)) => through(proxy, from)?,
        None => by_system(target, &system.await)?,
    };
    match &route {
        Route::Proxy { from, .. } if matches!(target.host(), Some(Host::Ipv6(_))) => {
            Err(Error::new(Code::ProxyFailed, format!("The proxy from {from} can't be asked for {}: certificates behind a proxy are checked by name, and this is an IPv6 address. Nothing was sent.", url_text::shown(target)))
                .hint("Use the name of the host, or exclude the address with NO_PROXY."))
        }
        _ => Ok(route),
    }
}

fn by_system(target: &Url, system: &SystemProxy) -> Result<Route> {
    let is_set = |setting: &&ProxySetting| setting.server.is_some() || setting.auto_config_url.is_some();
    if let Some(setting) = system.user.as_ref().filter(is_set) {
        return by_setting(target, setting, "the user's proxy setting (Internet Options)");
    }
    match system.machine.as_ref().filter(is_set) {
        Some(setting) => by_setting(target, setting, "the machine's proxy setting (netsh winhttp show proxy)"),
        None => Ok(Route::Direct),
    }
}

fn by_setting(target: &Url, setting: &ProxySetting, from: &'static str) -> Result<Route> {
    let host = target.host_str().unwrap_or_default();
    if bypass::by_system(host, setting.bypass.as_deref().unwrap_or_default()) {
        return Ok(Route::Direct);
    }
    let Some(server) = &setting.server else {
        return Err(Error::new(Code::ProxyAutoConfigUnsupported, format!("{from} names a script (PAC), which is not supported."))
            .hint("Set the variable HTTPS_PROXY to the proxy that the script chooses for Azure, or NO_PROXY=* if none is needed."));
    };
    // Either one proxy for all schemes, or a list of `scheme=host:port`.
    let chosen = if server.contains('=') {
        server.split([';', ' ']).find_map(|part| {
            let (scheme, server) = part.trim().split_once('=')?;
            scheme.eq_ignore_ascii_case(target.scheme()).then_some(server)
        })
    } else {
        Some(server.as_str())
    };
    chosen.map_or(Ok(Route::Direct), |server| through(server, from))
}

fn through(text: &str, from: &'static str) -> Result<Route> {
    let text = text.trim();
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&with_scheme).ok();
    let url = url.filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"));
    Ok(Route::Proxy { url: url.ok_or_else(|| invalid(from))?, from })
}

/// The error of a setting that doesn't name a usable proxy.
pub(super) fn invalid(from: &str) -> Error {
    Error::new(Code::InvalidProxy, format!("The proxy from {from} is not an http URL or HOST:PORT."))
        .hint("Write it as http://proxy.example.com:8080, or remove the setting.")
}

#[cfg(test)]
mod tests;
