//! Adds the header that Storage requires: it accepts a token only with the version of its interface.

use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

const VERSION: HeaderName = HeaderName::from_static("x-ms-version");

/// A version that accepts tokens in all of Storage's services; Files came last.
const KNOWS_TOKENS: HeaderValue = HeaderValue::from_static("2022-11-02");

/// Adds the version, unless the caller set it. `audience` is the token's.
pub(crate) fn name_version(headers: &mut HeaderMap, url: &Url, audience: Option<&str>) {
    if is_storage(url, audience) && !headers.contains_key(&VERSION) {
        headers.insert(VERSION, KNOWS_TOKENS);
    }
}

/// Whether a request is for Storage: by the host, or by the audience, because private clouds and local emulators have other
/// host names.
pub(crate) fn is_storage(url: &Url, audience: Option<&str>) -> bool {
    let is_host = |host: &str| {
        // <account>[-secondary][.z<n>].<service>.core.<cloud>, <account>.z<n>.<service>.storage.azure.net
        let below = host.split('.').skip(1).take(2);
        let is_service = |label| ["blob", "queue", "table", "file", "dfs"].contains(&label);
        below.into_iter().any(is_service) && (host.contains(".core.") || host.contains(".storage.azure."))
    };
    let audience = audience.unwrap_or_default();
    let named = Url::parse(audience).ok();
    let mut hosts = [Some(url), named.as_ref()].into_iter().flatten().filter_map(Url::host_str);
    audience.eq_ignore_ascii_case("storage") || hosts.any(|host| host == "storage.azure.com" || is_host(host))
}

#[cfg(test)]
mod tests;
