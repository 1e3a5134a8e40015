//! What is known of an identity endpoint, and the budget of requests to it. All clients of the process share it, through weak
//! references: it is gone once the last client is.

use crate::instance::InstanceCell;
use crate::limits;
use crate::source_kind::SourceKind;
use crate::sync::{WeakTable, lock};
use crate::time_text;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

static ENDPOINTS: WeakTable<String, EndpointState> = WeakTable::new();

/// The state of that endpoint: the one other clients use, or a new one.
#[must_use]
pub fn endpoint_state(endpoint: &str, source: SourceKind) -> Arc<EndpointState> {
    ENDPOINTS.get_or_make(format!("{source} {endpoint}"), || EndpointState::new(source))
}

/// What is known of an identity endpoint, and the budget of requests to it.
pub struct EndpointState {
    connected: AtomicBool,
    /// How many seconds the endpoint's clock is ahead of this machine's; `i64::MIN` while nobody knows.
    clock_ahead: AtomicI64,
    /// The instance document, or that there is none.
    pub instance: InstanceCell,
    at_once: Semaphore,
    per_second: Option<usize>,
    pace: Mutex<Pace>,
}

#[derive(Default)]
struct Pace {
    held: Option<Hold>,
    starts: VecDeque<Instant>,
}

/// A wait that an answer asked of everybody.
#[derive(Clone, Copy)]
struct Hold {
    until: Instant,
    status: u16,
}

impl EndpointState {
    fn new(source: SourceKind) -> Self {
        // Only the instance metadata service documents limits; the others get a bound that no honest use meets.
        let (at_once, per_second) = match source {
            SourceKind::Vm => (limits::IMDS_AT_ONCE, Some(limits::IMDS_PER_SECOND)),
            _ => (64, None),
        };
        Self {
            connected: AtomicBool::new(false),
            clock_ahead: AtomicI64::new(i64::MIN),
            instance: InstanceCell::default(),
            at_once: Semaphore::new(at_once),
            per_second,
            pace: Mutex::default(),
        }
    }

    /// Whether something was ever connected to there: then a refused connect is a passing fault.
    #[must_use]
    pub fn was_connected(&self) -> bool {
        self.connected.load(Ordering::Relaxed)
    }

    /// Remembers that something listens there.
    pub fn set_connected(&self) {
        self.connected.store(true, Ordering::Relaxed);
    }

    /// Notes the endpoint's clock, as the `Date` of an answer gives it; `now` is this machine's.
    pub fn note_clock(&self, date: &str, now: i64) {
        if let Some(at) = time_text::parse(date) {
            self.clock_ahead.store(at - now, Ordering::Relaxed);
        }
    }

    /// How many seconds the endpoint's clock is ahead of this machine's, if an answer said so.
    #[must_use]
    pub fn clock_ahead(&self) -> Option<i64> {
        Some(self.clock_ahead.load(Ordering::Relaxed)).filter(|ahead| *ahead != i64::MIN)
    }

    /// Holds back every request to this endpoint, as the `Retry-After` of an answer with that status asks.
    pub fn hold(&self, wait: Duration, status: u16) {
        let until = Instant::now() + wait;
        let mut pace = lock(&self.pace);
        if pace.held.is_none_or(|held| held.until < until) {
            pace.held = Some(Hold { until, status });
        }
    }

    /// How long requests are still held back, and the status of the answer that asked for it.
    #[must_use]
    pub fn held(&self) -> Option<(Duration, u16)> {
        let now = Instant::now();
        let held = lock(&self.pace).held.filter(|held| held.until > now)?;
        Some((held.until - now, held.status))
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
        let mut pace = lock(&self.pace);
        if let Some(held) = pace.held.filter(|held| held.until > now) {
            return Some(held.until - now);
        }
        if let Some(limit) = self.per_second {
            while pace.starts.front().is_some_and(|start| now - *start >= Duration::from_secs(1)) {
                pace.starts.pop_front();
            }
            if pace.starts.len() >= limit {
                return pace.starts.front().map(|start| *start + Duration::from_secs(1) - now);
            }
            pace.starts.push_back(now);
        }
        None
    }
}

#[cfg(test)]
mod tests;
