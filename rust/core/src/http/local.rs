//! HTTP to identity endpoints: one HTTP/1.1 exchange on a connection of its own. No proxy, no redirects, no name
//! resolution for addresses and `localhost`, and separate limits for connecting and answering, because "nothing there"
//! must be told in a second while an answer may take a minute.

use super::Answer;
use super::tls::{self, Stream, Thumbprint};
use crate::limits;
use crate::secret::Secret;
use crate::trust;
use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Body as _;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::{Host, Url};

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
            tls::encrypt(
                plain,
                request.url.host_str().unwrap_or_default(),
                request.pin,
            )
            .await?
        } else {
            Box::new(plain)
        };
        exchange(stream, outgoing).await
    };
    timeout(limits::IDENTITY_ANSWER, answered)
        .await
        .unwrap_or(Err(LocalFailure::AnswerTimeout))
}

/// Connects and closes again: whether something listens there.
///
/// # Errors
/// [`LocalFailure::NoConnection`].
pub async fn reach(url: &Url) -> Result<(), LocalFailure> {
    connect(url).await.map(drop)
}

fn prepare(request: &LocalRequest) -> Result<Request<Full<Bytes>>, LocalFailure> {
    let url = &request.url;
    let target = url.query().map_or_else(
        || url.path().to_owned(),
        |query| format!("{}?{query}", url.path()),
    );
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    };
    let mut builder = Request::builder()
        .method(request.method.clone())
        .uri(target)
        .header("host", host)
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
    let addresses: Vec<IpAddr> = match url.host() {
        Some(Host::Ipv4(ip)) => vec![ip.into()],
        Some(Host::Ipv6(ip)) => vec![ip.into()],
        // The IPv4 address first: it is where the agents listen, and IPv6 may be off.
        _ if trust::is_loopback(url) => {
            vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
        }
        _ => resolve(url.host_str().unwrap_or_default(), limit).await?,
    };
    let mut first_failure = None;
    for address in addresses {
        match connect_to(SocketAddr::new(address, port), limit).await {
            Ok(stream) => return Ok(stream),
            Err(why) => _ = first_failure.get_or_insert(why),
        }
    }
    Err(LocalFailure::NoConnection(
        first_failure.unwrap_or_default(),
    ))
}

async fn resolve(host: &str, limit: Duration) -> Result<Vec<IpAddr>, LocalFailure> {
    let found = timeout(limit, tokio::net::lookup_host((host, 0))).await;
    let unresolved =
        |why: String| LocalFailure::NoConnection(format!("its name could not be resolved: {why}"));
    match found {
        Ok(Ok(addresses)) => Ok(addresses.map(|address| address.ip()).collect()),
        Ok(Err(error)) => Err(unresolved(error.to_string())),
        Err(_) => Err(unresolved(format!(
            "no reply within {} s",
            limit.as_secs_f64()
        ))),
    }
}

async fn connect_to(address: SocketAddr, limit: Duration) -> Result<TcpStream, String> {
    match timeout(limit, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => {
            // A request is one small write; waiting for more only delays it.
            let _ = stream.set_nodelay(true);
            Ok(stream)
        }
        Ok(Err(error)) => Err(reason(&error)),
        Err(_) => Err(format!("no reply within {} s", limit.as_secs_f64())),
    }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "the connection was refused".to_owned(),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            "there is no route to it".to_owned()
        }
        io::ErrorKind::TimedOut => "no reply".to_owned(),
        _ => error.to_string(),
    }
}

async fn exchange(
    stream: Box<dyn Stream>,
    request: Request<Full<Bytes>>,
) -> Result<Answer, LocalFailure> {
    let dropped = |e: hyper::Error| LocalFailure::Dropped(e.to_string());
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(dropped)?;
    let answer = async {
        let response = sender.send_request(request).await.map_err(dropped)?;
        let (parts, body) = response.into_parts();
        let body = collect(body).await?;
        Ok(Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        })
    };
    // The connection is driven here and not by a task of its own, so that giving up on the answer closes it at once.
    tokio::pin!(answer, connection);
    tokio::select! {
        biased;
        done = &mut answer => done,
        _ = &mut connection => answer.await,
    }
}

async fn collect(mut body: hyper::body::Incoming) -> Result<Vec<u8>, LocalFailure> {
    let announced = body.size_hint().lower();
    if announced > limits::IDENTITY_BODY as u64 {
        return Err(LocalFailure::TooLarge);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(announced).unwrap_or(0));
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|e| LocalFailure::Dropped(e.to_string()))?;
        if let Some(data) = frame.data_ref() {
            if bytes.len() + data.len() > limits::IDENTITY_BODY {
                return Err(LocalFailure::TooLarge);
            }
            bytes.extend_from_slice(data);
        }
    }
    Ok(bytes)
}
