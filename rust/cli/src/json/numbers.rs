//! Numbers with more digits than the number types can represent. A query computes with the nearest value, and numbers that it returns
//! unchanged are printed with their original digits.

use serde_json::Number;
use std::borrow::Cow;
use std::collections::HashMap;

/// The digits of the long numbers in a document, by the value that replaces each of them.
#[derive(Default)]
pub struct LongNumbers(HashMap<u64, String>);

impl LongNumbers {
    /// Replaces each long number in the document by a unique value, and returns the document and the digits.
    pub fn taken_from(json: &str) -> (Cow<'_, str>, Self) {
        let mut numbers = Self::default();
        let text = replaced(json, |token| numbers.stand_in(token));
        (text, numbers)
    }

    /// Restores the digits in JSON that was derived from the document.
    pub fn put_back<'a>(&self, json: &'a str) -> Cow<'a, str> {
        if self.0.is_empty() {
            return Cow::Borrowed(json);
        }
        replaced(json, |token| self.0.get(&value_of(token)?.to_bits()).cloned())
    }

    fn stand_in(&mut self, token: &str) -> Option<String> {
        let read: Number = serde_json::from_str(token).ok()?;
        if digits(&read.to_string()) == digits(token) {
            return None;
        }
        let mut value = read.as_f64().filter(|value| value.is_finite())?;
        loop {
            let text = format!("{value:e}");
            let key = value_of(&text)?.to_bits();
            let known = self.0.entry(key).or_insert_with(|| token.to_owned());
            if known == token {
                return Some(text);
            }
            value = value.next_up();
        }
    }
}

/// Returns the value that the JSON parser reads.
fn value_of(token: &str) -> Option<f64> {
    serde_json::from_str(token).ok()
}

/// Returns the significant digits.
fn digits(token: &str) -> String {
    let mantissa = token.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}

/// Replaces some of the numbers in a text.
fn replaced(json: &str, mut other: impl FnMut(&str) -> Option<String>) -> Cow<'_, str> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
    let (mut out, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(found) = json[at..].find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        let start = at + found;
        let rest = &json[start..];
        if rest.starts_with('"') {
            at = start + string_length(rest);
            continue;
        }
        let token = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        at = start + token.len();
        if let Some(text) = other(token) {
            out.push_str(&json[copied..start]);
            out.push_str(&text);
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    out.push_str(&json[copied..]);
    Cow::Owned(out)
}

/// Returns the length of the string at the start of the text.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    let ends = |byte: u8| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    };
    text.bytes().skip(1).position(ends).map_or(text.len(), |at| at + 2)
}
