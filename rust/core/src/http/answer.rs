//! A whole answer, as its readers get it: plain, and with what must not be repeated of it.

use crate::error::quote::Secrets;
use crate::text_encoding;
use flate2::read::{GzDecoder, ZlibDecoder};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName};
use std::io::Read;

/// A whole answer.
#[derive(Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, at most as long as the caller's limit.
    pub body: Vec<u8>,
    /// What its request carried, for whoever repeats its words.
    pub secrets: Secrets,
    /// The coding that kept the body from being read.
    pub unread: Option<String>,
}

impl Answer {
    /// A header's value, if it is there and plain text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the status reports success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the service refused: neither a success nor the word that nothing has changed.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        !self.is_success() && self.status != 304
    }

    /// The answer to a request that carried these secrets and asked for no content coding: one that came all the same is
    /// undone, or leaves the body empty where it can't be. JSON begins without a byte order mark.
    #[must_use]
    pub fn received(mut self, secrets: Secrets, limit: usize) -> Self {
        self.secrets = secrets;
        self.decode(limit);
        if self.may_be_json() {
            text_encoding::unmark(&mut self.body);
        }
        self
    }

    /// As [`Self::received`], of an answer whose coding was asked for and is the caller's to undo.
    #[must_use]
    pub fn received_as_asked(mut self, secrets: Secrets) -> Self {
        self.secrets = secrets;
        self
    }

    /// A peer's text, fit to be repeated.
    #[must_use]
    pub fn quoted(&self, text: &str) -> String {
        self.secrets.quoted(text)
    }

    /// A header's value, fit to be repeated.
    #[must_use]
    pub fn quoted_header(&self, name: &str) -> Option<String> {
        self.header(name).map(|value| self.quoted(value))
    }

    fn decode(&mut self, limit: usize) {
        let coding = self.coding();
        if coding.is_empty() || self.body.is_empty() {
            return;
        }
        let plain = match coding.as_str() {
            "gzip" | "x-gzip" => inflated(GzDecoder::new(&*self.body), limit),
            "deflate" => inflated(ZlibDecoder::new(&*self.body), limit),
            _ => None,
        };
        match plain {
            Some(plain) => {
                self.body = plain;
                self.headers.remove(CONTENT_ENCODING);
                self.headers.remove(CONTENT_LENGTH);
            }
            None => {
                self.body.clear();
                self.unread = Some(self.secrets.quoted(&coding));
            }
        }
    }

    /// The codings that the body went through, without the one that changes nothing.
    fn coding(&self) -> String {
        let listed: Vec<String> = values(&self.headers, &CONTENT_ENCODING)
            .flat_map(|value| {
                value
                    .split(',')
                    .map(|coding| coding.trim().to_ascii_lowercase())
                    .filter(|coding| !coding.is_empty() && coding != "identity")
                    .collect::<Vec<_>>()
            })
            .collect();
        listed.join(", ")
    }

    /// Whether a mark isn't part of the content: in JSON, whatever its type is said to be, and in words of a refusal.
    fn may_be_json(&self) -> bool {
        let says_json = values(&self.headers, &CONTENT_TYPE)
            .next()
            .is_none_or(|kind| kind.to_ascii_lowercase().contains("json"));
        let begins = self.body.iter().find(|byte| byte.is_ascii_graphic());
        says_json || !self.is_success() || matches!(begins, Some(b'{' | b'['))
    }
}

fn values(headers: &HeaderMap, name: &HeaderName) -> impl Iterator<Item = String> {
    headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// What was compressed, unless it is broken or more than the limit.
fn inflated(reader: impl Read, limit: usize) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    reader.take(most).read_to_end(&mut plain).ok()?;
    (plain.len() <= limit).then_some(plain)
}

#[cfg(test)]
mod tests;
