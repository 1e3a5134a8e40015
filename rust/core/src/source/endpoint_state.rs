//! What is known of an identity endpoint, and the budget of requests to it. All clients of the process share it, through weak
//! references: it is gone once the last client is.

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

/// The state of that endpoint: the one other clients use, or a new one.
pub fn endpoint_state(endpoint: &str, source: SourceKind) -> Arc<EndpointState> {
    ENDPOINTS.get_or_make(format!("{source} {endpoint}"), || EndpointState::new(source))
}

/// What is known of an identity endpoint, and the budget of requests to it.
pub struct EndpointState {
    /// The instance document, or that there is none.
    pub instance: InstanceCell,
    at_once: Semaphore,
    per_second: Option<usize>,
    seen: Mutex<Seen>,
}

/// What requests to an endpoint have shown.
#[derive(Default)]
struct Seen {
    connected: bool,
    clock_ahead: Option<i64>,
    /// Until when an answer asked everybody to wait, and its status.
    held: Option<(Instant, u16)>,
    /// When the requests of the last second were sent.
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
        // Only the instance metadata service documents limits; the others get a bound that no honest use meets.
        let (at_once, per_second) = match source {
            SourceKind::Vm => (limits::IMDS_AT_ONCE, Some(limits::IMDS_PER_SECOND)),
            _ => (64, None),
        };
        Self { instance: InstanceCell::default(), at_once: Semaphore::new(at_once), per_second, seen: Mutex::default() }
    }

    /// Whether something was ever connected to there: then a refused connect is a passing fault.
    pub fn was_connected(&self) -> bool {
        lock(&self.seen).connected
    }

    /// Remembers that something listens there.
    pub fn set_connected(&self) {
        lock(&self.seen).connected = true;
    }

    /// Notes the endpoint's clock, as the `Date` of an answer gives it; `now` is this machine's.
    pub fn note_clock(&self, date: &str, now: i64) {
        if let Some(at) = time_text::parse(date) {
            lock(&self.seen).clock_ahead = Some(at - now);
        }
    }

    /// How many seconds the endpoint's clock is ahead of this machine's, if an answer said so.
    pub fn clock_ahead(&self) -> Option<i64> {
        lock(&self.seen).clock_ahead
    }

    /// Holds back every request to this endpoint, as the `Retry-After` of an answer with that status asks.
    pub fn hold(&self, wait: Duration, status: u16) {
        let until = Instant::now() + wait;
        let mut seen = lock(&self.seen);
        if seen.held.is_none_or(|(earlier, _)| earlier < until) {
            seen.held = Some((until, status));
        }
    }

    /// How long requests are still held back, and the status of the answer that asked for it.
    pub fn held(&self) -> Option<(Duration, u16)> {
        lock(&self.seen).held_at(Instant::now())
    }

    /// Waits until a request may be sent; the request is counted as long as the permit lives.
    pub async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        let permit = self.at_once.acquire().await.ok();
        while let Some(wait) = self.claim_start() {
            tokio::time::sleep(wait).await;
        }
        permit
    }

    /// Takes a place in the current second, or says how long to wait for one.
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
