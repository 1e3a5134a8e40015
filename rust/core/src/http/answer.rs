//! A whole answer, as its readers get it: plain, and with what must not be repeated of it.

use crate::error::quote::Secrets;
use crate::text_encoding;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Version};
use miniz_oxide::inflate::{decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};

/// Headers under which Azure's services name a request, the most useful ones first.
pub(crate) const REQUEST_IDS: [&str; 9] = [
    "x-ms-request-id",
    "request-id",
    "x-ms-requestid",
    "x-ms-activity-id",
    "activityid",
    "apim-request-id",
    "x-ms-correlation-request-id",
    "x-ms-routing-request-id",
    "x-vss-e2eid",
];

/// Ids that gateways send, too, and at last the one that callers make up and whoever answers echoes: they show a request,
/// and not who answered.
const OTHER_IDS: [&str; 4] = ["x-ms-correlation-id", "x-correlation-id", "x-request-id", "x-ms-client-request-id"];

/// A whole answer.
#[derive(Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The reason phrase, as it came; only identity endpoints are asked for it.
    pub reason: String,
    /// Whether it came by HTTP/1.0, which nothing of Azure's speaks.
    pub old_http: bool,
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
    /// Reads a whole answer; `None` when its body is longer than the limit.
    pub(super) async fn read(mut response: reqwest::Response, limit: usize) -> reqwest::Result<Option<Self>> {
        let announced = usize::try_from(response.content_length().unwrap_or_default());
        let announced = announced.unwrap_or(usize::MAX);
        if announced > limit {
            return Ok(None);
        }
        let mut answer = Self {
            status: response.status().as_u16(),
            old_http: response.version() < Version::HTTP_11,
            headers: std::mem::take(response.headers_mut()),
            body: Vec::with_capacity(announced),
            ..Self::default()
        };
        while let Some(part) = response.chunk().await? {
            if answer.body.len() + part.len() > limit {
                return Ok(None);
            }
            answer.body.extend_from_slice(&part);
        }
        Ok(Some(answer))
    }

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

    /// Under which id the service knows the request.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        const LONGEST: usize = 128;
        let names = REQUEST_IDS.iter().chain(&OTHER_IDS);
        names.filter_map(|name| self.quoted_header(name)).find(|id| (1..=LONGEST).contains(&id.len()))
    }

    fn decode(&mut self, limit: usize) {
        let coding = self.coding();
        if coding.is_empty() || self.body.is_empty() {
            return;
        }
        let plain = match coding.as_str() {
            "gzip" | "x-gzip" => gunzipped(&self.body, limit),
            "deflate" => decompress_to_vec_zlib_with_limit(&self.body, limit).ok(),
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
        let named = values(&self.headers, &CONTENT_ENCODING).to_ascii_lowercase();
        let named = named.split(',').map(str::trim);
        let listed: Vec<_> = named.filter(|coding| !matches!(*coding, "" | "identity")).collect();
        listed.join(", ")
    }

    /// Whether a mark isn't part of the content: in JSON, whatever its type is said to be, and in words of a refusal.
    fn may_be_json(&self) -> bool {
        let kind = values(&self.headers, &CONTENT_TYPE).to_ascii_lowercase();
        let says_json = kind.is_empty() || kind.contains("json");
        let begins = self.body.iter().find(|byte| byte.is_ascii_graphic());
        says_json || !self.is_success() || matches!(begins, Some(b'{' | b'['))
    }
}

/// What a header says, all of its lines in one.
fn values(headers: &HeaderMap, name: &HeaderName) -> String {
    let lines = headers.get_all(name).iter().map(HeaderValue::as_bytes);
    String::from_utf8_lossy(&lines.collect::<Vec<_>>().join(&b',')).into_owned()
}

/// The content of a gzip member (RFC 1952) whose header has no optional parts, as servers write it.
fn gunzipped(gzip: &[u8], limit: usize) -> Option<Vec<u8>> {
    // What follows the flags are the time and the writer's system.
    let compressed = gzip.strip_prefix(&[0x1f, 0x8b, 8, 0])?.get(6..)?;
    decompress_to_vec_with_limit(compressed, limit).ok()
}

#[cfg(test)]
mod tests;
