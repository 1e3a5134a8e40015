//! HTTP to identity endpoints: one HTTP/1.1 exchange per connection. No proxy, no redirects, and separate time limits for
//! the connection and the response, because "nothing there" must be known in a second while a response may take a minute.

use super::cause::{self, Breakage};
use super::tls::{self, Stream, Thumbprint};
use super::{Answer, resolve, roots};
use crate::env::Env;
use crate::error::quote::Secrets;
use crate::limits;
use crate::secret::Secret;
use crate::sync::lock;
use crate::trust;
use http::{HeaderValue, Method, Request};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use reqwest::Body;
use std::error::Error as StdError;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_util::io::InspectReader;
use url::{Position, Url};

/// A request to an identity endpoint.
pub struct EndpointRequest {
    /// `GET` or `POST`.
    pub method: Method,
    /// The address, checked by [`trust::identity_endpoint`].
    pub url: Url,
    /// The headers; their values may be secret.
    pub headers: Vec<(&'static str, Secret)>,
    /// A form body.
    pub form: Option<String>,
    /// The only certificate to accept; only for https.
    pub pin: Option<Thumbprint>,
}

impl EndpointRequest {
    /// A `GET` request.
    pub fn get(url: Url, headers: Vec<(&'static str, Secret)>) -> Self {
        Self { method: Method::GET, url, headers, form: None, pin: None }
    }

    /// The secrets that quotes from the response must not contain: the values of all headers except the constant
    /// `Metadata`, with and without the scheme.
    #[must_use]
    pub fn secrets(&self) -> Secrets {
        let secret = self.headers.iter().filter(|(name, _)| *name != "metadata");
        Secrets::of(secret.flat_map(|(_, value)| {
            let key = value.expose().strip_prefix("Basic ");
            let key = key.map(|key| Secret::new(key.to_owned()));
            [Some(value.clone()), key].into_iter().flatten()
        }))
    }
}

/// Why there is no response.
#[derive(Debug)]
pub enum EndpointFailure {
    /// No connection was made; the text says why.
    NoConnection(String),
    /// The connection broke before the response was complete; the text says why.
    Dropped(String),
    /// The response isn't valid HTTP; the text says why.
    Malformed(&'static str),
    /// The TLS handshake failed, or the certificate isn't accepted; the text says why.
    Tls(String),
    /// No response within [`limits::IDENTITY_ANSWER`].
    AnswerTimeout,
    /// The body is larger than [`limits::IDENTITY_BODY`].
    TooLarge,
    /// The value of this header can't be sent.
    BadHeader(&'static str),
}

/// Sends a request and reads the complete response.
///
/// # Errors
/// An [`EndpointFailure`]. No HTTP status is an error.
pub async fn send(request: &EndpointRequest) -> Result<Answer, EndpointFailure> {
    let outgoing = prepare(request)?;
    let plain = connect(&request.url).await?;
    let answered = async {
        let stream: Box<dyn Stream> =
            if request.url.scheme() == "https" { encrypt(plain, request).await? } else { Box::new(plain) };
        speak(stream, outgoing).await
    };
    let answer = timeout(limits::IDENTITY_ANSWER, answered).await.unwrap_or(Err(EndpointFailure::AnswerTimeout))?;
    Ok(answer.received(request.secrets(), limits::IDENTITY_BODY))
}

async fn encrypt(plain: TcpStream, request: &EndpointRequest) -> Result<Box<dyn Stream>, EndpointFailure> {
    let config = match request.pin {
        Some(pin) => tls::Config::pinned(pin).map_err(EndpointFailure::Tls),
        // The system's roots only: variables don't apply to identity endpoints.
        None => roots::config(&Env::default()).await.map_err(|why| EndpointFailure::Tls(why.message().to_owned())),
    };
    let host = request.url.host_str().unwrap_or_default();
    config?.encrypt(host, Box::new(plain)).await.map_err(|failure| EndpointFailure::Tls(failure.why))
}

/// Connects and closes the connection, to see whether anything listens there.
///
/// # Errors
/// [`EndpointFailure::NoConnection`].
pub async fn probe(url: &Url) -> Result<(), EndpointFailure> {
    connect(url).await.map(drop)
}

fn prepare(request: &EndpointRequest) -> Result<Request<Body>, EndpointFailure> {
    let mut builder = Request::builder()
        .method(request.method.clone())
        .uri(target(&request.url))
        .header("host", host(&request.url))
        .header("accept", "application/json");
    for (name, value) in &request.headers {
        let mut value = HeaderValue::from_str(value.expose()).map_err(|_| EndpointFailure::BadHeader(name))?;
        value.set_sensitive(true);
        builder = builder.header(*name, value);
    }
    let body = match &request.form {
        Some(form) => {
            builder = builder.header("content-type", "application/x-www-form-urlencoded");
            form.clone().into()
        }
        None => Body::default(),
    };
    builder.body(body).map_err(|_| EndpointFailure::BadHeader("path"))
}

/// The `Host` header for a URL (RFC 9110, 7.2).
fn host(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

/// The request target for a URL (RFC 9112, 3.2.1).
fn target(url: &Url) -> &str {
    &url[Position::BeforePath..Position::AfterQuery]
}

/// Connects to the first address that accepts. If none does, reports the failure of the first, which is usually IPv4.
async fn connect(url: &Url) -> Result<TcpStream, EndpointFailure> {
    let port = url.port_or_known_default().unwrap_or(80);
    let limit = if trust::is_loopback(url) { limits::CONNECT_LOOPBACK } else { limits::CONNECT };
    let resolving = resolve::addresses(url.host_str().unwrap_or_default());
    let unresolved = |why: String| EndpointFailure::NoConnection(format!("its name could not be resolved: {why}"));
    let addresses = match timeout(limit, resolving).await {
        Ok(found) => found.map_err(|why| unresolved(why.to_string()))?,
        Err(_) => return Err(unresolved(no_reply(limit))),
    };
    let mut first_failure = None;
    for address in addresses {
        let connecting = TcpStream::connect(SocketAddr::new(address, port));
        let why = match timeout(limit, connecting).await {
            Ok(Ok(stream)) => {
                // A request is one small write, which Nagle's algorithm would only delay.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => cause::reason(&error),
            Err(_) => no_reply(limit),
        };
        first_failure.get_or_insert(why);
    }
    let why = first_failure.unwrap_or_else(|| "its name has no address".to_owned());
    Err(EndpointFailure::NoConnection(why))
}

/// The message for a time limit that was reached.
fn no_reply(limit: Duration) -> String {
    format!("no reply within {} s", limit.as_secs_f64())
}

async fn speak(stream: Box<dyn Stream>, request: Request<Body>) -> Result<Answer, EndpointFailure> {
    // Docker Desktop explains in the reason phrase, in the system's language, why there is no metadata service. hyper drops
    // reason phrases that aren't ASCII.
    let line = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&line);
    let stream = InspectReader::new(stream, move |bytes| hear(&mut lock(&heard), bytes));
    let (mut sender, driver) = http1::handshake(TokioIo::new(stream)).await.map_err(|e| broken(&e))?;
    let answer = async {
        let response = sender.send_request(request).await.map_err(|e| broken(&e))?;
        let read = Answer::read(response.map(Body::wrap).into(), limits::IDENTITY_BODY).await;
        let answer = read.map_err(|e| broken(&e))?.ok_or(EndpointFailure::TooLarge)?;
        Ok(Answer { reason: reason(&lock(&line)), ..answer })
    };
    // The connection is driven here and not by a separate task, so that dropping this future closes it at once.
    tokio::pin!(answer, driver);
    tokio::select! {
        biased;
        done = &mut answer => done,
        _ = &mut driver => answer.await,
    }
}

/// Keeps the first line of the response, up to a length.
fn hear(line: &mut Vec<u8>, bytes: &[u8]) {
    const LIMIT: usize = 2048;
    if line.last() != Some(&b'\n') {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let part = &bytes[..end.map_or(bytes.len(), |end| end + 1)];
        line.extend_from_slice(&part[..part.len().min(LIMIT - line.len())]);
    }
}

/// The reason phrase: the part of the status line after the version and the status.
fn reason(line: &[u8]) -> String {
    let line = String::from_utf8_lossy(line);
    let reason = line.splitn(3, ' ').nth(2).unwrap_or_default();
    reason.trim().to_owned()
}

fn broken(error: &(dyn StdError + 'static)) -> EndpointFailure {
    match cause::breakage(error) {
        Breakage::Malformed(what) => EndpointFailure::Malformed(what),
        Breakage::Dropped(why) => EndpointFailure::Dropped(why),
    }
}

#[cfg(test)]
mod tests;
