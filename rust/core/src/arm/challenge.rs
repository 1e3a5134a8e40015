//! Claims challenges: a service demands a token with additional claims (`protocols.md`, 3.1).

use crate::error::{Code, Error};
use crate::http::Answer;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The claims that a response demands, a JSON object as text. `None` if it isn't a claims challenge.
#[must_use]
pub fn claims_of(answer: &Answer) -> Option<String> {
    if answer.status != 401 {
        return None;
    }
    answer.headers.get_all("www-authenticate").iter().filter_map(|value| value.to_str().ok()).find_map(read)
}

/// Error codes that a new token doesn't fix, because the tenant or the audience is wrong.
const NOT_BY_A_NEW_TOKEN: [&str; 4] =
    ["InvalidAuthenticationTokenTenant", "InvalidAuthenticationTokenAudience", "AKV10022", "AKV10032"];

/// Whether a new token may be accepted after a 401. `refusal` is the error that the response was converted to.
#[must_use]
pub fn may_pass_with_another_token(answer: &Answer, refusal: &Error) -> bool {
    let is_final = |text: &str| NOT_BY_A_NEW_TOKEN.iter().any(|code| text.contains(code));
    answer.status == 401
        && refusal.code() == Code::AuthenticationFailed
        && !refusal.service_code().is_some_and(is_final)
        && !is_final(refusal.message())
}

/// Reads the claims from a `WWW-Authenticate` header, which may contain several challenges.
#[must_use]
pub fn read(header: &str) -> Option<String> {
    let parameters = of_bearer(header);
    let get = |wanted| {
        let mut all = parameters.iter();
        all.find_map(|(name, value)| name.eq_ignore_ascii_case(wanted).then_some(value.as_str()))
    };
    if get("error") != Some("insufficient_claims") {
        return None;
    }
    // Either base64 alphabet, padded or not.
    let encoded = get("claims")?.trim_end_matches('=').replace('+', "-").replace('/', "_");
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()?;
    serde_json::from_str::<Map<String, Value>>(&text).is_ok().then_some(text)
}

/// The parameters of the Bearer challenges: `name="value"` pairs separated by commas. A value without quotes ends at the next
/// comma; a quoted one may contain commas and escaped quotes. A word before a name is the scheme of a new challenge.
fn of_bearer(header: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut scheme = "";
    let mut rest = header.trim_start();
    while let Some((before, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => after
                .split_once(',')
                .map_or((after.trim_end().to_owned(), ""), |(value, left)| (value.trim_end().to_owned(), left)),
        };
        // A scheme without parameters ends with a comma.
        let before = before.rsplit(',').next().unwrap_or_default().trim();
        let mut name = before;
        if let Some((word, own)) = before.split_once(char::is_whitespace) {
            (scheme, name) = (word, own.trim());
        }
        if scheme.eq_ignore_ascii_case("Bearer") {
            found.push((name, value));
        }
        rest = left.trim_start().trim_start_matches(',').trim_start();
    }
    found
}

fn unquote(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, &text[at + 1..]),
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests;
