//! TLS on Linux: rustls with ring.

use super::provider::provider;
use super::{REVOKED, Stream, Thumbprint, TlsFailure, UNTRUSTED, WRONG_NAME, WRONG_PIN};
use crate::http::cause;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::error::Error as StdError;
use std::sync::Arc;

/// The TLS settings of a connection. They include the crypto provider, because a library must not install one for the whole
/// process.
#[derive(Clone)]
pub(in crate::http) struct Config(Arc<ClientConfig>);

impl Config {
    /// Whether a certificate can be used as a root.
    pub(in crate::http) fn takes(root: &CertificateDer<'static>) -> bool {
        RootCertStore::empty().add(root.clone()).is_ok()
    }

    /// Trusts these roots. System roots that can't be parsed are skipped, as other clients do.
    ///
    /// # Errors
    /// A message that says why TLS can't be set up.
    pub(in crate::http) fn trusting(
        own: Vec<CertificateDer<'static>>,
        systems: Vec<CertificateDer<'static>>,
    ) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(own.into_iter().chain(systems));
        if roots.is_empty() {
            return Err("this machine has no trusted root certificates".to_owned());
        }
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider());
        Self::verified_by(verifier.build().map_err(|e| e.to_string())?)
    }

    /// Trusts only this certificate, whatever its chain and name.
    ///
    /// # Errors
    /// A message that says why TLS can't be set up.
    pub(in crate::http) fn pinned(pin: Thumbprint) -> Result<Self, String> {
        let provider = provider();
        Self::verified_by(Arc::new(Pinned { pin, provider }))
    }

    fn verified_by(verifier: Arc<dyn ServerCertVerifier>) -> Result<Self, String> {
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|e| e.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }

    /// Configures reqwest with these settings.
    pub(in crate::http) fn set(&self, client: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        client.tls_backend_preconfigured(ClientConfig::clone(&self.0))
    }

    /// Performs the handshake on a connection. Nothing is sent until the certificate is verified.
    ///
    /// # Errors
    /// A [`TlsFailure`].
    pub(in crate::http) async fn encrypt(
        &self,
        host: &str,
        plain: Box<dyn Stream>,
    ) -> Result<Box<dyn Stream>, TlsFailure> {
        let other = |why: String| TlsFailure { certificate: false, why };
        // IPv6 addresses are in brackets in URLs, but not in certificates.
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
            .map_err(|_| other("no certificate can be for that name".to_owned()))?;
        let connector = tokio_rustls::TlsConnector::from(Arc::clone(&self.0));
        match connector.connect(name, plain).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => Err(failure_in(&error).unwrap_or_else(|| other(cause::reason(&error)))),
        }
    }
}

/// Accepts only the pinned certificate, whatever its chain and name. The signatures of the handshake are verified as usual.
#[derive(Debug)]
struct Pinned {
    pin: Thumbprint,
    provider: Arc<CryptoProvider>,
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
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

/// Finds a TLS failure in the chain of an error's sources.
pub(in crate::http) fn failure_in(error: &(dyn StdError + 'static)) -> Option<TlsFailure> {
    let error: &Error = cause::find(error)?;
    Some(TlsFailure {
        certificate: matches!(error, Error::InvalidCertificate(_) | Error::NoCertificatesPresented),
        why: words(error),
    })
}

fn words(error: &Error) -> String {
    use CertificateError as Bad;
    let words = match error {
        Error::InvalidCertificate(bad) => match bad {
            Bad::UnknownIssuer => UNTRUSTED,
            Bad::Expired | Bad::ExpiredContext { .. } => "its certificate has expired",
            Bad::NotValidYet | Bad::NotValidYetContext { .. } => "its certificate isn't valid yet",
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => WRONG_NAME,
            Bad::Revoked => REVOKED,
            Bad::ApplicationVerificationFailure => WRONG_PIN,
            Bad::BadEncoding => "its certificate is damaged",
            other => return format!("its certificate can't be verified ({other:?})"),
        },
        Error::NoCertificatesPresented => "it presents no certificate",
        Error::InvalidMessage(_) | Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
            "it doesn't speak TLS"
        }
        Error::PeerIncompatible(_) => "it offers no version or cipher of TLS that is safe",
        Error::PeerMisbehaved(_) | Error::DecryptError => "it breaks the rules of TLS",
        Error::AlertReceived(alert) => {
            return format!("it ended the handshake with the alert {alert:?}");
        }
        other => return format!("TLS could not be negotiated ({other})"),
    };
    words.to_owned()
}
