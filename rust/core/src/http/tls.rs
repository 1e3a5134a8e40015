//! TLS to identity endpoints: pinned to a thumbprint (Service Fabric), else checked as the system does.

use super::local::LocalFailure;
use sha1::{Digest as _, Sha1};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// SHA-1 of a certificate's DER form: how Service Fabric names its server's self-signed certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Thumbprint(pub [u8; 20]);

impl Thumbprint {
    fn is_of(self, certificate: &[u8]) -> bool {
        let actual: [u8; 20] = Sha1::digest(certificate).into();
        actual == self.0
    }
}

/// A connection, plain or encrypted.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

fn failed(why: impl std::fmt::Display) -> LocalFailure {
    LocalFailure::Tls(why.to_string())
}

const WRONG_PIN: &str =
    "the server's certificate does not have the thumbprint that the platform announced";

/// Encrypts a connection. With a pin, that certificate and no other is accepted, before anything is sent.
#[cfg(windows)]
pub(super) async fn encrypt(
    stream: TcpStream,
    host: &str,
    pin: Option<Thumbprint>,
) -> Result<Box<dyn Stream>, LocalFailure> {
    let mut builder = native_tls::TlsConnector::builder();
    // The pin decides in place of chain and name.
    builder
        .danger_accept_invalid_certs(pin.is_some())
        .danger_accept_invalid_hostnames(pin.is_some());
    let connector = tokio_native_tls::TlsConnector::from(builder.build().map_err(failed)?);
    let stream = connector.connect(host, stream).await.map_err(failed)?;
    if let Some(pin) = pin {
        let certificate = stream
            .get_ref()
            .peer_certificate()
            .map_err(failed)?
            .and_then(|c| c.to_der().ok());
        if !certificate.is_some_and(|der| pin.is_of(&der)) {
            return Err(failed(WRONG_PIN));
        }
    }
    Ok(Box::new(stream))
}

/// Encrypts a connection. With a pin, that certificate and no other is accepted, before anything is sent.
#[cfg(not(windows))]
pub(super) async fn encrypt(
    stream: TcpStream,
    host: &str,
    pin: Option<Thumbprint>,
) -> Result<Box<dyn Stream>, LocalFailure> {
    use rustls_platform_verifier::BuilderVerifierExt as _;
    use std::sync::Arc;

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let config = match pin {
        Some(pin) => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(pinned::Verifier { pin, provider }))
            .with_no_client_auth(),
        None => builder
            .with_platform_verifier()
            .map_err(failed)?
            .with_no_client_auth(),
    };
    let name = rustls::pki_types::ServerName::try_from(host.to_owned()).map_err(failed)?;
    let stream = tokio_rustls::TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .map_err(failed)?;
    Ok(Box::new(stream))
}

#[cfg(not(windows))]
mod pinned {
    use super::{Thumbprint, WRONG_PIN};
    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
    use rustls::{DigitallySignedStruct, Error, SignatureScheme};
    use std::sync::Arc;

    /// Accepts the one certificate of that thumbprint; the handshake's signatures are checked as always.
    pub(super) struct Verifier {
        pub(super) pin: Thumbprint,
        pub(super) provider: Arc<CryptoProvider>,
    }

    impl std::fmt::Debug for Verifier {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("pinned::Verifier")
        }
    }

    impl ServerCertVerifier for Verifier {
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
}
