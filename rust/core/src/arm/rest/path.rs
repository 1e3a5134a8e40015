//! Paths and addresses as the caller wrote them. What a server or a URL parser would take for a step out of the path is refused:
//! a name put into a path must not lead a request to another resource.

use std::borrow::Cow;

/// How often a path is decoded: some servers do so twice.
const TIMES: usize = 3;

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

fn wrong_somewhere(
    path: &str,
    check: impl Fn(&str) -> Option<&'static str>,
) -> Option<&'static str> {
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
    check(&text)
}

fn wrong_anywhere(text: &str) -> Option<&'static str> {
    let mut segments = text.split(['/', '\\']);
    if segments.any(|segment| matches!(segment, "." | "..")) {
        return Some("one of its parts is '.' or '..', which leads elsewhere");
    }
    control(text)
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
        let hex = (*byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let value = hex
            .filter(|hex| hex.iter().all(u8::is_ascii_hexdigit))
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        out.push(value.unwrap_or(*byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests;
