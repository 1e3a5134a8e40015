//! Reads the words of a refusal, in whatever shape a service puts them: JSON of a dozen kinds, XML, text, or a page made for people.

mod json;
mod page;
mod xml;

use super::words::{Form, Words};
use crate::error::quote::{self, Secrets, quoted};
use crate::http::Answer;
use serde_json::Value;

use page::is_page;

impl Words {
    /// Reads an answer. What the body lacks may stand in the headers.
    pub fn of(answer: &Answer) -> Self {
        let is_html = answer
            .header("content-type")
            .is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
        let mut words = Self::read(&answer.body, is_html);
        if let Some(code) = answer.header("x-ms-error-code") {
            words.code(code);
        }
        if words.text.is_empty()
            && let Some(challenge) = answer.header("www-authenticate")
            && let Some((_, rest)) = challenge.split_once("error_description=\"")
        {
            words.say(rest.split('"').next().unwrap_or_default());
        }
        words.without(&answer.secrets)
    }

    /// Reads a body.
    pub fn read(body: &[u8], is_html: bool) -> Self {
        let text = decoded(body);
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}');
        if text.is_empty() {
            return Self::default();
        }
        if let Ok(document) = serde_json::from_str::<Value>(text) {
            if quote::has_token(&document) {
                return Self {
                    form: Form::Json,
                    text: Secrets::default().quoted_body(body),
                    ..Self::default()
                };
            }
            return json::read(&document);
        }
        if is_page(text, is_html) {
            return Self {
                form: Form::Page,
                text: quoted(&page::title(text)),
                ..Self::default()
            };
        }
        if text.starts_with('<') {
            return xml::read(text);
        }
        let mut words = Self {
            form: Form::Text,
            ..Self::default()
        };
        words.say(text);
        words
    }
}

/// A body as text: UTF-8 with or without a byte order mark, or UTF-16 with one.
fn decoded(body: &[u8]) -> String {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match body {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(body).into_owned(),
    }
}

#[cfg(test)]
mod tests;
