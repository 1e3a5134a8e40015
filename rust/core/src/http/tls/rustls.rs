//! TLS where the system has none to offer: rustls, with the system's roots.

use super::provider::provider;
use super::{Thumbprint, TlsFailure, WRONG_PIN};
use crate::http::exchange::Stream;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;
use std::error::Error as StdError;
use std::sync::Arc;

/// Encrypts connections.
pub(in crate::http) struct Connector {
    inner: tokio_rustls::TlsConnector,
}

impl Connector {
    /// Trusts what the system trusts, and these certificates (DER) besides.
    ///
    /// # Errors
    /// Why it can't be set up, in words.
    pub(in crate::http) fn system(more_roots: &[Vec<u8>]) -> Result<Self, String> {
        let provider = provider();
        let more_roots = more_roots.iter().map(|root| root.clone().into());
        let verifier = Verifier::new_with_extra_roots(more_roots, Arc::clone(&provider));
        Self::verified_by(Arc::new(verifier.map_err(|e| e.to_string())?), provider)
    }

    /// Trusts that certificate and no other, whatever its chain and name.
    ///
    /// # Errors
    /// Why it can't be set up, in words.
    pub(in crate::http) fn pinned(pin: Thumbprint) -> Result<Self, String> {
        let provider = provider();
        let verifier = Pinned {
            pin,
            provider: Arc::clone(&provider),
        };
        Self::verified_by(Arc::new(verifier), provider)
    }

    fn verified_by(
        verifier: Arc<dyn ServerCertVerifier>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, String> {
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| e.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Ok(Self {
            inner: Arc::new(config).into(),
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
        let other = |why: String| TlsFailure {
            certificate: false,
            why,
        };
        let name = ServerName::try_from(name.to_owned()).map_err(|e| other(e.to_string()))?;
        match self.inner.connect(name, plain).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => Err(failure_in(&error).unwrap_or_else(|| other(error.to_string()))),
        }
    }
}

/// Finds a failure of TLS among what broke a connection.
pub(in crate::http) fn failure_in(error: &(dyn StdError + 'static)) -> Option<TlsFailure> {
    let mut cause = Some(error);
    while let Some(current) = cause {
        // rustls reports through io::Error, whose source() skips the error it carries.
        let carried = current
            .downcast_ref::<std::io::Error>()
            .and_then(|io| io.get_ref())
            .map(|e| e as &(dyn StdError + 'static));
        let tls = current.downcast_ref::<Error>();
        if let Some(tls) = tls.or_else(|| carried.and_then(|e| e.downcast_ref())) {
            return Some(TlsFailure {
                certificate: matches!(
                    tls,
                    Error::InvalidCertificate(_) | Error::NoCertificatesPresented
                ),
                why: tls.to_string().trim_end_matches('.').to_owned(),
            });
        }
        cause = carried.or_else(|| current.source());
    }
    None
}

/// Accepts the one certificate of that thumbprint; the handshake's signatures are checked as always.
struct Pinned {
    pin: Thumbprint,
    provider: Arc<CryptoProvider>,
}

impl std::fmt::Debug for Pinned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pinned")
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.pin.is_of(certificate) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::General(WRONG_PIN.to_owned()))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
