//! The names of fields in error responses, in JSON and XML, and the sentences found in them.

use crate::arm::errors::words::{flat, sentence};

/// The most sibling errors, policy names and so on that are read.
pub(super) const WIDTH: usize = 4;

/// The fields of an error code, in any case.
pub(super) const CODES: [&str; 7] =
    ["code", "errorCode", "error_code", "typeKey", "faultcode", "subcode", "errorIdentifier"];

/// The fields of a message, in the order in which those of JSON are quoted.
pub(super) const SENTENCES: [&str; 15] = [
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

pub(super) const REQUEST_IDS: [&str; 6] =
    ["request-id", "requestId", "request_id", "correlationId", "correlation_id", "activityId"];

/// Sentences without duplicates, each on one line. The last may lack its full stop.
#[derive(Default)]
pub(super) struct Sentences(pub Vec<String>);

impl Sentences {
    pub fn add(&mut self, text: &str) {
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
