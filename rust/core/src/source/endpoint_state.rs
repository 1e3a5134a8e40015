//! The state and the request limits of an identity endpoint. All clients of the process share them through weak
//! references, so they are dropped with the last client.

use crate::instance::InstanceCell;
use crate::limits;
use crate::source_kind::SourceKind;
use crate::sync::{WeakTable, lock};
use crate::time_text;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

static ENDPOINTS: WeakTable<String, EndpointState> = WeakTable::new();

/// Returns the state that other clients of this endpoint share, or a new one.
pub fn endpoint_state(endpoint: &str, source: SourceKind) -> Arc<EndpointState> {
    ENDPOINTS.get_or_make(format!("{source} {endpoint}"), || EndpointState::new(source))
}

/// The state and the request limits of an identity endpoint.
pub struct EndpointState {
    /// The instance document, or the fact that there is none.
    pub instance: InstanceCell,
    at_once: Semaphore,
    per_second: Option<usize>,
    seen: Mutex<Seen>,
}

/// Facts learned from the requests to an endpoint.
#[derive(Default)]
struct Seen {
    connected: bool,
    clock_ahead: Option<i64>,
    /// The end of the wait that a response asked for, and the status of that response.
    held: Option<(Instant, u16)>,
    /// The send times of the last second's requests.
    starts: VecDeque<Instant>,
}

impl Seen {
    fn held_at(&self, now: Instant) -> Option<(Duration, u16)> {
        let (until, status) = self.held.filter(|(until, _)| *until > now)?;
        Some((until - now, status))
    }
}

impl EndpointState {
    fn new(source: SourceKind) -> Self {
        // Only the instance metadata service documents limits. For the others, the limit is far above normal use.
        let (at_once, per_second) = match source {
            SourceKind::Vm => (limits::IMDS_AT_ONCE, Some(limits::IMDS_PER_SECOND)),
            _ => (64, None),
        };
        Self { instance: InstanceCell::default(), at_once: Semaphore::new(at_once), per_second, seen: Mutex::default() }
    }

    /// Whether a connection ever succeeded. If so, a refused connection is a transient error.
    pub fn was_connected(&self) -> bool {
        lock(&self.seen).connected
    }

    /// Remembers that a connection succeeded.
    pub fn set_connected(&self) {
        lock(&self.seen).connected = true;
    }

    /// Stores the difference between the endpoint's clock (a response's `Date` header) and this machine's (`now`).
    pub fn note_clock(&self, date: &str, now: i64) {
        if let Some(at) = time_text::parse(date) {
            lock(&self.seen).clock_ahead = Some(at - now);
        }
    }

    /// How many seconds the endpoint's clock is ahead of this machine's, if known.
    pub fn clock_ahead(&self) -> Option<i64> {
        lock(&self.seen).clock_ahead
    }

    /// Delays all requests to this endpoint, as the `Retry-After` header of a response with that status asks.
    pub fn hold(&self, wait: Duration, status: u16) {
        let until = Instant::now() + wait;
        let mut seen = lock(&self.seen);
        if seen.held.is_none_or(|(earlier, _)| earlier < until) {
            seen.held = Some((until, status));
        }
    }

    /// How long requests are still delayed, and the status of the response that asked for the delay.
    pub fn held(&self) -> Option<(Duration, u16)> {
        lock(&self.seen).held_at(Instant::now())
    }

    /// Waits until a request may be sent. The request counts toward the limit as long as the permit lives.
    pub async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        let permit = self.at_once.acquire().await.ok();
        while let Some(wait) = self.claim_start() {
            tokio::time::sleep(wait).await;
        }
        permit
    }

    /// Counts a request in the current second, or returns how long to wait until that is possible.
    fn claim_start(&self) -> Option<Duration> {
        let now = Instant::now();
        let mut seen = lock(&self.seen);
        if let Some((wait, _)) = seen.held_at(now) {
            return Some(wait);
        }
        let limit = self.per_second?;
        while seen.starts.front().is_some_and(|start| now - *start >= Duration::from_secs(1)) {
            seen.starts.pop_front();
        }
        if seen.starts.len() >= limit {
            return seen.starts.front().map(|start| *start + Duration::from_secs(1) - now);
        }
        seen.starts.push_back(now);
        None
    }
}

#[cfg(test)]
mod tests;
