//! The progress of a request, for its waiters: its events with their times, and its result.

use crate::error::Result;
use crate::event::Event;
use crate::token::Token;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The events of a request so far.
#[derive(Default)]
pub(super) struct Progress {
    events: Vec<(Event, Instant)>,
    /// The result, once the request has ended.
    pub done: Option<Result<Arc<Token>>>,
}

impl Progress {
    /// Adds an event with the current time.
    pub fn push(&mut self, event: Event) {
        self.events.push((event, Instant::now()));
    }

    /// Returns the events after the first `seen`, with their times.
    pub fn since(&self, seen: usize) -> Vec<(Event, Instant)> {
        self.events[seen..].to_vec()
    }
}

/// Adapts an event to a caller that joined later, and returns how much of its wait is left. A wait that ended before
/// the caller joined is dropped (`None`); one that was still running is shortened to the part after the caller joined.
pub(super) fn seen_since(joined: Instant, mut event: Event, at: Instant) -> Option<(Event, Duration)> {
    let Event::Retry { wait, .. } = &mut event else {
        return Some((event, Duration::ZERO));
    };
    let before = joined.saturating_duration_since(at);
    if before >= *wait && !before.is_zero() {
        return None;
    }
    let rest = wait.saturating_sub(at.elapsed());
    *wait = wait.saturating_sub(before);
    Some((event, rest))
}
