//! What those who wait for a request see of it: its events, each with the instant it happened at, and its end.

use crate::error::Result;
use crate::event::Event;
use crate::token::Token;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What a request has reported so far.
#[derive(Default)]
pub(super) struct Progress {
    events: Vec<(Event, Instant)>,
    /// How it ended.
    pub done: Option<Result<Arc<Token>>>,
}

impl Progress {
    /// Adds an event that happens now.
    pub fn push(&mut self, event: Event) {
        self.events.push((event, Instant::now()));
    }

    /// The events after the first `seen`, and when they happened.
    pub fn since(&self, seen: usize) -> Vec<(Event, Instant)> {
        self.events[seen..].to_vec()
    }
}

/// An event that happened at an instant as it concerns a caller who joined at another, and how much of its wait is left. A wait
/// that was over before doesn't concern that caller; of one that went on, only what was left of it does.
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
