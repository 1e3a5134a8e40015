//! A complete HTTP response: decoded, with the secrets that must not appear in a quote from it.

use crate::error::quote::Secrets;
use crate::text_encoding;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Version};
use miniz_oxide::inflate::{decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};

/// The headers in which Azure services return the id of a request, most useful first.
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

/// Headers that gateways send too, and last the id that the caller chooses and the service echoes. They identify a request,
/// but not the service.
const OTHER_IDS: [&str; 4] = ["x-ms-correlation-id", "x-correlation-id", "x-request-id", "x-ms-client-request-id"];

/// A complete response.
#[derive(Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The reason phrase; empty in responses of services.
    pub reason: String,
    /// Whether the response is HTTP/1.0, which no Azure endpoint uses.
    pub old_http: bool,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, no longer than the caller's limit.
    pub body: Vec<u8>,
    /// The secrets of the request, which quotes from the response must not contain.
    pub secrets: Secrets,
    /// The content coding that couldn't be decoded; the body is then empty.
    pub unread: Option<String>,
}

impl Answer {
    /// Reads a response to its end; `None` if the body is longer than the limit.
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

    /// The value of a header, if it's present and plain text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the status is 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Completes the response to a request that carried these secrets and asked for no content coding. A coding that was
    /// applied anyway is decoded, or the body becomes empty and [`Self::unread`] names it. Removes the byte order mark of JSON.
    #[must_use]
    pub fn received(mut self, secrets: Secrets, limit: usize) -> Self {
        self.secrets = secrets;
        self.decode(limit);
        if self.may_be_json() {
            text_encoding::unmark(&mut self.body);
        }
        self
    }

    /// Like [`Self::received`], for a response whose content coding the caller asked for and decodes.
    #[must_use]
    pub fn received_as_asked(mut self, secrets: Secrets) -> Self {
        self.secrets = secrets;
        self
    }

    /// A text of the response without secrets, fit for a message.
    #[must_use]
    pub fn quoted(&self, text: &str) -> String {
        self.secrets.quoted(text)
    }

    /// The value of a header without secrets, fit for a message.
    #[must_use]
    pub fn quoted_header(&self, name: &str) -> Option<String> {
        self.header(name).map(|value| self.quoted(value))
    }

    /// The service's id of the request.
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

    /// The content codings of the body, except `identity`, which changes nothing, and `utf-8`, which some services write here.
    fn coding(&self) -> String {
        let named = values(&self.headers, &CONTENT_ENCODING).to_ascii_lowercase();
        let named = named.split(',').map(str::trim);
        let listed: Vec<_> = named.filter(|coding| !matches!(*coding, "" | "identity" | "utf-8")).collect();
        listed.join(", ")
    }

    /// Whether a byte order mark isn't part of the content: in JSON, whatever its media type, and in error responses.
    fn may_be_json(&self) -> bool {
        let kind = values(&self.headers, &CONTENT_TYPE).to_ascii_lowercase();
        let says_json = kind.is_empty() || kind.contains("json");
        let begins = self.body.iter().find(|byte| byte.is_ascii_graphic());
        says_json || !self.is_success() || matches!(begins, Some(b'{' | b'['))
    }
}

/// The value of a header; several lines are joined with commas.
fn values(headers: &HeaderMap, name: &HeaderName) -> String {
    let lines = headers.get_all(name).iter().map(HeaderValue::as_bytes);
    String::from_utf8_lossy(&lines.collect::<Vec<_>>().join(&b',')).into_owned()
}

/// Decodes a gzip member (RFC 1952) whose header has no optional fields, as servers write it.
fn gunzipped(gzip: &[u8], limit: usize) -> Option<Vec<u8>> {
    // The time and the operating system follow the flags.
    let compressed = gzip.strip_prefix(&[0x1f, 0x8b, 8, 0])?.get(6..)?;
    let plain = decompress_to_vec_with_limit(compressed, limit).ok()?;
    // The last four bytes are the length of the content. If it differs, the body is cut, or has further members.
    let length = u32::from_le_bytes(*gzip.last_chunk()?);
    (length as usize == plain.len()).then_some(plain)
}

#[cfg(test)]
mod tests;
