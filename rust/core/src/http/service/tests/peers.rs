//! Servers with scripted responses, each on its own port.

use super::super::*;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use std::path::PathBuf;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A host name that isn't this machine's.
pub const ELSEWHERE: &str = "https://arm.example.invalid/";

/// Serves each connection; `number` counts them from 0.
pub async fn serve<F>(each: impl Fn(usize, TcpStream) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        let mut number = 0;
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(each(number, stream));
            number += 1;
        }
    });
    place
}

/// Reads the head of a request; empty if the peer has disconnected.
pub async fn head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut read = Vec::new();
    while !read.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => read.push(byte),
            Err(_) => return String::new(),
        }
    }
    String::from_utf8(read).unwrap()
}

/// Sends the same response to every request on a connection, and never closes it.
pub async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, bytes: Vec<u8>) {
    while !head(&mut stream).await.is_empty() {
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// A root certificate and the key that signs with it.
pub struct Authority {
    params: CertificateParams,
    key: KeyPair,
    pub file: PathBuf,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let file = std::env::temp_dir().join(format!("azmi-{name}-{}.pem", std::process::id()));
        std::fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
        Self { params, key, file }
    }

    /// Accepts TLS for `name`, with a certificate that `change` can invalidate.
    pub fn acceptor(&self, name: &str, change: impl Fn(&mut CertificateParams)) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        change(&mut params);
        let issuer = Issuer::from_params(&self.params, &self.key);
        let leaf = params.signed_by(&key, &issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key);
        TlsAcceptor::from(Arc::new(config.unwrap()))
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

/// A client with these variables.
pub fn remote(pairs: &[(&str, &str)]) -> ServiceClient {
    let pairs = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
    ServiceClient::new(Env::from_pairs(pairs), crate::platform::ThisMachine::shared())
}

/// Sends one request with a time limit of a few seconds.
pub async fn ask(remote: &ServiceClient, method: Method, url: &str) -> Result<Answer> {
    let url = Url::parse(url).unwrap();
    let sent = remote.send(ServiceRequest { method, url: &url, token: None, headers: HeaderMap::new(), body: None });
    let answered = timeout(std::time::Duration::from_secs(15), sent).await;
    let answered = answered.expect("the request ends in time");
    if let Err(error) = &answered {
        let said = format!("{} {}", error.message(), error.next_step().unwrap_or_default());
        for raw in ["os error", "UnknownIssuer", "relative URL", "hyper", "reqwest", "http://u:"] {
            assert!(!said.contains(raw), "{raw} in {said}");
        }
    }
    answered
}
