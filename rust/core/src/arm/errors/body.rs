//! Reads the body of an error response: JSON in a dozen shapes, XML, plain text or HTML.

mod json;
mod names;
mod page;
mod xml;

use super::intermediary::FORBIDDEN_IP;
use super::words::{Form, Words};
use crate::error::quote::{self, quoted};
use crate::http::Answer;
use serde_json::Value;

use page::is_page;

impl Words {
    /// Reads a response. Codes may be in the headers instead of the body.
    pub fn of(answer: &Answer) -> Self {
        let is_html = answer.header("content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
        let mut words = Self::read(&answer.body, is_html);
        if let Some(code) = answer.header("x-ms-error-code") {
            words.code(code);
        }
        if answer.header(FORBIDDEN_IP).is_some() {
            words.code("IpForbidden");
        }
        if words.text.is_empty()
            && let Some(challenge) = answer.header("www-authenticate")
            && let Some((_, rest)) = challenge.split_once("error_description=\"")
        {
            words.say(rest.split('"').next().unwrap_or_default());
        }
        words.without(&answer.secrets)
    }

    /// Reads JSON.
    pub fn of_json(document: &Value) -> Self {
        if quote::has_token(document) {
            return Self { form: Form::Json, text: quote::WITHHELD.to_owned(), ..Self::default() };
        }
        json::read(document)
    }

    /// Reads a body.
    pub fn read(body: &[u8], is_html: bool) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}');
        if text.is_empty() {
            return Self::default();
        }
        if let Ok(document) = serde_json::from_str(text) {
            return Self::of_json(&document);
        }
        if is_page(text, is_html) {
            return Self { form: Form::Page, text: quoted(&page::title(text)), ..Self::default() };
        }
        if text.starts_with('<') {
            return xml::read(text);
        }
        let mut words = Self { form: Form::Text, ..Self::default() };
        words.say(text);
        words
    }
}

#[cfg(test)]
mod tests;
