//! What a service says of a refusal, whatever shape it came in.

use crate::error::quote::{Secrets, quoted};

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
    /// Without what the request carried, wherever the service repeats it: the texts are quoted without knowing of it.
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

    /// Takes that as its sentences.
    pub(super) fn say(&mut self, text: &str) {
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
    GENERAL.contains(&code.to_ascii_lowercase().as_str()) || code.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// Text on one line, without control characters; longer than what is shown, so that nothing is missing where it is read.
pub(super) fn flat(text: &str) -> String {
    const LONGEST: usize = 16_384;
    let text: String = text.chars().take(LONGEST).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).collect()
}

/// A service's words with a full stop, so that ours can follow.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() || text.ends_with(['.', '!', '?', ':', '\u{3002}', '\u{ff01}', '\u{ff1f}']) {
        return text.to_owned();
    }
    format!("{}.", text.trim_end_matches([',', ';']))
}
