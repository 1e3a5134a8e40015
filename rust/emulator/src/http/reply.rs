//! A response, small or as large as a fault requires.

use hyper::body::{Bytes, Frame, SizeHint};
use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, Response, StatusCode};
use serde::Serialize;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

/// How much padding of an oversized body is created at a time. The padding is white space, so that JSON stays valid.
const CHUNK: u64 = 64 << 10;

/// The response to one request.
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers. Boxed to keep the type small, because checks return it as their error.
    pub headers: Box<HeaderMap>,
    /// Its body.
    pub body: Body,
}

impl Reply {
    /// Creates a response with a JSON body.
    pub fn json(status: u16, body: &impl Serialize) -> Self {
        // Serializing the emulator's own types (strings, numbers, and maps with string keys) can't fail.
        let text = serde_json::to_string(body).unwrap_or_default();
        Self::text(status, "application/json; charset=utf-8", text)
    }

    /// Creates a response with a body of another content type.
    pub fn text(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let reply = Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: Box::default(),
            body: Body::from(body.into()),
        };
        reply.with("content-type", content_type)
    }

    /// Creates a response without a body.
    pub fn empty(status: u16) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: Box::default(),
            body: Body::from(Bytes::new()),
        }
    }

    /// Sets a header. Ignores a name or value that isn't valid in HTTP.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Sets a header unless the response already has it.
    #[must_use]
    pub fn or_with(self, name: &str, value: &str) -> Self {
        if self.headers.contains_key(name) { self } else { self.with(name, value) }
    }

    /// Converts the response to hyper's type.
    pub fn into_response(self) -> Response<Body> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        *response.headers_mut() = *self.headers;
        response
    }
}

/// A body: some bytes, then padding up to a size.
pub struct Body {
    head: Bytes,
    filler: u64,
}

impl Body {
    /// Returns the bytes of a body without padding.
    pub fn text(&self) -> Option<&[u8]> {
        (self.filler == 0).then_some(&*self.head)
    }

    /// Creates a body of `head`, padded with white space to `size` bytes.
    pub fn filled(head: Bytes, size: u64) -> Self {
        let filler = size.saturating_sub(head.len() as u64);
        Self { head, filler }
    }
}

impl From<Bytes> for Body {
    fn from(head: Bytes) -> Self {
        Self { head, filler: 0 }
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let body = self.get_mut();
        if !body.head.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut body.head)))));
        }
        if body.filler == 0 {
            return Poll::Ready(None);
        }
        let length = body.filler.min(CHUNK);
        body.filler -= length;
        let chunk = vec![b' '; usize::try_from(length).unwrap_or_default()];
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(chunk)))))
    }

    fn is_end_stream(&self) -> bool {
        self.head.is_empty() && self.filler == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.head.len() as u64 + self.filler)
    }
}
