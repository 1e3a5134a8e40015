//! Service Fabric.

use crate::support::{Answer, claims, exchange, source, start, start_with, variable};
use azmi_emulator::{Emulator, Endpoint};
use serde_json::json;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme, StreamOwned,
};

const QUERY: &str = "api-version=2020-05-01&resource=https%3A%2F%2Fvault.azure.net";

/// Accepts any certificate and remembers its thumbprint.
#[derive(Debug)]
struct Thumbprint {
    provider: CryptoProvider,
    seen: Mutex<String>,
}

impl ServerCertVerifier for Thumbprint {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let hash = ::ring::digest::digest(&::ring::digest::SHA1_FOR_LEGACY_USE_ONLY, end_entity);
        *self.seen.lock().expect("no panic") = hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn get(emulator: &Emulator, query: &str, secret: Option<&str>) -> Answer {
    let provider = Arc::new(ring::default_provider());
    let thumbprint = Arc::new(Thumbprint { provider: (*provider).clone(), seen: Mutex::default() });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&thumbprint) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    let url = source(emulator, Endpoint::ServiceFabric).url.strip_prefix("https://").expect("https");
    let (authority, path) = url.split_once('/').expect("a path");
    let name = ServerName::try_from("localhost").expect("a name");
    let connection = ClientConnection::new(Arc::new(config), name).expect("a connection");
    let stream = TcpStream::connect(authority).expect("connects");
    let headers = secret.map(|secret| ("secret", secret));
    let headers = headers.as_slice();
    let answer =
        exchange(StreamOwned::new(connection, stream), authority, "GET", &format!("/{path}?{query}"), headers, "");
    let seen = thumbprint.seen.lock().expect("no panic").clone();
    assert_eq!(seen, variable(emulator, Endpoint::ServiceFabric, "IDENTITY_SERVER_THUMBPRINT"));
    answer.expect("an answer")
}

fn good(emulator: &Emulator, query: &str) -> Answer {
    get(emulator, query, Some(variable(emulator, Endpoint::ServiceFabric, "IDENTITY_HEADER")))
}

#[test]
fn the_expiry_is_a_number_or_a_string() {
    let emulator = start();
    let body = good(&emulator, QUERY).json();
    assert!(body["expires_on"].is_u64());
    let claims = claims(body["access_token"].as_str().expect("a token"));
    assert!(claims["xms_mirid"].as_str().is_some_and(|id| id.ends_with("/clusters/fabric1/applications/app1")));
    let text = start_with(r#"{"hosts":{"serviceFabric":{"textExpiry":true}}}"#);
    assert!(good(&text, QUERY).json()["expires_on"].is_string());
    assert_eq!(good(&emulator, "api-version=2019-07-01-preview&resource=https://vault.azure.net").status, 200);
}

#[test]
fn a_refused_token_is_replaced_once() {
    let emulator = start();
    let token = |more: &str| {
        good(&emulator, &format!("{QUERY}{more}")).json()["access_token"].as_str().expect("a token").to_owned()
    };
    let first = token("&xms_cc=cp1");
    let hash = ::ring::digest::digest(&::ring::digest::SHA256, first.as_bytes());
    let hash = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let second = token(&format!("&xms_cc=cp1&token_sha256_to_refresh={hash}"));
    assert_ne!(first, second);
    // A later caller with the same complaint gets the newer token that already exists.
    assert_eq!(token(&format!("&token_sha256_to_refresh={hash}")), second);
    assert_eq!(token(""), second);
}

#[test]
fn a_principal_can_be_selected() {
    let emulator = start();
    let identity = source(&emulator, Endpoint::ServiceFabric).user_assigned[0].clone();
    let body = good(&emulator, &format!("{QUERY}&principalId={}", identity.principal_id)).json();
    assert_eq!(claims(body["access_token"].as_str().expect("a token"))["oid"], json!(identity.principal_id));
}

#[test]
fn errors_have_the_documented_codes() {
    let emulator = start();
    let code = |answer: Answer| {
        let error = &answer.json()["error"];
        assert!(error["correlationId"].is_string() && error["message"].is_string());
        (answer.status, error["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(code(get(&emulator, QUERY, None)), (400, "SecretHeaderNotFound".to_owned()));
    assert_eq!(code(get(&emulator, QUERY, Some("wrong"))), (404, "ManagedIdentityNotFound".to_owned()));
    assert_eq!(code(good(&emulator, "resource=a")), (400, "InvalidApiVersion".to_owned()));
    assert_eq!(code(good(&emulator, "api-version=2020-05-01")), (400, "ArgumentNullOrEmpty".to_owned()));
    let nobody = format!("{QUERY}&principalId=99999999-9999-4999-8999-999999999999");
    assert_eq!(code(good(&emulator, &nobody)), (404, "ManagedIdentityNotFound".to_owned()));
}
