//! Paths and addresses as the caller wrote them. What a server or a URL parser would take for a step out of the path is refused:
//! a name put into a path must not lead a request to another resource.

use std::borrow::Cow;

/// How often a path is decoded: some servers do so twice, and what is encoded more often than that has no other purpose.
const TIMES: usize = 8;

/// Why that can't be a path below the Resource Manager endpoint.
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

/// Why that can't be the path of an address. A backslash may be part of a name there, if it is encoded.
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

/// Whether a server takes that part for a step: some drop blanks around it, and parameters behind a semicolon.
fn is_step(segment: &str) -> bool {
    let name = segment.split(';').next().unwrap_or_default().trim();
    // Full width, which becomes the plain one where names are normalised.
    matches!(name.replace('\u{FF0E}', ".").as_str(), "." | "..")
}

fn control(text: &str) -> Option<&'static str> {
    let found = text.chars().any(char::is_control);
    found.then_some("it holds a control character")
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let hex = |from: usize, to: usize| {
            let digits = rest.get(from..to).filter(|_| *byte == b'%')?;
            let digits = std::str::from_utf8(digits).ok()?;
            let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            plain.then(|| u32::from_str_radix(digits, 16).ok())?
        };
        if let Some(value) = hex(1, 3).and_then(|value| u8::try_from(value).ok()) {
            out.push(value);
            at += 3;
        } else if let Some(c) = hex(2, 6).filter(|_| rest[1].eq_ignore_ascii_case(&b'u')).and_then(char::from_u32) {
            // As Windows' own server reads it.
            out.extend(c.encode_utf8(&mut [0; 4]).bytes());
            at += 6;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&shortest(&out)).into_owned()
}

/// With plain characters in place of those that are written in more bytes than they need, which careless servers accept.
fn shortest(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match bytes.get(at + 1) {
            Some(next @ 0x80..=0xBF) if matches!(byte, 0xC0 | 0xC1) => {
                out.push((byte & 1) << 6 | (next & 0x3F));
                at += 2;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
