//! Checks paths and URIs of the caller. Rejects anything that a server or a URL parser may treat as a step out of the path,
//! because a name in a path must not lead the request to another resource.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// How often a path is decoded. Some servers decode twice; more levels of encoding serve no honest purpose.
const TIMES: usize = 8;

/// Why this can't be a path of Resource Manager.
pub(super) fn wrong(path: &str) -> Option<&'static str> {
    if !path.starts_with('/') {
        return Some("it doesn't begin with a slash");
    }
    if path.contains('#') {
        return Some("it holds a fragment (#)");
    }
    let path = path.split('?').next().unwrap_or_default();
    let hidden = wrong_somewhere(path, |text| {
        if text.contains('\\') {
            return Some("it holds a backslash");
        }
        if text.starts_with("//") {
            return Some("it begins with two slashes, as a host does");
        }
        wrong_anywhere(text)
    });
    hidden.or_else(|| control(path))
}

/// Why this can't be the path of a URI. A name in it may contain an encoded backslash.
pub(super) fn wrong_in_uri(uri: &str) -> Option<&'static str> {
    let uri = uri.split(['?', '#']).next().unwrap_or_default();
    let path = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    if path.contains('\\') {
        return Some("it holds a backslash");
    }
    wrong_somewhere(path, wrong_anywhere)
}

fn wrong_somewhere(path: &str, check: impl Fn(&str) -> Option<&'static str>) -> Option<&'static str> {
    let mut text = Cow::Borrowed(path);
    for _ in 0..TIMES {
        if let Some(why) = check(&text) {
            return Some(why);
        }
        let decoded = decoded(&text);
        if decoded == text {
            return None;
        }
        text = Cow::Owned(decoded);
    }
    Some("it is encoded again and again")
}

fn wrong_anywhere(text: &str) -> Option<&'static str> {
    let mut segments = text.split(['/', '\\']);
    if segments.any(is_step) {
        return Some("one of its parts is '.' or '..', which leads elsewhere");
    }
    control(text)
}

/// Whether a server may treat a segment as a step. Some ignore blanks around it, and parameters after a semicolon.
fn is_step(segment: &str) -> bool {
    let name = segment.split(';').next().unwrap_or_default().trim();
    // The full-width dot becomes a plain one if names are normalised.
    matches!(name.replace('\u{FF0E}', ".").as_str(), "." | "..")
}

fn control(text: &str) -> Option<&'static str> {
    let found = text.chars().any(char::is_control);
    found.then_some("it holds a control character")
}

fn decoded(text: &str) -> String {
    let once: Vec<u8> = percent_decode_str(text).collect();
    let mut out = Vec::with_capacity(once.len());
    let mut bytes = &once[..];
    loop {
        bytes = match bytes {
            // The form `%uXXXX`, which IIS decodes.
            [b'%', b'u' | b'U', a, b, c, d, rest @ ..] if let Some(c) = wide([*a, *b, *c, *d]) => {
                out.extend(c.encode_utf8(&mut [0; 4]).bytes());
                rest
            }
            // An overlong form of a plain character, which some servers accept.
            [first @ (0xC0 | 0xC1), next @ 0x80..=0xBF, rest @ ..] => {
                out.push((first & 1) << 6 | (next & 0x3F));
                rest
            }
            [byte, rest @ ..] => {
                out.push(*byte);
                rest
            }
            [] => return String::from_utf8_lossy(&out).into_owned(),
        };
    }
}

/// The character with this hexadecimal number.
fn wide(digits: [u8; 4]) -> Option<char> {
    let number = |digits: &[u8]| digits.iter().try_fold(0, |n, digit| Some(n * 16 + char::from(*digit).to_digit(16)?));
    char::from_u32(number(&digits)?)
}

#[cfg(test)]
mod tests;
