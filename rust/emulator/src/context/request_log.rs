//! The request log, without secrets.

use crate::endpoint::Endpoint;
use crate::http::Request;
use crate::token::claims_of;
use hyper::HeaderMap;
use hyper::header::HeaderValue;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::time::{SystemTime, UNIX_EPOCH};

/// How many requests the log keeps. It drops older ones.
const CAPACITY: usize = 20_000;
/// How much of a body the log keeps, in bytes.
const BODY_KEPT: usize = 16 << 10;
/// Headers whose values are secrets.
const SECRETS: [&str; 5] = ["authorization", "proxy-authorization", "secret", "x-identity-header", "cookie"];

/// One request.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestRecord {
    /// Counts up from 1, over all endpoints.
    pub number: u64,
    /// When it arrived, in milliseconds since 1970.
    pub at_ms: u64,
    /// The service it was sent to.
    pub endpoint: Endpoint,
    /// The number of its connection, counted from 1.
    pub connection: u64,
    /// The verb.
    pub method: String,
    /// The path as sent.
    pub path: String,
    /// The query as sent, without the question mark.
    pub query: String,
    /// Headers with their names in lower case. Secrets are replaced by `(redacted)`.
    pub headers: BTreeMap<String, String>,
    /// The claims of its bearer token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<Bearer>,
    /// The body as text, truncated after 16 KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Its outcome.
    pub outcome: Outcome,
    /// The index in the fault plan of the rule that matched it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<usize>,
}

impl RequestRecord {
    /// Returns a decoded query parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.outcome {
            Outcome::Answered { status } => Some(status),
            Outcome::Pending | Outcome::Reset | Outcome::Abandoned => None,
        }
    }
}

/// Claims of a bearer token. The token itself isn't kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bearer {
    /// The principal id, if the token could be read.
    pub oid: Option<String>,
    /// The audience, if the token could be read.
    pub aud: Option<String>,
}

/// The outcome of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// It is being answered.
    Pending,
    /// It was answered.
    Answered {
        /// With this HTTP status.
        status: u16,
    },
    /// A fault dropped the connection.
    Reset,
    /// The client disconnected before the response.
    Abandoned,
}

/// The log itself.
#[derive(Default)]
pub struct RequestLog {
    records: VecDeque<RequestRecord>,
    last: u64,
    report: Option<fn(&RequestRecord)>,
}

impl RequestLog {
    /// Creates an empty log, which calls `report` with each request once it has been answered.
    pub fn new(report: Option<fn(&RequestRecord)>) -> Self {
        Self { report, ..Self::default() }
    }

    /// Adds a request and returns its number for [`RequestLog::close`].
    pub fn open(&mut self, endpoint: Endpoint, connection: u64, request: &Request) -> u64 {
        self.last += 1;
        if self.records.len() == CAPACITY {
            self.records.pop_front();
        }
        self.records.push_back(RequestRecord {
            number: self.last,
            at_ms: milliseconds(),
            endpoint,
            connection,
            method: request.method.to_string(),
            path: request.path.clone(),
            query: request.raw_query.clone(),
            headers: readable(&request.headers),
            authorization: request.header("authorization").map(bearer),
            body: (!request.body.is_empty())
                .then(|| String::from_utf8_lossy(&request.body[..request.body.len().min(BODY_KEPT)]).into_owned()),
            outcome: Outcome::Pending,
            fault: None,
        });
        self.last
    }

    /// Records the outcome of a request.
    pub fn close(&mut self, number: u64, outcome: Outcome, fault: Option<usize>) {
        // Newest first, because most requests that end have started recently.
        if let Some(record) = self.records.iter_mut().rev().find(|record| record.number == number) {
            record.outcome = outcome;
            record.fault = fault;
            if let Some(report) = self.report {
                report(record);
            }
        }
    }

    /// All requests in the log, oldest first.
    pub fn all(&self) -> Vec<RequestRecord> {
        self.records.iter().cloned().collect()
    }

    /// Clears the log.
    pub fn clear(&mut self) {
        self.records.clear();
    }
}

fn readable(headers: &HeaderMap) -> BTreeMap<String, String> {
    let text = |name: &str, value: &HeaderValue| {
        if SECRETS.contains(&name) {
            "(redacted)".to_owned()
        } else {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        }
    };
    let mut map = BTreeMap::<String, String>::new();
    for (name, value) in headers {
        let value = text(name.as_str(), value);
        map.entry(name.as_str().to_owned()).and_modify(|all| *all = format!("{all}, {value}")).or_insert(value);
    }
    map
}

fn bearer(header: &str) -> Bearer {
    let claims = header.split_once(' ').and_then(|(_, token)| claims_of(token.trim()));
    let claim = |name: &str| claims.as_ref()?.get(name).and_then(Value::as_str).map(str::to_owned);
    Bearer { oid: claim("oid"), aud: claim("aud") }
}

fn milliseconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
