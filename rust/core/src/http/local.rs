//! HTTP to identity endpoints: one HTTP/1.1 exchange on a connection of its own. No proxy, no redirects, no name
//! resolution for addresses and `localhost`, and separate limits for connecting and answering, because "nothing there"
//! must be told in a second while an answer may take a minute.

use super::exchange::{self, BodyFailure, Stream};
use super::tls::{self, Connector, Thumbprint};
use super::{Answer, address};
use crate::limits;
use crate::secret::Secret;
use crate::trust;
use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use http_body_util::Full;
use std::io;
use std::net::IpAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

/// A request to an identity endpoint.
pub struct LocalRequest {
    /// `GET` or `POST`.
    pub method: Method,
    /// Where to; checked by [`trust::identity_endpoint`].
    pub url: Url,
    /// Headers; the values may be secret.
    pub headers: Vec<(&'static str, Secret)>,
    /// A form body.
    pub form: Option<String>,
    /// The one certificate to accept; only for https.
    pub pin: Option<Thumbprint>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum LocalFailure {
    /// No connection; the text says why.
    NoConnection(String),
    /// The connection broke before the answer was complete.
    Dropped(String),
    /// What answers breaks the rules of HTTP, and would again; the text says how.
    NotHttp(String),
    /// TLS could not be agreed, or the certificate is not the one to accept; the text says why.
    Tls(String),
    /// No answer within [`limits::IDENTITY_ANSWER`].
    AnswerTimeout,
    /// The answer is larger than [`limits::IDENTITY_BODY`].
    TooLarge,
    /// A header's value can't be sent.
    BadHeader(&'static str),
}

/// Sends a request and reads the whole answer.
///
/// # Errors
/// A [`LocalFailure`]; every HTTP status is an answer.
pub async fn send(request: &LocalRequest) -> Result<Answer, LocalFailure> {
    let outgoing = prepare(request)?;
    let plain = connect(&request.url).await?;
    let answered = async {
        let stream: Box<dyn Stream> = if request.url.scheme() == "https" {
            encrypt(plain, request).await?
        } else {
            Box::new(plain)
        };
        speak(stream, outgoing).await
    };
    timeout(limits::IDENTITY_ANSWER, answered)
        .await
        .unwrap_or(Err(LocalFailure::AnswerTimeout))
}

async fn encrypt(
    plain: TcpStream,
    request: &LocalRequest,
) -> Result<Box<dyn Stream>, LocalFailure> {
    let connector = match request.pin {
        Some(pin) => Connector::pinned(pin),
        None => Connector::system(&[]),
    };
    connector
        .map_err(LocalFailure::Tls)?
        .encrypt(tls::name_of(&request.url), Box::new(plain))
        .await
        .map_err(|failure| LocalFailure::Tls(failure.why))
}

/// Connects and closes again: whether something listens there.
///
/// # Errors
/// [`LocalFailure::NoConnection`].
pub async fn reach(url: &Url) -> Result<(), LocalFailure> {
    connect(url).await.map(drop)
}

fn prepare(request: &LocalRequest) -> Result<Request<Full<Bytes>>, LocalFailure> {
    let mut builder = Request::builder()
        .method(request.method.clone())
        .uri(exchange::target(&request.url))
        .header("host", exchange::host(&request.url))
        .header("accept", "application/json");
    for (name, value) in &request.headers {
        let mut value =
            HeaderValue::from_str(value.expose()).map_err(|_| LocalFailure::BadHeader(name))?;
        value.set_sensitive(true);
        builder = builder.header(*name, value);
    }
    let body = match &request.form {
        Some(form) => {
            builder = builder.header("content-type", "application/x-www-form-urlencoded");
            Bytes::from(form.clone())
        }
        None => Bytes::new(),
    };
    builder
        .body(Full::new(body))
        .map_err(|_| LocalFailure::BadHeader("path"))
}

async fn connect(url: &Url) -> Result<TcpStream, LocalFailure> {
    let port = url.port_or_known_default().unwrap_or(80);
    let limit = if trust::is_loopback(url) {
        limits::CONNECT_LOOPBACK
    } else {
        limits::CONNECT
    };
    let addresses = resolve(url, limit).await?;
    address::in_order(addresses, port, limit)
        .await
        .map_err(|why| LocalFailure::NoConnection(reason(&why)))
}

async fn resolve(url: &Url, limit: Duration) -> Result<Vec<IpAddr>, LocalFailure> {
    let found = timeout(limit, address::of(url))
        .await
        .unwrap_or_else(|_| Err(address::no_reply(limit)));
    found
        .map_err(|why| LocalFailure::NoConnection(format!("its name could not be resolved: {why}")))
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "the connection was refused".to_owned(),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            "there is no route to it".to_owned()
        }
        // The system's own limit, not ours, which says how long it was.
        io::ErrorKind::TimedOut if error.raw_os_error().is_some() => "no reply".to_owned(),
        _ => error.to_string(),
    }
}

async fn speak(
    stream: Box<dyn Stream>,
    request: Request<Full<Bytes>>,
) -> Result<Answer, LocalFailure> {
    let dropped = |e: hyper::Error| {
        if exchange::is_malformed(&e) {
            LocalFailure::NotHttp(e.to_string())
        } else {
            LocalFailure::Dropped(e.to_string())
        }
    };
    let (mut sender, driver) = exchange::begin(stream).await.map_err(dropped)?;
    let answer = async {
        let response = sender.send_request(request).await.map_err(dropped)?;
        exchange::answer(response, limits::IDENTITY_BODY)
            .await
            .map_err(|failure| match failure {
                BodyFailure::TooLarge => LocalFailure::TooLarge,
                BodyFailure::Broken(why) => dropped(why),
            })
    };
    // The connection is driven here and not by a task of its own, so that giving up on the answer closes it at once.
    tokio::pin!(answer, driver);
    tokio::select! {
        biased;
        done = &mut answer => done,
        _ = &mut driver => answer.await,
    }
}
