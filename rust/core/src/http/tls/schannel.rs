//! TLS on Windows: Schannel with the system's roots and policy.

use super::{REVOKED, Stream, Thumbprint, TlsFailure, UNTRUSTED, WRONG_NAME, WRONG_PIN};
use crate::blocking;
use crate::http::cause;
use crate::limits;
use rustls_pki_types::CertificateDer;
use std::error::Error as StdError;
use std::future::Future;
use std::io;
use tokio::time::timeout;
use tower::util::MapFutureLayer;

type Boxed = Box<dyn StdError + Send + Sync>;

/// The TLS settings of a connection.
#[derive(Clone)]
pub(in crate::http) struct Config {
    connector: native_tls::TlsConnector,
    pin: Option<Thumbprint>,
}

impl Config {
    /// Whether a certificate can be used as a root.
    pub(in crate::http) fn takes(root: &CertificateDer<'static>) -> bool {
        native_tls::Certificate::from_der(root).is_ok()
    }

    /// Trusts the system's roots and these.
    ///
    /// # Errors
    /// A message that says why TLS can't be set up.
    pub(in crate::http) fn trusting(own: Vec<CertificateDer<'static>>) -> Result<Self, String> {
        let mut builder = native_tls::TlsConnector::builder();
        for root in own {
            let root = native_tls::Certificate::from_der(&root).map_err(|e| cause::without_number(&e))?;
            builder.add_root_certificate(root);
        }
        Self::built(&builder, None)
    }

    /// Trusts only this certificate, whatever its chain and name.
    ///
    /// # Errors
    /// A message that says why TLS can't be set up.
    pub(in crate::http) fn pinned(pin: Thumbprint) -> Result<Self, String> {
        let mut builder = native_tls::TlsConnector::builder();
        builder.danger_accept_invalid_certs(true).danger_accept_invalid_hostnames(true);
        Self::built(&builder, Some(pin))
    }

    fn built(builder: &native_tls::TlsConnectorBuilder, pin: Option<Thumbprint>) -> Result<Self, String> {
        let connector = builder.build().map_err(|e| cause::without_number(&e))?;
        Ok(Self { connector, pin })
    }

    /// Configures reqwest with these settings.
    pub(in crate::http) fn set(&self, client: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        client
            .tls_backend_preconfigured(self.connector.clone())
            .connector_layer(MapFutureLayer::new(connect_off_worker))
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
        let connector = tokio_native_tls::TlsConnector::from(self.connector.clone());
        // IPv6 addresses are in brackets in URLs, but not in certificates.
        let name = host.trim_matches(['[', ']']).to_owned();
        let handshake = async move { connector.connect(&name, plain).await };
        let other = |why: &str| TlsFailure { certificate: false, why: why.to_owned() };
        let stream = off_worker(handshake)
            .await
            .ok_or_else(|| other("no reply"))?
            .map_err(|error| failure_in(&error).unwrap_or_else(|| other(&cause::without_number(&error))))?;
        if let Some(pin) = self.pin {
            let certificate = stream.get_ref().peer_certificate().ok().flatten();
            let der = certificate.and_then(|certificate| certificate.to_der().ok());
            if !der.is_some_and(|der| pin.is_of(&der)) {
                return Err(TlsFailure { certificate: true, why: WRONG_PIN.to_owned() });
            }
        }
        Ok(Box::new(stream))
    }
}

/// Runs a handshake on a thread that may block: Windows downloads missing certificates of the chain and revocation lists
/// synchronously. `None` if it takes too long.
async fn off_worker<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Option<T> {
    let bounded = blocking::poll(timeout(limits::CONNECT_ARM, work));
    bounded.await.ok().and_then(Result::ok)
}

/// The same for a connection that reqwest makes.
async fn connect_off_worker<T: Send + 'static>(
    connecting: impl Future<Output = Result<T, Boxed>> + Send + 'static,
) -> Result<T, Boxed> {
    let connected = off_worker(connecting).await;
    connected.unwrap_or_else(|| Err(io::Error::from(io::ErrorKind::TimedOut).into()))
}

/// Finds a TLS failure in the chain of an error's sources.
pub(in crate::http) fn failure_in(error: &(dyn StdError + 'static)) -> Option<TlsFailure> {
    let speaks_of_tls = |code: u32| matches!(code & 0xFFFF_0000, 0x800B_0000 | 0x8009_0000);
    let (code, text) = cause::causes(error).find_map(|error| {
        if let Some(error) = error.downcast_ref::<native_tls::Error>() {
            return Some((code_of(error).unwrap_or_default().cast_unsigned(), cause::without_number(error)));
        }
        // 0x800B....: CERT_E_..., TRUST_E_...; 0x8009....: SEC_E_..., CRYPT_E_....
        let code = error.downcast_ref::<io::Error>()?.raw_os_error()?.cast_unsigned();
        speaks_of_tls(code).then(|| (code, cause::without_number(error)))
    })?;
    let known = match code {
        0x800B_0109 | 0x800B_010A | 0x8009_0325 => Some(UNTRUSTED),
        0x800B_0101 | 0x8009_0328 => Some("its certificate has expired, or isn't valid yet"),
        0x800B_010F | 0x8009_0322 => Some(WRONG_NAME),
        0x800B_010C | 0x8009_2010 => Some(REVOKED),
        0x8009_2012 | 0x8009_2013 => Some("it can't be checked whether its certificate was revoked"),
        _ => None,
    };
    Some(TlsFailure {
        certificate: known.is_some() || code & 0xFFFF_0000 == 0x800B_0000,
        why: known.map_or(text, str::to_owned),
    })
}

/// The system's error code. native-tls doesn't expose its `io::Error`, only the text, which the standard library ends with
/// `(os error N)`.
fn code_of(error: &native_tls::Error) -> Option<i32> {
    let text = error.to_string();
    let (_, code) = text.rsplit_once("(os error ")?;
    code.strip_suffix(')')?.parse().ok()
}
