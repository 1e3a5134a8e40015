//! The two HTTP clients: [`local`] for identity endpoints, [`remote`] for Resource Manager and other https services.

mod address;
mod exchange;
pub mod local;
mod origin;
pub mod proxy;
pub mod remote;
mod status_line;
pub mod tls;
mod tunnel;

use http::HeaderMap;

/// A whole answer.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, at most as long as the caller's limit.
    pub body: Vec<u8>,
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
}
