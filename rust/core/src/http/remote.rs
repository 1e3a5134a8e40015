//! HTTPS to Resource Manager and other services: reqwest with redirects off and the proxy chosen by [`super::proxy`].
//! Made on first use, because most calls need only a token and TLS is the dearest part of a start.

use super::Answer;
use super::proxy::{self, Route};
use super::resolve::{NotResolved, SystemResolver};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::secret::Secret;
use crate::trust;
use crate::world::World;
use http::{HeaderMap, HeaderValue, Method};
use std::collections::HashMap;
use std::error::Error as StdError;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::time::timeout;
use url::Url;

/// A request to an https service.
pub struct RemoteRequest<'a> {
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// The bearer token, if one is sent.
    pub token: Option<&'a str>,
    /// Further headers.
    pub headers: HeaderMap,
    /// The body: JSON, unless the headers name another type.
    pub body: Option<String>,
}

/// The client for https services.
pub struct Remote {
    env: Env,
    world: Arc<dyn World>,
    clients: Mutex<HashMap<String, (reqwest::Client, Route)>>,
}

impl Remote {
    /// Made from what decides about proxies and roots; nothing is opened yet.
    #[must_use]
    pub fn new(env: Env, world: Arc<dyn World>) -> Self {
        Self {
            env,
            world,
            clients: Mutex::default(),
        }
    }

    /// Sends a request and reads the whole answer. Every HTTP status is an answer.
    ///
    /// # Errors
    /// `UntrustedHost` before anything is sent; `NameNotResolved`, `ConnectionFailed`, `ConnectionDropped`, `TlsFailed`,
    /// `CertificateNotTrusted`, `ProxyFailed` and its kin, `TimedOut`, `ResponseTooLarge`.
    pub async fn send(&self, request: RemoteRequest<'_>) -> Result<Answer> {
        if request.token.is_some() {
            trust::bearer_target(&request.url)?;
        }
        let (client, route) = self.client_for(&request.url)?;
        let mut headers = request.headers;
        let json = HeaderValue::from_static("application/json");
        headers.entry("accept").or_insert_with(|| json.clone());
        if let Some(token) = request.token {
            let bearer = Secret::new(format!("Bearer {token}"));
            let mut value = HeaderValue::from_str(bearer.expose()).map_err(|_| {
                Error::new(
                    Code::InvalidToken,
                    "The token holds characters that can't be sent.",
                )
                .hint("Get a new token with a forced refresh.")
            })?;
            value.set_sensitive(true);
            headers.insert("authorization", value);
        }
        let mut builder = client.request(request.method, request.url.clone());
        if let Some(body) = request.body {
            headers.entry("content-type").or_insert(json);
            builder = builder.body(body);
        }
        let exchange = async {
            let response = builder
                .headers(headers)
                .send()
                .await
                .map_err(|e| explain(&e, &request.url, &route))?;
            read(response, &request.url, &route).await
        };
        timeout(limits::ARM_ANSWER, exchange)
            .await
            .unwrap_or_else(|_| {
                Err(Error::new(
                    Code::TimedOut,
                    format!(
                        "{} did not answer within {} s.",
                        shown_host(&request.url),
                        limits::ARM_ANSWER.as_secs()
                    ),
                )
                .hint("Try again; if it stays so, check the proxy and the route to the service.")
                .with_retryable(true))
            })
    }

    fn client_for(&self, url: &Url) -> Result<(reqwest::Client, Route)> {
        let origin = url.origin().ascii_serialization();
        let mut clients = crate::shared::lock(&self.clients);
        if let Some(found) = clients.get(&origin) {
            return Ok(found.clone());
        }
        let route = proxy::route(url, &self.env, || self.world.system_proxy())?;
        let made = (self.build(&route)?, route);
        clients.insert(origin, made.clone());
        Ok(made)
    }

