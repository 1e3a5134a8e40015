//! The one certificate to accept (Service Fabric): its thumbprint is compared before anything is sent.

use crate::digest;

/// SHA-1 of a certificate's DER form: how Service Fabric names its server's self-signed certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thumbprint(pub [u8; 20]);

impl Thumbprint {
    /// Whether it is that certificate's.
    pub(super) fn is_of(self, certificate: &[u8]) -> bool {
        digest::sha1(certificate) == self.0
    }
}

/// What is said where it isn't.
pub(super) const WRONG_PIN: &str = "its certificate does not have the thumbprint that the platform announced";

#[cfg(not(windows))]
pub(super) use verifier::Pinned;

#[cfg(not(windows))]
mod verifier {
    use super::Thumbprint;
    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
    use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
    use std::sync::Arc;

    /// Accepts the one certificate, whatever its chain and name; the handshake's signatures are checked as always.
    #[derive(Debug)]
    pub(in crate::http) struct Pinned {
        pub pin: Thumbprint,
        pub provider: Arc<CryptoProvider>,
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
}
