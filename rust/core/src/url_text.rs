//! URLs as people and events get to see them: of a query the names, and the values of a few of them only.

use percent_encoding::percent_decode_str;
use url::{Position, Url};

/// Parameters whose values say what is asked and never who may ask.
const OPEN: [&str; 3] = ["api-version", "resource", "$filter"];

/// What stands in place of a value.
pub(crate) const HIDDEN: &str = "...";

/// A URL for messages: scheme, host, port and path; neither user info nor query.
pub fn shown(url: &Url) -> String {
    let scheme = &url[..Position::BeforeUsername];
    format!("{scheme}{}", &url[Position::BeforeHost..Position::AfterPath])
}

/// Host and port of a URL, which are what is connected to.
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

/// A query with the names of its parameters. The value of one that may be shown is, where it stands for the first time:
/// what else a repeated name brings isn't what is asked.
pub fn query(text: &str) -> String {
    let mut seen = [false; OPEN.len()];
    let mut shown = |pair: &str| match pair.split_once('=') {
        Some((name, value)) => {
            let is_first = open(name).is_some_and(|at| !std::mem::replace(&mut seen[at], true));
            let value = if value.is_empty() || is_first && is_plain(value) { value } else { HIDDEN };
            format!("{name}={value}")
        }
        // Without a name, it may be all value: a key that a gateway takes as it is.
        None if pair.len() > LONGEST_BARE => HIDDEN.to_owned(),
        None => pair.to_owned(),
    };
    let parts = text.split_inclusive(['&', ';']);
    parts
        .map(|part| part.split_at(part.trim_end_matches(['&', ';']).len()))
        .map(|(pair, end)| shown(pair) + end)
        .collect()
}

/// The longest parameter without a value that is shown: `comp`, `restype`, `$count`.
const LONGEST_BARE: usize = 15;

/// Which of the parameters whose values may be shown the name is, however it is written.
fn open(name: &str) -> Option<usize> {
    let name = decoded(name);
    OPEN.iter().position(|open| open.eq_ignore_ascii_case(&name))
}

/// Whether a value is one, and not several that another reader would take apart.
fn is_plain(value: &str) -> bool {
    !decoded(value).contains(['?', '&', ';', '#', '=', '%'])
}

/// Decoded as often as it was encoded, as far as anybody would.
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

/// The values of a query that are secret by their names: what a service may repeat elsewhere than in a URL.
pub(crate) fn secret_values(url: &Url) -> impl Iterator<Item = String> {
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    pairs.into_iter().filter(|(name, _)| is_secret_name(name)).map(|(_, value)| value)
}

/// Whether a header or parameter of that name holds a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    const PARTS: [&str; 10] =
        ["sig", "key", "secret", "token", "password", "pwd", "auth", "cookie", "credential", "assertion"];
    let name = name.to_ascii_lowercase();
    name == "code" || PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests;
