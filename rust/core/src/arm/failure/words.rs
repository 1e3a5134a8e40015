//! The words of a refusal, in whatever shape a service puts them: JSON of a dozen kinds, XML, text, or a page made for people.

mod json;
mod page;
mod xml;

use crate::error::quote::{self, Secrets};
use crate::http::Answer;
use serde_json::Value;

pub(crate) use page::is_page;

/// In what form an answer came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing.
    #[default]
    Empty,
    Json,
    Xml,
    /// HTML: made for people, often by something between us and the service.
    Page,
    Text,
}

/// What a service says of a refusal.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub form: Form,
    /// Its codes, the outermost first.
    pub codes: Vec<String>,
    /// Its sentences, one line, not too long; of a page the title.
    pub text: String,
    /// The same, uncut, for what is read out of it.
    pub all: String,
    /// Its id of the request, where the body has it.
    pub request_id: Option<String>,
    /// The policies that forbid the request.
    pub policies: Vec<String>,
}

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

    /// Without what the request carried, wherever the service repeats it.
    fn without(self, secrets: &Secrets) -> Self {
        let each = |texts: Vec<String>| {
            texts
                .into_iter()
                .map(|text| secrets.removed(text))
                .collect()
        };
        Self {
            form: self.form,
            codes: each(self.codes),
            text: secrets.removed(self.text),
            all: secrets.removed(self.all),
            request_id: self.request_id.map(|id| secrets.removed(id)),
            policies: each(self.policies),
        }
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

    /// Takes that as its sentences.
    fn say(&mut self, text: &str) {
        self.all = flat(text);
        self.text = quoted(&self.all);
    }

    /// The code that says most: the first that is more than a status in words.
    pub fn code_that_says_most(&self) -> Option<&str> {
        let codes = &self.codes;
        let telling = codes.iter().find(|code| !is_status_in_words(code));
        telling.or(codes.first()).map(String::as_str)
    }

    /// Whether one of the codes is that, in any case.
    pub fn has_code(&self, code: &str) -> bool {
        self.codes
            .iter()
            .any(|known| known.eq_ignore_ascii_case(code))
    }

    fn code(&mut self, code: &str) {
        const LONGEST: usize = 100;
        let code: String = quoted(code).chars().take(LONGEST).collect();
        if !code.is_empty() && code != "0" && !self.has_code(&code) {
            self.codes.push(code);
        }
    }
}

/// Codes that say no more than the HTTP status does.
fn is_status_in_words(code: &str) -> bool {
    const GENERAL: [&str; 14] = [
        "forbidden",
        "unauthorized",
        "badrequest",
        "bad_request",
        "bad request",
        "notfound",
        "conflict",
        "error",
        "internalservererror",
        "internalerror",
        "failed",
        "badargument",
        "genericerror",
        "unknown",
    ];
    GENERAL.contains(&code.to_ascii_lowercase().as_str())
        || code.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// A service's text, fit to be repeated but for the secrets of its own exchange, which [`Words::without`] takes out.
fn quoted(text: &str) -> String {
    Secrets::default().quoted(text)
}

/// Text on one line, without control characters; longer than what is shown, so that nothing is missing where it is read.
fn flat(text: &str) -> String {
    const LONGEST: usize = 16_384;
    let text: String = text.chars().take(LONGEST).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
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
