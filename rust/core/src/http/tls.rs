//! TLS: pinned to a thumbprint (Service Fabric), else checked as the system does, with further roots where the user names
//! some. Made on first use, because a token needs none and the roots are the dearest part of a start.

use sha1::{Digest as _, Sha1};
use std::error::Error as StdError;
use url::Url;

#[cfg(not(windows))]
mod provider;
#[cfg(not(windows))]
mod rustls;
#[cfg(windows)]
mod schannel;

#[cfg(not(windows))]
pub(super) use self::rustls::{Connector, failure_in};
#[cfg(windows)]
pub(super) use self::schannel::{Connector, failure_in};

/// SHA-1 of a certificate's DER form: how Service Fabric names its server's self-signed certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Thumbprint(pub [u8; 20]);

impl Thumbprint {
    fn is_of(self, certificate: &[u8]) -> bool {
        let actual: [u8; 20] = Sha1::digest(certificate).into();
        actual == self.0
    }
}

/// Why there is no encrypted connection.
#[derive(Debug)]
pub(super) struct TlsFailure {
    /// Whether it is the certificate that is not trusted, and not TLS that could not be agreed.
    pub certificate: bool,
    /// In words.
    pub why: String,
}

/// The name that the certificate of a URL's host must bear. URLs put IPv6 addresses into brackets, certificates don't.
pub(super) fn name_of(url: &Url) -> &str {
    url.host_str().unwrap_or_default().trim_matches(['[', ']'])
}

const WRONG_PIN: &str =
    "the server's certificate does not have the thumbprint that the platform announced";

/// An error and what caused it, outermost first.
pub(super) fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let next: fn(&&'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> =
        |error| (*error).source();
    std::iter::successors(Some(error), next)
}

#[cfg(test)]
mod tests;
