//! The two HTTP clients: [`endpoint`] for identity endpoints, [`service`] for Resource Manager and other https services.

mod cause;
pub mod endpoint;
mod pinned;
pub mod proxy;
mod resolve;
mod roots;
pub mod service;
pub mod tls;

pub use {endpoint as local, service as remote};

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
