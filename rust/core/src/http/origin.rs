//! One service and the way to it: connections are opened here, and kept for the next request.

use super::address;
use super::exchange::{self, Driver, Sender, Stream};
use super::proxy::Route;
use super::tls::{self, Connector, TlsFailure};
use super::tunnel::{self, Refusal};
use crate::limits;
use crate::shared::lock;
use std::io;
use std::sync::{Arc, Mutex};
use tokio::time::{Instant, timeout};
use url::Url;

/// Why there is no connection.
pub(super) enum Unreachable {
    /// The name has no address.
    NotResolved(io::Error),
    /// Nothing answers, or too late.
    NoConnection(String),
    /// The proxy can't be reached or does not let us through.
    Proxy(Refusal),
    /// TLS could not be agreed with the service.
    Tls(TlsFailure),
}

/// A service, and the connections to it that wait for the next request.
pub(super) struct Origin {
    url: Url,
    /// How it is reached.
    pub(super) route: Route,
    tls: Arc<Connector>,
    waiting: Mutex<Vec<(Sender, Instant)>>,
}

impl Origin {
    pub(super) fn new(url: Url, route: Route, tls: Arc<Connector>) -> Self {
        Self {
            url,
            route,
            tls,
            waiting: Mutex::default(),
        }
    }

    /// Whether it is the service of that URL.
    pub(super) fn serves(&self, url: &Url) -> bool {
        self.url.scheme() == url.scheme()
            && self.url.host_str() == url.host_str()
            && self.url.port_or_known_default() == url.port_or_known_default()
    }

    /// A connection that an earlier request left, if one still stands.
    pub(super) async fn left_over(&self) -> Option<Sender> {
        loop {
            let (mut sender, since) = lock(&self.waiting).pop()?;
            if since.elapsed() < limits::CONNECTION_KEPT && sender.ready().await.is_ok() {
                return Some(sender);
            }
        }
    }

    /// Leaves a connection for the next request. Those that nobody will take any more are let go, and the oldest where
    /// there are too many: each is a socket, and a task that reads it.
    pub(super) fn keep(&self, sender: Sender) {
        let mut waiting = lock(&self.waiting);
        waiting.push((sender, Instant::now()));
        waiting.retain(|(sender, since)| {
            !sender.is_closed() && since.elapsed() < limits::CONNECTION_KEPT
        });
        if waiting.len() > limits::CONNECTIONS_KEPT {
            waiting.remove(0);
        }
    }

    /// Opens a connection. It is driven by a task of its own, which ends with the sender.
    ///
    /// # Errors
    /// [`Unreachable`].
    pub(super) async fn open(&self) -> Result<Sender, Unreachable> {
        let limit = limits::CONNECT_ARM;
        let (sender, driver) = timeout(limit, self.connect()).await.unwrap_or_else(|_| {
            let why = address::no_reply(limit).to_string();
            Err(match self.route {
                Route::Direct => Unreachable::NoConnection(why),
                Route::Proxy { .. } => Unreachable::Proxy(Refusal::Other(why)),
            })
        })?;
        tokio::spawn(driver);
        Ok(sender)
    }

    async fn connect(&self) -> Result<(Sender, Driver), Unreachable> {
        let stream = match &self.route {
            Route::Direct => tcp(&self.url).await?,
            Route::Proxy { url, .. } => self.through(url).await?,
        };
        let stream = self
            .encrypted(&self.url, stream)
            .await
            .map_err(Unreachable::Tls)?;
        exchange::begin(stream)
            .await
            .map_err(|e| Unreachable::NoConnection(e.to_string()))
    }

    /// Through a proxy: a tunnel for https; plain requests it passes on itself.
    async fn through(&self, proxy: &Url) -> Result<Box<dyn Stream>, Unreachable> {
        let stream = match tcp(proxy).await {
            Err(Unreachable::NotResolved(why)) => Err(Unreachable::Proxy(Refusal::Other(format!(
                "its name could not be resolved: {why}"
            )))),
            Err(Unreachable::NoConnection(why)) => Err(Unreachable::Proxy(Refusal::Other(why))),
            other => other,
        }?;
        let mut stream = self
            .encrypted(proxy, stream)
            .await
            .map_err(|failure| Unreachable::Proxy(Refusal::Tls(failure)))?;
        if self.url.scheme() == "https" {
            let host = self.url.host_str().unwrap_or_default();
            let port = self.url.port_or_known_default().unwrap_or(443);
            tunnel::open(&mut stream, host, port, proxy)
                .await
                .map_err(Unreachable::Proxy)?;
        }
        Ok(stream)
    }

    /// TLS, where the URL asks for it.
    async fn encrypted(
        &self,
        url: &Url,
        stream: Box<dyn Stream>,
    ) -> Result<Box<dyn Stream>, TlsFailure> {
        if url.scheme() != "https" {
            return Ok(stream);
        }
        self.tls.encrypt(tls::name_of(url), stream).await
    }
}

async fn tcp(url: &Url) -> Result<Box<dyn Stream>, Unreachable> {
    let port = url.port_or_known_default().unwrap_or(443);
    let addresses = address::of(url).await.map_err(Unreachable::NotResolved)?;
    match address::connect_any(&addresses, port, limits::CONNECT_ARM).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(Unreachable::NoConnection(error.to_string())),
    }
}

#[cfg(test)]
mod tests;
