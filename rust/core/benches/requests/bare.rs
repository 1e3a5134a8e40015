//! The minimum that a client can do: one connection, one request, one parsed response.

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
use url::Url;

/// A variable from the emulator's ready file.
pub fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("the caller must set {name}"))
}

/// A connection to one service.
pub struct Bare {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

impl Bare {
    pub async fn plain(url: &Url) -> Self {
        let stream = tcp(url).await;
        Self::over(url, TokioIo::new(stream)).await
    }

    pub async fn encrypted(url: &Url) -> Self {
        let mut roots = RootCertStore::empty();
        for root in CertificateDer::pem_file_iter(variable("AZMI_CA_FILE")).expect("a file") {
            roots.add(root.expect("a certificate")).expect("a root");
        }
        let provider = Arc::new(crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider supports the protocol versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = url.host_str().expect("a host").to_owned();
        let name = ServerName::try_from(name).expect("a name");
        let stream = tokio_rustls::TlsConnector::from(Arc::new(config))
            .connect(name, tcp(url).await)
            .await
            .expect("the emulator's certificate is trusted");
        Self::over(url, TokioIo::new(stream)).await
    }

    async fn over<S>(url: &Url, stream: S) -> Self
    where
        S: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
    {
        let (sender, driver) = handshake(stream).await.expect("the emulator listens");
        tokio::spawn(driver);
        let (host, port) = (url.host_str().expect("a host"), url.port().expect("a port"));
        Self { sender, host: format!("{host}:{port}") }
    }

    /// Sends one request and returns its response as JSON, or `null` if it has no body.
    pub async fn ask(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<String>) -> Value {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = Full::new(Bytes::from(body.unwrap_or_default()));
        self.sender.ready().await.expect("the connection is open");
        let answer = self.sender.send_request(request.body(body).expect("a request")).await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        let body = answer.into_body().collect().await.expect("a body");
        serde_json::from_slice(&body.to_bytes()).unwrap_or(Value::Null)
    }
}

async fn tcp(url: &Url) -> TcpStream {
    // The bench's local servers listen on IPv4.
    let stream = TcpStream::connect(("127.0.0.1", url.port().expect("a port"))).await.expect("the emulator listens");
    stream.set_nodelay(true).expect("a TCP connection");
    stream
}
