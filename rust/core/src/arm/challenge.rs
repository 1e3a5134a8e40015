//! Claims challenges: a service asks for a token with further claims (`protocols.md`, 3.1).

use crate::http::Answer;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

const PADDING_OPTIONAL: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, PADDING_OPTIONAL);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, PADDING_OPTIONAL);

/// The claims that an answer asks for: a JSON object, as text. `None` when it is no claims challenge.
#[must_use]
pub fn claims_of(answer: &Answer) -> Option<String> {
    if answer.status != 401 {
        return None;
    }
    answer
        .headers
        .get_all("www-authenticate")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find_map(read)
}

/// Reads the claims of one `WWW-Authenticate` header.
#[must_use]
pub fn read(header: &str) -> Option<String> {
    let (scheme, rest) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return None;
    }
    let parameters = parameters(rest);
    let get = |wanted: &str| {
        parameters
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.as_str())
    };
    if get("error") != Some("insufficient_claims") {
        return None;
    }
    let encoded = get("claims")?;
    let bytes = STANDARD
        .decode(encoded)
        .or_else(|_| URL_SAFE.decode(encoded))
        .ok()?;
    let text = String::from_utf8(bytes).ok()?;
    matches!(serde_json::from_str::<Value>(&text), Ok(Value::Object(_))).then_some(text)
}

/// `name="value"` pairs separated by commas; a value without quotes ends at the next comma, a quoted one may hold commas
/// and escaped quotes.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => after
                .split_once(',')
                .map_or((after.trim_end().to_owned(), ""), |(value, left)| {
                    (value.trim_end().to_owned(), left)
                }),
        };
        pairs.push((name.trim().to_owned(), value));
        rest = left.trim_start().trim_start_matches(',').trim_start();
    }
    pairs
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
