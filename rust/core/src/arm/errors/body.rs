//! Reads the body of an error response: JSON in a dozen shapes, XML, plain text or HTML.

mod json;
mod page;
mod xml;

use super::intermediary::FORBIDDEN_IP;
use super::words::{Form, Words, flat, sentence};
use crate::error::quote::{self, quoted};
use crate::http::Answer;
use serde_json::Value;

use page::is_page;

/// The most sibling errors, policy names and so on that are read.
const WIDTH: usize = 4;

/// The fields of an error code, in any case.
const CODES: [&str; 7] = ["code", "errorCode", "error_code", "typeKey", "faultcode", "subcode", "errorIdentifier"];

/// The fields of a message, in the order in which those of JSON are quoted.
const SENTENCES: [&str; 15] = [
    "title",
    "message",
    "error_description",
    "errorMessage",
    "error_message",
    "errorDescription",
    "exceptionMessage",
    "authenticationErrorDetail",
    "messageDetail",
    "faultstring",
    "detail",
    "text",
    "description",
    "reason",
    "@message",
];

const REQUEST_IDS: [&str; 6] =
    ["request-id", "requestId", "request_id", "correlationId", "correlation_id", "activityId"];

/// Sentences without duplicates, each on one line. The last may lack its full stop.
#[derive(Default)]
struct Sentences(Vec<String>);

impl Sentences {
    fn add(&mut self, text: &str) {
        let text = flat(text);
        let is_known = self.0.iter().any(|known| known.contains(&text));
        if !text.is_empty() && !is_known && self.0.len() < 2 * WIDTH {
            // Another sentence follows.
            if let Some(last) = self.0.last_mut() {
                *last = sentence(last);
            }
            self.0.push(text);
        }
    }
}

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