    fn build(&self, route: &Route) -> Result<reqwest::Client> {
        #[cfg(not(windows))]
        // An error means that a provider is installed already, by an earlier client.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(limits::CONNECT_ARM)
            .dns_resolver(SystemResolver)
            .no_proxy();
        if let Route::Proxy { url, from } = route {
            let proxy = reqwest::Proxy::all(url.clone()).map_err(|_| {
                Error::new(
                    Code::InvalidProxy,
                    format!("The proxy from {from} can't be used."),
                )
                .hint("Write it as http://proxy.example.com:8080, or remove the setting.")
            })?;
            builder = builder.proxy(proxy);
        }
        if let Some(file) = self.env.get("AZMI_CA_FILE") {
            builder = builder.tls_certs_merge(extra_roots(file)?);
        }
        builder.build().map_err(|e| {
            Error::new(Code::TlsFailed, format!("TLS could not be set up: {}.", root_cause(&e)))
                .hint("Check that the system has trusted root certificates (Debian: package ca-certificates), and the file of AZMI_CA_FILE if it is set.")
        })
    }
}

fn extra_roots(file: &str) -> Result<Vec<reqwest::Certificate>> {
    let wrong = |why: String| {
        Error::new(Code::InvalidCaFile, format!("The file of AZMI_CA_FILE, {file}, {why}."))
            .hint("It must hold certificates in PEM form (-----BEGIN CERTIFICATE-----). Correct it, or remove the variable.")
    };
    let pem = std::fs::read(Path::new(file)).map_err(|e| wrong(format!("can't be read: {e}")))?;
    let roots = reqwest::Certificate::from_pem_bundle(&pem)
        .map_err(|e| wrong(format!("holds something else than certificates: {e}")))?;
    if roots.is_empty() {
        Err(wrong("holds no certificate".to_owned()))
    } else {
        Ok(roots)
    }
}

async fn read(mut response: reqwest::Response, url: &Url, route: &Route) -> Result<Answer> {
    let too_large = || {
        Error::new(
            Code::ResponseTooLarge,
            format!(
                "The answer of {} is larger than {} MiB; it was not read.",
                shown_host(url),
                limits::ARM_BODY / (1024 * 1024)
            ),
        )
        .hint("Ask for less at once, with a filter or a smaller page.")
    };
    if response
        .content_length()
        .is_some_and(|len| len > limits::ARM_BODY as u64)
    {
        return Err(too_large());
    }
    let (status, headers) = (
        response.status().as_u16(),
        std::mem::take(response.headers_mut()),
    );
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|e| explain(&e, url, route))?
    {
        if body.len() + chunk.len() > limits::ARM_BODY {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status,
        headers,
        body,
    })
}

