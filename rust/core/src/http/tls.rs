//! TLS: pinned to a thumbprint (Service Fabric), else checked as the system does, with further roots where the user names
//! some. Made on first use, because a token needs none and the roots are the dearest part of a start.

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

/// A connection, plain or encrypted. One type for all of them, so that HTTP is compiled once.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// The one certificate to accept, compared before anything is sent: SHA-1 of its DER form, which is how Service Fabric names
/// its server's self-signed certificate.
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
    /// Whether it is the certificate that is not trusted, and not TLS that could not be agreed.
    pub certificate: bool,
    /// In words that complete "no trusted TLS connection to X: ...".
    pub why: String,
}

const UNTRUSTED: &str = "its certificate comes from an issuer that this machine doesn't trust";
const WRONG_NAME: &str = "its certificate is for another name";
const REVOKED: &str = "its certificate was revoked";
const WRONG_PIN: &str = "its certificate does not have the thumbprint that the platform announced";
