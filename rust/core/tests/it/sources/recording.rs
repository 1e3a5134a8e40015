//! What a client sent, without the values that change from run to run, and what it received.

use azmi_core::Claims;
use azmi_emulator::RequestRecord;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one client sent in one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Whether it received the token of the intended identity.
    pub result: Outcome,
    /// What it sent.
    pub requests: Vec<Sent>,
}

/// The outcome of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// A token for the principal with this id.
    Token(String),
    /// A failure, with the client's message.
    Failed(String),
}

impl Outcome {
    /// The outcome for `token`.
    pub fn of_token(token: &str) -> Self {
        Self::Token(Claims::of_token(token).principal_id.unwrap_or_else(|| "nobody".to_owned()))
    }
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The query parameters by name.
    pub query: BTreeMap<String, String>,
    /// The headers by name.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Option<String>,
}

impl Sent {
    /// Converts a request of the emulator's log.
    pub fn of(record: &RequestRecord) -> Self {
        let query = url::form_urlencoded::parse(record.query.as_bytes()).into_owned().collect();
        let mut headers = record.headers.clone();
        for (name, value) in &mut headers {
            if let Some(shown) = shown(name, value) {
                *value = shown;
            }
        }
        Self { method: record.method.clone(), path: record.path.clone(), query, headers, body: record.body.clone() }
    }
}

/// Replaces a header value that differs between runs, machines or versions with a placeholder.
fn shown(name: &str, value: &str) -> Option<String> {
    match name {
        "host" => Some("(the endpoint's)".to_owned()),
        "user-agent" => value.split(['/', ' ']).next().map(|product| format!("{product}/...")),
        "authorization" | "secret" | "x-identity-header" => Some("(secret)".to_owned()),
        _ if name.ends_with("request-id")
            || name.ends_with("correlation-id")
            || name.starts_with("x-client-")
            || name == "traceparent" =>
        {
            Some("(varies)".to_owned())
        }
        _ => None,
    }
}
