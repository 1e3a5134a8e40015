//! TLS: pinned to a thumbprint (Service Fabric), or verified against the system's roots and those that the user names. Set up
//! on first use, because a token doesn't need it and reading the roots is the slowest part of a start.

#[cfg(not(windows))]
mod provider;
#[cfg(not(windows))]
mod rustls;
#[cfg(windows)]
mod schannel;

#[cfg(not(windows))]
pub(super) use self::rustls::{Config, failure_in};
#[cfg(windows)]
pub(super) use self::schannel::{Config, failure_in};

use crate::digest;
use tokio::io::{AsyncRead, AsyncWrite};

/// A connection, plain or encrypted. It is one type for all of them, so that the HTTP code is compiled once.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// The only certificate to accept, checked before anything is sent: the SHA-1 hash of its DER form, by which Service Fabric
/// identifies its server's self-signed certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thumbprint(pub [u8; 20]);

impl Thumbprint {
    fn is_of(self, certificate: &[u8]) -> bool {
        digest::sha1(certificate) == self.0
    }
}

/// Why there is no encrypted connection.
#[derive(Clone, Debug)]
pub(super) struct TlsFailure {
    /// Whether the certificate isn't trusted. Otherwise the handshake failed.
    pub certificate: bool,
    /// Completes the message "no trusted TLS connection to X: ...".
    pub why: String,
}

const UNTRUSTED: &str = "its certificate comes from an issuer that this machine doesn't trust";
const WRONG_NAME: &str = "its certificate is for another name";
const REVOKED: &str = "its certificate was revoked";
const WRONG_PIN: &str = "its certificate does not have the thumbprint that the platform announced";
