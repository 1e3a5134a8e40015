//! TLS of Windows: its own roots, its own policy.

use super::{Thumbprint, TlsFailure, WRONG_PIN, causes};
use crate::blocking;
use crate::http::exchange::Stream;
use std::error::Error as StdError;

/// Encrypts connections.
pub(in crate::http) struct Connector {
    inner: tokio_native_tls::TlsConnector,
    pin: Option<Thumbprint>,
}

impl Connector {
    /// Trusts what the system trusts, and these certificates (DER) besides.
    ///
    /// # Errors
    /// Why it can't be set up, in words.
    pub(in crate::http) fn system(more_roots: &[Vec<u8>]) -> Result<Self, String> {
        let mut builder = native_tls::TlsConnector::builder();
        for root in more_roots {
            let root = native_tls::Certificate::from_der(root).map_err(|e| e.to_string())?;
            builder.add_root_certificate(root);
        }
        Self::built(&builder, None)
    }

    /// Trusts that certificate and no other, whatever its chain and name.
    ///
    /// # Errors
    /// Why it can't be set up, in words.
    pub(in crate::http) fn pinned(pin: Thumbprint) -> Result<Self, String> {
        let mut builder = native_tls::TlsConnector::builder();
        builder
            .danger_accept_invalid_certs(true)
            .danger_accept_invalid_hostnames(true);
        Self::built(&builder, Some(pin))
    }

    fn built(
        builder: &native_tls::TlsConnectorBuilder,
        pin: Option<Thumbprint>,
    ) -> Result<Self, String> {
        let inner = builder.build().map_err(|e| e.to_string())?;
        Ok(Self {
            inner: inner.into(),
            pin,
        })
    }

    /// Encrypts a connection; nothing is sent before the certificate is found good, and to bear that name.
    ///
    /// # Errors
    /// A [`TlsFailure`].
    pub(in crate::http) async fn encrypt(
        &self,
        name: &str,
        plain: Box<dyn Stream>,
    ) -> Result<Box<dyn Stream>, TlsFailure> {
        // Schannel fetches what a chain lacks, and revocation lists, within a step of the handshake.
        let (connector, name) = (self.inner.clone(), name.to_owned());
        let shaken = blocking::poll(async move { connector.connect(&name, plain).await });
        let stream = shaken
            .await
            .map_err(|lost| TlsFailure {
                certificate: false,
                why: lost.message().to_owned(),
            })?
            .map_err(explain)?;
        if let Some(pin) = self.pin {
            let certificate = stream.get_ref().peer_certificate().map_err(explain)?;
            let der = certificate.and_then(|certificate| certificate.to_der().ok());
            if !der.is_some_and(|der| pin.is_of(&der)) {
                return Err(TlsFailure {
                    certificate: true,
                    why: WRONG_PIN.to_owned(),
                });
            }
        }
        Ok(Box::new(stream))
    }
}

fn explain(error: native_tls::Error) -> TlsFailure {
    TlsFailure {
        certificate: code_of(&error).is_some_and(speaks_of_certificate),
        why: error.to_string().trim_end_matches('.').to_owned(),
    }
}

/// Finds a failure of TLS among what broke a connection that stood.
pub(in crate::http) fn failure_in(error: &(dyn StdError + 'static)) -> Option<TlsFailure> {
    causes(error)
        .filter_map(|error| error.downcast_ref::<std::io::Error>())
        .filter_map(|error| Some((error.raw_os_error()?.cast_unsigned(), error)))
        .find(|(code, _)| matches!(code & 0xFFFF_0000, 0x800B_0000 | 0x8009_0000))
        .map(|(code, error)| TlsFailure {
            certificate: speaks_of_certificate(code),
            why: error.to_string(),
        })
}

/// The codes of schannel that speak of the certificate (0x800B....: CERT_E_..., TRUST_E_...).
fn speaks_of_certificate(code: u32) -> bool {
    code & 0xFFFF_0000 == 0x800B_0000 || code == 0x8009_2013 || code == 0x8009_0328
}

/// The system's code in a failure of TLS. native-tls keeps its `io::Error` to itself and hands out its text only, which the
/// standard library ends with `(os error N)`.
fn code_of(error: &native_tls::Error) -> Option<u32> {
    let text = error.to_string();
    let (_, code) = text.rsplit_once("(os error ")?;
    let code: i32 = code.strip_suffix(')')?.parse().ok()?;
    Some(code.cast_unsigned())
}
