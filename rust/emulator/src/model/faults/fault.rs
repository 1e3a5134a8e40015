//! Faults on demand: which requests fail, how, and how often.

use super::behavior::Behavior;
use super::rewrite::Rewrite;
use crate::endpoint::Endpoint;
use crate::http::{Body, Reply};
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// One rule of a fault plan. The first rule that matches a request applies.
///
/// Without `status`, `body`, `bodySize` and `reset`, the service sends its usual response, which a rule can delay (`delayMs`), give
/// other `headers` or other `claims` in the token, or write in another form (`rewrite`). In JSON, `behavior` names a whole rule
/// ([`Behavior`]).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// The service that the rule applies to.
    pub endpoint: Endpoint,
    /// Part of the decoded path and query, ignoring case: `vault.azure.net`, `virtualMachines/vm1`. Absent: every request.
    #[serde(rename = "match", default, skip_serializing_if = "Option::is_none")]
    pub matching: Option<String>,
    /// The method of the requests that the rule applies to. Absent: every method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The HTTP status, 200 to 599.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The `Retry-After` header: seconds or an HTTP date.
    #[serde(default, deserialize_with = "text_or_json", skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<String>,
    /// Milliseconds to wait before anything else.
    #[serde(default, skip_serializing_if = "is_default")]
    pub delay_ms: u64,
    /// Whether to drop the connection with a TCP reset instead of sending a response.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reset: bool,
    /// The body. In JSON, a string is sent verbatim, anything else as JSON. Absent: the service's usual body for the status.
    #[serde(default, deserialize_with = "text_or_json", skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The number of bytes to send. The body is padded with white space.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_size: Option<u64>,
    /// The body's content type. Absent: JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Headers to set, or to remove if the value is null.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Option<String>>,
    /// Resource Manager only: revokes the request's token and sends a claims challenge. Another token of the same identity is
    /// accepted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub revoke: bool,
    /// Claims that replace the token's own; null removes one.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub claims: Map<String, Value>,
    /// Another form of the usual response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewrite: Option<Rewrite>,
    /// How many requests the rule applies to. Absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How many seconds the rule stays in force. Absent: until it is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
}

impl Fault {
    /// Creates a rule for every request to `endpoint` that changes nothing yet. Fill it in with struct update syntax.
    #[must_use]
    pub fn at(endpoint: Endpoint) -> Self {
        Self { endpoint, ..Self::default() }
    }

    /// Reads a plan: a list of rules and names of behaviors, or a single one.
    ///
    /// # Errors
    /// When a rule is invalid. The error says which rule and which member.
    pub fn list_from_json(text: &str) -> Result<Vec<Self>, FaultError> {
        let rules = match serde_json::from_str(text) {
            Ok(Value::Array(rules)) => rules,
            Ok(one) => vec![one],
            // The name of a single behavior doesn't need quotes.
            Err(_) if is_name(text) => vec![Value::from(text)],
            Err(error) => return Err(FaultError(format!("faults: {error}"))),
        };
        let expanded = rules.into_iter().enumerate().map(|(at, rule)| {
            let members = match rule {
                Value::Object(rule) => Behavior::expand(rule),
                name => Behavior::expand(Map::from_iter([("behavior".to_owned(), name)])),
            };
            let members = members.map_err(|what| FaultError(format!("faults[{at}].{what}")))?;
            Ok(Value::Object(members))
        });
        let rules = Value::Array(expanded.collect::<Result<_, FaultError>>()?);
        let faults: Vec<Self> = serde_path_to_error::deserialize(rules)
            .map_err(|error| FaultError(format!("faults{}: {}", in_list(error.path()), error.inner())))?;
        for (at, fault) in faults.iter().enumerate() {
            fault.check().map_err(|what| FaultError(format!("faults[{at}].{what}")))?;
        }
        Ok(faults)
    }

    /// Rejects faults that an HTTP response can't represent.
    pub(crate) fn check(&self) -> Result<(), String> {
        if let Some(status) = self.status.filter(|status| !(200..600).contains(status)) {
            return Err(format!("status: {status} isn't a final HTTP status (200 to 599)"));
        }
        let texts = [("retryAfter", &self.retry_after), ("contentType", &self.content_type)];
        for (name, text) in texts {
            if text.as_ref().is_some_and(|text| HeaderValue::try_from(text).is_err()) {
                return Err(format!("{name}: not a header value"));
            }
        }
        for (name, value) in &self.headers {
            if HeaderName::try_from(name).is_err() {
                return Err(format!("headers: '{name}' isn't a header name"));
            }
            if value.as_ref().is_some_and(|value| HeaderValue::try_from(value).is_err()) {
                return Err(format!("headers.{name}: not a header value"));
            }
        }
        Ok(())
    }

    /// Returns the response that replaces the service's own. `usual` creates the service's body for a status.
    pub(crate) fn reply(&self, usual: impl FnOnce(u16) -> Reply) -> Option<Reply> {
        if self.status.is_none() && self.body.is_none() && self.body_size.is_none() {
            return None;
        }
        let status = self.status.unwrap_or(200);
        let content_type = self.content_type.as_deref().unwrap_or("application/json; charset=utf-8");
        let mut reply = match (&self.body, self.body_size) {
            (None, None) => usual(status),
            (body, size) => {
                let head = Bytes::from(body.clone().unwrap_or_default());
                let mut reply = Reply::text(status, content_type, Bytes::new());
                reply.body = Body::filled(head, size.unwrap_or(0));
                reply
            }
        };
        if let Some(content_type) = &self.content_type {
            reply = reply.with("content-type", content_type);
        }
        Some(reply)
    }

    /// Applies this rule's rewrite and headers to a response.
    pub(crate) fn apply_headers(&self, mut reply: Reply) -> Reply {
        if let Some(rewrite) = self.rewrite {
            reply = rewrite.apply(reply);
        }
        if let Some(retry_after) = &self.retry_after {
            reply = reply.with("retry-after", retry_after);
        }
        for (name, value) in &self.headers {
            match value {
                Some(value) => reply = reply.with(name, value),
                None => {
                    reply.headers.remove(name.as_str());
                }
            }
        }
        reply
    }

    pub(crate) fn matches(&self, endpoint: Endpoint, method: &str, target: &str) -> bool {
        let is_method = |wanted: &String| wanted.eq_ignore_ascii_case(method);
        self.endpoint == endpoint
            && self.method.as_ref().is_none_or(is_method)
            && self.matching.as_ref().is_none_or(|part| target.to_lowercase().contains(&part.to_lowercase()))
    }
}

/// An invalid fault plan: where it is invalid, and why.
#[derive(Debug)]
pub struct FaultError(String);

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FaultError {}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Returns a text such as `[1].status` for a path inside the list, and an empty text for the list itself.
fn in_list(path: &serde_path_to_error::Path) -> String {
    let text = path.to_string();
    if text == "." || text == "?" { String::new() } else { text }
}

fn text_or_json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
