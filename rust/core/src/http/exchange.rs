//! What both clients share: a connection, plain or encrypted, the HTTP/1.1 spoken on it, and answers of bounded size.

use super::Answer;
use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::error::Error as _;
use std::io;
use tokio::io::{AsyncRead, AsyncWrite};
use url::{Position, Url};

/// A connection, plain or encrypted. One type for all of them, so that HTTP is compiled once.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Sends requests on a connection.
pub(super) type Sender = http1::SendRequest<Full<Bytes>>;

/// What must be polled for the requests on a connection to proceed.
pub(super) type Driver = http1::Connection<TokioIo<Box<dyn Stream>>, Full<Bytes>>;

/// Begins to speak HTTP/1.1.
///
/// # Errors
/// When the connection is closed already.
pub(super) async fn begin(stream: Box<dyn Stream>) -> hyper::Result<(Sender, Driver)> {
    http1::handshake(TokioIo::new(stream)).await
}

/// What a request to a URL says of where it is sent: its `Host` (RFC 9110, 7.2).
pub(super) fn host(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

/// The request target (RFC 9112, 3.2.1).
pub(super) fn target(url: &Url) -> &str {
    &url[Position::BeforePath..Position::AfterQuery]
}

/// Whether it was the answer itself that broke the rules of HTTP, which it will do again, and not the connection.
pub(super) fn is_malformed(error: &hyper::Error) -> bool {
    // So hyper tells of a body in chunks whose sizes can't be read.
    let in_body = |cause: &io::Error| cause.kind() == io::ErrorKind::InvalidInput;
    let cause = error.source().and_then(|cause| cause.downcast_ref());
    (error.is_parse() && !error.is_incomplete_message()) || cause.is_some_and(in_body)
}

/// Why a body could not be read.
pub(super) enum BodyFailure {
    /// It is larger than the limit.
    TooLarge,
    /// The connection broke.
    Broken(hyper::Error),
}

/// Reads the whole answer, unless its body is larger than `limit`.
///
/// # Errors
/// A [`BodyFailure`].
pub(super) async fn answer(
    response: Response<Incoming>,
    limit: usize,
) -> Result<Answer, BodyFailure> {
    let (parts, body) = response.into_parts();
    Ok(Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: collect(body, limit).await?,
    })
}

/// Reads a whole body, unless it is larger than `limit`.
///
/// # Errors
/// A [`BodyFailure`].
async fn collect(mut body: Incoming, limit: usize) -> Result<Vec<u8>, BodyFailure> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(BodyFailure::TooLarge);
    }
    let mut bytes = Vec::with_capacity(announced);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(BodyFailure::Broken)?;
        if let Some(data) = frame.data_ref() {
            if bytes.len() + data.len() > limit {
                return Err(BodyFailure::TooLarge);
            }
            bytes.extend_from_slice(data);
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
