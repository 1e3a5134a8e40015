//! The contents of an error response, independent of its format.

use crate::error::quote::{Secrets, quoted};

/// The format of a response's body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// Empty.
    #[default]
    Empty,
    Json,
    Xml,
    /// HTML, often from something between this machine and the service.
    Page,
    Text,
}

/// The contents of an error response.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub form: Form,
    /// The codes, outermost first.
    pub codes: Vec<String>,
    /// The message on one line, shortened; the title of a page.
    pub text: String,
    /// The complete message, for searching.
    pub all: String,
    /// The id of the request, if the body contains it.
    pub request_id: Option<String>,
    /// The policies that forbid the request.
    pub policies: Vec<String>,
}

impl Words {
    /// Removes the secrets of the request wherever the service repeats them.
    pub fn without(self, secrets: &Secrets) -> Self {
        let each = |texts: Vec<String>| texts.into_iter().map(|text| secrets.removed(text)).collect();
        Self {
            form: self.form,
            codes: each(self.codes),
            text: secrets.removed(self.text),
            all: secrets.removed(self.all),
            request_id: self.request_id.map(|id| secrets.removed(id)),
            policies: each(self.policies),
        }
    }

    /// Sets the message.
    pub(super) fn say(&mut self, text: &str) {
        self.all = flat(text);
        self.text = quoted(&self.all);
    }

    /// The most specific code: the first that says more than the HTTP status.
    pub fn code_that_says_most(&self) -> Option<&str> {
        let codes = &self.codes;
        let telling = codes.iter().find(|code| !is_status_in_words(code));
        telling.or(codes.first()).map(String::as_str)
    }

    /// Whether one of the codes is `code`, in any case.
    pub fn has_code(&self, code: &str) -> bool {
        self.codes.iter().any(|known| known.eq_ignore_ascii_case(code))
    }

    pub(super) fn code(&mut self, code: &str) {
        const LONGEST: usize = 100;
        let code: String = quoted(code).chars().take(LONGEST).collect();
        if !code.is_empty() && code != "0" && !self.has_code(&code) {
            self.codes.push(code);
        }
    }
}

/// Codes that say no more than the HTTP status does.
pub(super) fn is_status_in_words(code: &str) -> bool {
    const GENERAL: [&str; 12] = [
        "forbidden",
        "unauthorized",
        "badrequest",
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
    let letters = code.to_ascii_lowercase().replace(['_', ' '], "");
    GENERAL.contains(&letters.as_str()) || code.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// The text on one line, without control characters. It's longer than what is shown, because it's also searched.
pub(super) fn flat(text: &str) -> String {
    const LONGEST: usize = 16_384;
    let text: String = text.chars().take(LONGEST).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).collect()
}

/// A service's message with a full stop, so that another sentence can follow.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() || text.ends_with(['.', '!', '?', ':', '\u{3002}', '\u{ff01}', '\u{ff1f}']) {
        return text.to_owned();
    }
    format!("{}.", text.trim_end_matches([',', ';']))
}
