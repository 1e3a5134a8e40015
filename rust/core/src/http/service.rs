//! HTTPS to Resource Manager and other services: reqwest without its redirects, retries and proxy detection;
//! [`super::proxy`] chooses the proxy. Clients are made on first use, because most calls need only a token, and setting up TLS
//! is the slowest part of a start.

mod failure;

use super::proxy::{self, Route};
use super::resolve::Resolver;
use super::{Answer, roots, tls};
use crate::blocking;
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::platform::{Platform, SystemProxy};
use crate::trust;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use std::sync::Arc;
use tokio::sync::{Mutex, OnceCell};
use tokio::time::timeout;
use url::Url;

/// A request to an https service.
pub struct ServiceRequest<'a> {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: &'a Url,
    /// The bearer token, if one is sent.
    pub token: Option<&'a str>,
    /// Other headers.
    pub headers: HeaderMap,
    /// The body: JSON unless the headers name another type.
    pub body: Option<String>,
}

/// The client for https services.
pub struct ServiceClient {
    env: Env,
    platform: Arc<dyn Platform>,
    system_proxy: OnceCell<SystemProxy>,
    tls: OnceCell<tls::Config>,
    /// One client for each route, because the proxy is a setting of the client. Each pools connections by host.
    clients: Mutex<Vec<(Route, reqwest::Client)>>,
}

impl ServiceClient {
    /// Creates a client with these settings for proxies and roots. Opens no connection.
    #[must_use]
    pub fn new(env: Env, platform: Arc<dyn Platform>) -> Self {
        Self { env, platform, system_proxy: OnceCell::new(), tls: OnceCell::new(), clients: Mutex::default() }
    }

    /// Sends a request and reads the complete response. No HTTP status is an error.
    ///
    /// # Errors
    /// `UntrustedHost` before anything is sent; `NameNotResolved`, `ConnectionFailed`, `ConnectionDropped`, `TlsFailed`,
    /// `CertificateNotTrusted`, `ProxyFailed` and its kin, `TimedOut`, `BadResponse`, `ResponseTooLarge`.
    pub async fn send(&self, request: ServiceRequest<'_>) -> Result<Answer> {
        if request.token.is_some() {
            trust::bearer_target(request.url)?;
        }
        let url = request.url;
        let exchange = async {
            let route = proxy::route(url, &self.env, self.system_proxy()).await?;
            let client = self.client(&route).await?;
            let sent = client.execute(prepare(request)?).await;
            let response = sent.map_err(|why| failure::of(&why, url, &route))?;
            let read = Answer::read(response, limits::ARM_BODY).await;
            read.map_err(|why| failure::of(&why, url, &route))?.ok_or_else(|| failure::too_large(url))
        };
        timeout(limits::ARM_ANSWER, exchange).await.unwrap_or_else(|_| Err(failure::no_answer(url)))
    }

    /// The system's proxy settings. Reading them may block, because Windows asks a service.
    async fn system_proxy(&self) -> SystemProxy {
        let ask = || async {
            let platform = Arc::clone(&self.platform);
            let asked = blocking::run(move || platform.system_proxy());
            asked.await.unwrap_or_default()
        };
        self.system_proxy.get_or_init(ask).await.clone()
    }

    async fn client(&self, route: &Route) -> Result<reqwest::Client> {
        let mut clients = self.clients.lock().await;
        if let Some((_, client)) = clients.iter().find(|(way, _)| way == route) {
            return Ok(client.clone());
        }
        let tls = self.tls.get_or_try_init(|| roots::config(&self.env)).await?;
        let made = build(route, tls)?;
        clients.push((route.clone(), made.clone()));
        Ok(made)
    }
}

fn build(route: &Route, tls: &tls::Config) -> Result<reqwest::Client> {
    let mut client = reqwest::Client::builder()
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(limits::CONNECT_ARM)
        .pool_idle_timeout(limits::CONNECTION_KEPT)
        .pool_max_idle_per_host(limits::CONNECTIONS_KEPT)
        .dns_resolver(Resolver)
        .no_proxy();
    if let Route::Proxy { url, from } = route {
        let proxy = reqwest::Proxy::all(url.clone()).map_err(|_| proxy::invalid(from))?;
        client = client.proxy(proxy);
    }
    tls.set(client).build().map_err(|why| failure::not_set_up(&why))
}

/// Adds the headers that HTTP and the service require.
///
/// # Errors
/// `InvalidToken` if it contains characters that a header can't.
fn prepare(request: ServiceRequest<'_>) -> Result<reqwest::Request> {
    let mut url = request.url.clone();
    // reqwest would send them as credentials. This fails only for URLs that can't have any.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let mut headers = request.headers;
    let json = HeaderValue::from_static("application/json");
    headers.entry(ACCEPT).or_insert_with(|| json.clone());
    match &request.body {
        Some(_) => _ = headers.entry(CONTENT_TYPE).or_insert(json),
        // Without it, services respond with 411 to a method that may have a body (RFC 9110, 8.6).
        None if matches!(request.method, Method::POST | Method::PUT | Method::PATCH) => {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        None => {}
    }
    if let Some(token) = request.token {
        headers.insert(AUTHORIZATION, bearer(token)?);
    }
    let mut prepared = reqwest::Request::new(request.method, url);
    *prepared.headers_mut() = headers;
    *prepared.body_mut() = request.body.map(Into::into);
    Ok(prepared)
}

fn bearer(token: &str) -> Result<HeaderValue> {
    // The header takes over this buffer, so no copy of the secret is left behind.
    let text = Bytes::from(["Bearer ", token].concat());
    let mut value = HeaderValue::from_maybe_shared(text).map_err(|_| {
        Error::new(Code::InvalidToken, "The token holds characters that can't be sent.")
            .hint("Get a new token with a forced refresh.")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests;
