//! URLs for messages and events: queries show the names of all parameters but only the values of a few.

use percent_encoding::percent_decode_str;
use url::{Position, Url};

/// Parameters whose values describe the request and never authorize it.
const OPEN: [&str; 3] = ["api-version", "resource", "$filter"];

/// Replaces a value.
pub(crate) const HIDDEN: &str = "...";

/// A URL for messages: scheme, host, port and path, without user info and query.
pub fn shown(url: &Url) -> String {
    let scheme = &url[..Position::BeforeUsername];
    format!("{scheme}{}", &url[Position::BeforeHost..Position::AfterPath])
}

/// The host and port of a URL, to which the connection is made.
pub fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    format!("{host}:{port}")
}

/// A URL for events: [`shown`], and the query as [`query`] shows it.
pub fn loggable(url: &Url) -> String {
    let query = url.query().map_or_else(String::new, |text| format!("?{}", query(text)));
    shown(url) + &query
}

/// A query with the names of its parameters. Shows a value only if the parameter allows it, and only at its first
/// occurrence: a repeated name could carry something else.
pub fn query(text: &str) -> String {
    let mut seen = [false; OPEN.len()];
    let mut shown = |pair: &str| match pair.split_once('=') {
        Some((name, value)) => {
            let is_first = open(name).is_some_and(|at| !std::mem::replace(&mut seen[at], true));
            let value = if value.is_empty() || is_first && is_plain(value) { value } else { HIDDEN };
            format!("{name}={value}")
        }
        // Without a name, the whole parameter may be a value, such as a gateway's key.
        None if pair.len() > LONGEST_BARE => HIDDEN.to_owned(),
        None => pair.to_owned(),
    };
    let parts = text.split_inclusive(['&', ';']);
    parts
        .map(|part| part.split_at(part.trim_end_matches(['&', ';']).len()))
        .map(|(pair, end)| shown(pair) + end)
        .collect()
}

/// The longest parameter without a value that is shown, such as `comp`, `restype` or `$count`.
const LONGEST_BARE: usize = 15;

/// The index of the name in [`OPEN`], ignoring case and encoding.
fn open(name: &str) -> Option<usize> {
    let name = decoded(name);
    OPEN.iter().position(|open| open.eq_ignore_ascii_case(&name))
}

/// Whether a value is a single one, even for parsers that split it differently.
fn is_plain(value: &str) -> bool {
    !decoded(value).contains(['?', '&', ';', '#', '=', '%'])
}

/// Removes up to three levels of percent-encoding.
fn decoded(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..3 {
        let once = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if once == text {
            break;
        }
        text = once;
    }
    text
}

/// The values of a query whose names mark them as secrets. A service may repeat them outside of a URL.
pub(crate) fn secret_values(url: &Url) -> impl Iterator<Item = String> {
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    pairs.into_iter().filter(|(name, _)| is_secret_name(name)).map(|(_, value)| value)
}

/// Whether a header or parameter with this name contains a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    const PARTS: [&str; 10] =
        ["sig", "key", "secret", "token", "password", "pwd", "auth", "cookie", "credential", "assertion"];
    let name = name.to_ascii_lowercase();
    name == "code" || PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests;
