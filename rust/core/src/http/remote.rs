//! HTTPS to Resource Manager and other services: no redirects, the proxy chosen by [`super::proxy`], connections kept by
//! [`super::origin`]. Made on first use, because most calls need only a token and TLS is the dearest part of a start.

mod failure;
mod outgoing;
mod roots_file;

use super::origin::Origin;
use super::proxy;
use super::tls::Connector;
use super::{Answer, exchange};
use crate::blocking;
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::trust;
use crate::world::World;
use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use http_body_util::Full;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::Url;

/// A request to an https service.
pub struct RemoteRequest<'a> {
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: &'a Url,
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
    known: Mutex<Known>,
    /// Whose turn it is to find the way to a service: a file that never ends holds one thread of a client, not one for each
    /// request.
    turn: Arc<Semaphore>,
}

/// What was made for earlier requests.
#[derive(Default)]
struct Known {
    // A client talks to a handful of services: comparing finds one sooner than a table of their names.
    origins: Vec<Arc<Origin>>,
    tls: Option<Arc<Connector>>,
}

impl Remote {
    /// Made from what decides about proxies and roots; nothing is opened yet.
    #[must_use]
    pub fn new(env: Env, world: Arc<dyn World>) -> Self {
        Self {
            env,
            world,
            known: Mutex::default(),
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// Sends a request and reads the whole answer. Every HTTP status is an answer.
    ///
    /// # Errors
    /// `UntrustedHost` before anything is sent; `NameNotResolved`, `ConnectionFailed`, `ConnectionDropped`, `TlsFailed`,
    /// `CertificateNotTrusted`, `ProxyFailed` and its kin, `TimedOut`, `ResponseTooLarge`.
    pub async fn send(&self, request: RemoteRequest<'_>) -> Result<Answer> {
        if request.token.is_some() {
            trust::bearer_target(request.url)?;
        }
        let url = request.url;
        let origin = self.origin_of(url).await?;
        let outgoing = outgoing::prepare(request, &origin.route)?;
        timeout(limits::ARM_ANSWER, send_to(&origin, url, outgoing))
            .await
            .unwrap_or_else(|_| {
                Err(Error::new(
                    Code::TimedOut,
                    format!(
                        "{} did not answer within {} s.",
                        shown_host(url),
                        limits::ARM_ANSWER.as_secs()
                    ),
                )
                .hint("Try again; if it stays so, check the proxy and the route to the service.")
                .with_retryable(true))
            })
    }

    async fn origin_of(&self, url: &Url) -> Result<Arc<Origin>> {
        if let Some(found) = self.known_origin(url) {
            return Ok(found);
        }
        let turn = Arc::clone(&self.turn).acquire_owned().await;
        if let Some(found) = self.known_origin(url) {
            return Ok(found);
        }
        let names_file = self.env.get("AZMI_CA_FILE").is_some();
        let (env, world, to) = (self.env.clone(), Arc::clone(&self.world), url.clone());
        let tls = crate::shared::lock(&self.known).tls.clone();
        let way = move || -> Result<_> {
            let _turn = turn;
            let route = proxy::route(&to, &env, || world.system_proxy())?;
            let tls = match tls {
                Some(made) => made,
                None => Arc::new(connector(&env)?),
            };
            Ok((route, tls))
        };
        let (route, tls) = if names_file {
            blocking::run_with_named_file(way).await??
        } else {
            blocking::run(way).await??
        };
        let mut known = crate::shared::lock(&self.known);
        known.tls = Some(Arc::clone(&tls));
        let made = Arc::new(Origin::new(url.clone(), route, tls));
        if known.origins.len() >= limits::ORIGINS {
            known.origins.remove(0);
        }
        known.origins.push(Arc::clone(&made));
        Ok(made)
    }

    fn known_origin(&self, url: &Url) -> Option<Arc<Origin>> {
        let mut known = crate::shared::lock(&self.known);
        let at = known.origins.iter().position(|origin| origin.serves(url))?;
        // The one used last stands last: the first one goes when there are too many.
        let found = known.origins.remove(at);
        known.origins.push(Arc::clone(&found));
        Some(found)
    }
}

fn connector(env: &Env) -> Result<Connector> {
    let more_roots = match env.get("AZMI_CA_FILE") {
        Some(file) => roots_file::read(file)?,
        None => Vec::new(),
    };
    Connector::system(&more_roots).map_err(|why| {
        Error::new(Code::TlsFailed, format!("TLS could not be set up: {why}."))
            .hint("Check that the system has trusted root certificates (Debian: package ca-certificates), and the file of AZMI_CA_FILE if it is set.")
    })
}

/// Sends a request on a connection that is left over, or else on a new one.
async fn send_to(origin: &Origin, url: &Url, mut outgoing: Request<Full<Bytes>>) -> Result<Answer> {
    let (sender, response) = loop {
        let left_over = origin.left_over().await;
        let is_new = left_over.is_none();
        let mut sender = match left_over {
            Some(sender) => sender,
            None => origin
                .open()
                .await
                .map_err(|why| failure::unreachable(origin, url, why))?,
        };
        match sender.try_send_request(outgoing).await {
            Ok(response) => break (sender, response),
            Err(mut refused) => match refused.take_message() {
                // Closed by the other end while it waited, before anything was sent: that is no failure of the request.
                Some(unsent) if !is_new => outgoing = unsent,
                _ => return Err(failure::dropped(&refused.into_error(), url)),
            },
        }
    };
    let answer = exchange::answer(response, limits::ARM_BODY)
        .await
        .map_err(|why| failure::unreadable(why, url))?;
    origin.keep(sender);
    Ok(answer)
}

/// How messages call whoever answers there.
fn shown_host(url: &Url) -> &str {
    match exchange::host(url) {
        "" => "the service",
        host => host,
    }
}
