//! A client small enough to trust: it sends requests unchanged and returns the responses.

#![allow(dead_code, reason = "each test file uses only part of it")]

use azmi_emulator::{Emulator, Endpoint, Options, Scenario, Source};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

pub const METADATA: (&str, &str) = ("Metadata", "true");
pub const ARM: &str = "https://management.azure.com/";
pub const VM: &str = "2024-07-01";
pub const SYSTEM: &str = "33333333-3333-4333-8333-333333333331";
pub const SUBSCRIPTION: &str = "/subscriptions/22222222-2222-4222-8222-222222222222";

/// An emulator with the default scenario.
pub fn start() -> Emulator {
    Emulator::start_in_thread(Options::default()).expect("starts")
}

/// An emulator with a scenario file.
pub fn start_with(scenario: &str) -> Emulator {
    started_with(scenario).expect("starts")
}

/// Like `start_with`, but returns the error of an invalid file.
pub fn started_with(scenario: &str) -> Result<Emulator, String> {
    let scenario = Scenario::from_json(scenario).map_err(|error| error.to_string())?;
    Emulator::start_in_thread(Options { scenario, ..Options::default() }).map_err(|error| error.to_string())
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// Asserts status and body together.
    pub fn is(&self, status: u16, body: &str) {
        assert_eq!((self.status, self.body.as_str()), (status, body));
    }
}

/// The headers of a request.
pub type Headers<'a> = &'a [(&'a str, &'a str)];

/// Host and port of the Instance Metadata Service.
pub fn imds_authority(emulator: &Emulator) -> &str {
    let url = &emulator.endpoints().imds;
    url.strip_prefix("http://").expect("http")
}

/// Opens a connection with a time limit for reading.
pub fn connect(authority: &str) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(authority)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    Ok(stream)
}

/// Sends a request to the Instance Metadata Service.
pub fn imds(emulator: &Emulator, method: &str, target: &str, headers: Headers<'_>, body: &str) -> Answer {
    try_imds(emulator, method, target, headers, body).expect("an answer")
}

/// Like `imds`, but the request may fail.
pub fn try_imds(
    emulator: &Emulator,
    method: &str,
    target: &str,
    headers: Headers<'_>,
    body: &str,
) -> io::Result<Answer> {
    let authority = imds_authority(emulator);
    exchange(connect(authority)?, authority, method, target, headers, body)
}

/// `GET` with the metadata header.
pub fn get(emulator: &Emulator, target: &str) -> Answer {
    imds(emulator, "GET", target, &[METADATA], "")
}

/// Sends a request to Resource Manager, trusting its root and nothing else.
pub fn arm(emulator: &Emulator, method: &str, target: &str, headers: Headers<'_>, body: &str) -> Answer {
    arm_as(emulator, "localhost", method, target, headers, body)
}

/// Like `arm`, under another of its host names.
pub fn arm_as(emulator: &Emulator, host: &str, method: &str, target: &str, headers: Headers<'_>, body: &str) -> Answer {
    try_arm(emulator, host, method, target, headers, body).expect("an answer")
}

/// Like `arm_as`, but the request may fail.
pub fn try_arm(
    emulator: &Emulator,
    host: &str,
    method: &str,
    target: &str,
    headers: Headers<'_>,
    body: &str,
) -> io::Result<Answer> {
    let port = emulator.endpoints().arm.rsplit(':').next().expect("a port");
    let authority = format!("{host}:{port}");
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_file(&emulator.endpoints().ca_file).expect("a PEM file");
    roots.add(root).expect("a root");
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = host.trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(name).expect("a name");
    let connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    let stream = StreamOwned::new(connection, connect(&authority)?);
    exchange(stream, &authority, method, target, headers, body)
}

/// `GET` with a bearer token.
pub fn arm_get(emulator: &Emulator, token: &str, target: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    arm(emulator, "GET", target, &[("Authorization", &bearer)], "")
}

/// Sends a request over a connection of any kind.
pub fn exchange<S: Read + Write>(
    mut stream: S,
    host: &str,
    method: &str,
    target: &str,
    headers: Headers<'_>,
    body: &str,
) -> io::Result<Answer> {
    let mut request = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        request.push_str(&format!("Host: {host}\r\n"));
    }
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{request}\r\n{body}").as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

/// The path of the token endpoint with a query.
pub fn token_path(query: &str) -> String {
    format!("/metadata/identity/oauth2/token?{query}")
}

/// Requests a token for `resource` on this machine, with further parameters.
pub fn token(emulator: &Emulator, resource: &str, more: &str) -> String {
    let answer = get(emulator, &token_path(&format!("api-version=2018-02-01&resource={resource}{more}")));
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["access_token"].as_str().expect("a token").to_owned()
}

/// The claims of a token.
pub fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

/// Returns a response's status and `error.code`.
pub fn code(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"]["code"].as_str().unwrap_or_default().to_owned())
}

/// The facts of one of the other identity endpoints.
pub fn source(emulator: &Emulator, endpoint: Endpoint) -> &Source {
    emulator.endpoints().sources.get(&endpoint).expect("the endpoint")
}

/// A variable that an endpoint's platform sets.
pub fn variable<'a>(emulator: &'a Emulator, endpoint: Endpoint, name: &str) -> &'a str {
    source(emulator, endpoint).environment.get(name).map(String::as_str).expect("the variable")
}

/// Sends a request to one of the other identity endpoints, with `query` after its URL.
pub fn ask(
    emulator: &Emulator,
    endpoint: Endpoint,
    method: &str,
    query: &str,
    headers: Headers<'_>,
    body: &str,
) -> Answer {
    let url = source(emulator, endpoint).url.strip_prefix("http://").expect("http");
    let (authority, path) = url.split_once('/').expect("a path");
    let (stream, target) = (connect(authority).expect("connects"), format!("/{path}{query}"));
    exchange(stream, authority, method, &target, headers, body).expect("an answer")
}

/// The header for a form.
pub const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// The names of an object's members.
pub fn members(object: &Value) -> Vec<String> {
    let members = object.as_object().expect("an object");
    members.keys().cloned().collect()
}
