//! A request, read completely and parsed.

use http_body_util::{BodyExt, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::{HeaderMap, Method};
use percent_encoding::percent_decode_str;

/// The largest request body that is accepted, in bytes.
const BODY_LIMIT: usize = 4 << 20;

/// A request that has been read completely.
pub struct Request {
    /// Its verb.
    pub method: Method,
    /// The path as sent.
    pub path: String,
    /// The query as sent, without the question mark.
    pub raw_query: String,
    /// The decoded query parameters, in order.
    pub query: Vec<(String, String)>,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Request {
    /// Reads the body. Returns `None` if it is too large, or if the client disconnected.
    pub async fn read(request: hyper::Request<Incoming>) -> Option<Self> {
        let (head, body) = request.into_parts();
        let body = Limited::new(body, BODY_LIMIT).collect().await.ok()?.to_bytes();
        let raw_query = head.uri.query().unwrap_or_default().to_owned();
        Some(Self {
            method: head.method,
            path: head.uri.path().to_owned(),
            query: form_urlencoded::parse(raw_query.as_bytes()).into_owned().collect(),
            raw_query,
            headers: head.headers,
            body,
        })
    }

    /// Returns the first query parameter with this name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    /// Returns a query parameter, unless it is empty.
    pub fn filled_parameter(&self, name: &str) -> Option<&str> {
        self.parameter(name).filter(|value| !value.is_empty())
    }

    /// Returns the parameters of the body, if it is a form.
    pub fn form(&self) -> Vec<(String, String)> {
        let is_form = self
            .header("content-type")
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"));
        if is_form { form_urlencoded::parse(&self.body).into_owned().collect() } else { Vec::new() }
    }

    /// Returns the name of a parameter that occurs more than once.
    pub fn repeated_parameter(&self) -> Option<&str> {
        self.query
            .iter()
            .enumerate()
            .find(|(at, (name, _))| self.query[..*at].iter().any(|(earlier, _)| earlier.eq_ignore_ascii_case(name)))
            .map(|(_, (name, _))| name.as_str())
    }

    /// Returns a header's value, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the decoded path segments. A trailing slash doesn't add one.
    pub fn segments(&self) -> Vec<String> {
        self.path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect()
    }

    /// Returns the decoded path and query, which a fault's `match` is compared with.
    pub fn readable_target(&self) -> String {
        let mut target = percent_decode_str(&self.path).decode_utf8_lossy().into_owned();
        for (at, (name, value)) in self.query.iter().enumerate() {
            target.push(if at == 0 { '?' } else { '&' });
            target.push_str(name);
            target.push('=');
            target.push_str(value);
        }
        target
    }
}

/// Returns the first parameter with this name.
pub fn find<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = parameters.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str())
}
