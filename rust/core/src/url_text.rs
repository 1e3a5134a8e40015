//! URLs as people and events get to see them: of a query the names, and the values of a few of them only.

use percent_encoding::percent_decode_str;
use url::Url;

/// Parameters whose values say what is asked and never who may ask.
const OPEN: [&str; 3] = ["api-version", "resource", "$filter"];

/// What stands in place of a value.
pub(crate) const HIDDEN: &str = "...";

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

/// Host and port of a URL, which are what is connected to.
#[must_use]
pub fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    format!("{host}:{port}")
}

/// A URL for events: [`shown`], and the query as [`query`] shows it.
#[must_use]
pub fn loggable(url: &Url) -> String {
    let mut plain = shown(url);
    if let Some(text) = url.query() {
        plain.push('?');
        plain.push_str(&query(text));
    }
    plain
}

/// A query with the names of its parameters. The value of one that may be shown is, where it stands for the first time:
/// what else a repeated name brings isn't what is asked.
#[must_use]
pub fn query(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut seen = [false; OPEN.len()];
    for part in text.split_inclusive(['&', ';']) {
        let (pair, separator) = match part.strip_suffix(['&', ';']) {
            Some(pair) => (pair, &part[pair.len()..]),
            None => (part, ""),
        };
        match pair.split_once('=') {
            Some((name, value)) => {
                let open = open(name).filter(|at| !std::mem::replace(&mut seen[*at], true));
                shown.push_str(name);
                shown.push('=');
                shown.push_str(match open {
                    Some(_) if is_plain(value) => value,
                    _ if value.is_empty() => "",
                    _ => HIDDEN,
                });
            }
            // Without a name, it may be all value: a key that a gateway takes as it is.
            None if pair.len() > LONGEST_BARE => shown.push_str(HIDDEN),
            None => shown.push_str(pair),
        }
        shown.push_str(separator);
    }
    shown
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
#[must_use]
pub(crate) fn is_secret_name(name: &str) -> bool {
    const PARTS: [&str; 10] =
        ["sig", "key", "secret", "token", "password", "pwd", "auth", "cookie", "credential", "assertion"];
    let name = name.to_ascii_lowercase();
    name == "code" || PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests;