/// Tells apart what kept a request from being answered, by the types in the chain of causes.
fn explain(error: &reqwest::Error, url: &Url, route: &Route) -> Error {
    let host = shown_host(url);
    if let Some(dns) = causes(error).find_map(|e| e.downcast_ref::<NotResolved>()) {
        return Error::new(Code::NameNotResolved, format!("The name {} could not be resolved: {}.", dns.name, dns.cause))
            .hint("Check this machine's DNS (Resolve-DnsName, nslookup). In a closed network, set HTTPS_PROXY, or use a private endpoint for Resource Manager.")
            .with_retryable(true);
    }
    if let Route::Proxy { url: proxy, from } = route
        && error.is_connect()
        && !has_tls_cause(error)
    {
        let proxy = shown_host(proxy);
        // The proxy's refusal has no public type of its own; its fixed text is the only mark of a 407.
        if causes(error).any(|e| e.to_string().ends_with("proxy authorization required")) {
            return Error::new(Code::ProxyAuthenticationRequired, format!("The proxy {proxy} (from {from}) asks for credentials (407)."))
                .hint("Put them into the variable: HTTPS_PROXY=http://user:password@host:port. Negotiate (Kerberos, NTLM) is not supported: exclude the host with NO_PROXY or use a proxy without it.");
        }
        return Error::new(Code::ProxyFailed, format!("{host} could not be reached through the proxy {proxy} (from {from}): {}.", root_cause(error)))
            .hint("Check the proxy's address and that it allows the host; NO_PROXY excludes hosts from it.")
            .with_retryable(true);
    }
    if has_tls_cause(error) {
        let (code, hint) = if is_certificate_problem(error) {
            (
                Code::CertificateNotTrusted,
                "Check this machine's clock and its trusted roots. Where a proxy opens TLS, add its root to the machine's store, or name it in AZMI_CA_FILE.",
            )
        } else {
            (
                Code::TlsFailed,
                "Check that nothing between this machine and the service interferes with TLS, and that TLS 1.2 is allowed.",
            )
        };
        return Error::new(
            code,
            format!(
                "No trusted TLS connection to {host}: {}.",
                root_cause(error)
            ),
        )
        .hint(hint);
    }
    if error.is_connect() {
        return Error::new(
            Code::ConnectionFailed,
            format!("{host} can't be reached: {}.", root_cause(error)),
        )
        .hint("Check route and firewall to port 443. In a closed network, set HTTPS_PROXY.")
        .with_retryable(true);
    }
    Error::new(
        Code::ConnectionDropped,
        format!(
            "The connection to {host} broke before the answer was complete: {}.",
            root_cause(error)
        ),
    )
    .hint("Try again; if it stays so, something on the way cuts the connection.")
    .with_retryable(true)
}

/// The error and what caused it, outermost first.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let next: fn(&&'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> =
        |e| (*e).source();
    std::iter::successors(Some(error), next)
}

#[cfg(not(windows))]
fn tls_cause(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut cause: Option<&(dyn StdError + 'static)> = error.source();
    while let Some(current) = cause {
        // rustls reports through io::Error, whose source() skips the error it carries.
        let carried = current
            .downcast_ref::<std::io::Error>()
            .and_then(|io| io.get_ref())
            .map(|e| e as &(dyn StdError + 'static));
        if let Some(tls) = current
            .downcast_ref::<rustls::Error>()
            .or_else(|| carried.and_then(|e| e.downcast_ref()))
        {
            return Some(tls);
        }
        cause = carried.or_else(|| current.source());
    }
    None
}

#[cfg(not(windows))]
fn has_tls_cause(error: &reqwest::Error) -> bool {
    tls_cause(error).is_some()
}

#[cfg(not(windows))]
fn is_certificate_problem(error: &reqwest::Error) -> bool {
    matches!(
        tls_cause(error),
        Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented)
    )
}

/// The codes of schannel that speak of the certificate (0x800B....: CERT_E_..., TRUST_E_...).
#[cfg(windows)]
fn is_certificate_problem(error: &reqwest::Error) -> bool {
    schannel_code(error).is_some_and(|code| {
        code & 0xFFFF_0000 == 0x800B_0000 || code == 0x8009_2013 || code == 0x8009_0328
    })
}

#[cfg(windows)]
fn has_tls_cause(error: &reqwest::Error) -> bool {
    schannel_code(error)
        .is_some_and(|code| code & 0xFFFF_0000 == 0x800B_0000 || code & 0xFFFF_0000 == 0x8009_0000)
}

/// The system's code in a failure of TLS. native-tls keeps its `io::Error` to itself and hands out its text only, which the
/// standard library ends with `(os error N)`.
#[cfg(windows)]
fn schannel_code(error: &reqwest::Error) -> Option<u32> {
    let tls = causes(error).find_map(|e| e.downcast_ref::<native_tls::Error>())?;
    let text = tls.to_string();
    let (_, code) = text.rsplit_once("(os error ")?;
    let code: i32 = code.strip_suffix(')')?.parse().ok()?;
    Some(code.cast_unsigned())
}

fn root_cause(error: &reqwest::Error) -> String {
    causes(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
        .trim_end_matches('.')
        .to_owned()
}

fn shown_host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        _ => "the service".to_owned(),
    }
}
