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
    events: Vec<TimedEvent>,
    /// How it ended.
    pub done: Option<Result<Arc<Token>>>,
}

/// An event, and when it happened.
#[derive(Clone)]
pub(super) struct TimedEvent {
    event: Event,
    at: Instant,
}

impl Progress {
    /// Adds an event that happens now.
    pub fn push(&mut self, event: Event) {
        let at = Instant::now();
        self.events.push(TimedEvent { event, at });
    }

    /// The events after the first `seen`.
    pub fn since(&self, seen: usize) -> Vec<TimedEvent> {
        self.events[seen..].to_vec()
    }
}

impl TimedEvent {
    /// The event as it concerns a caller who joined at that instant, and how much of its wait is left. A wait that was over
    /// before doesn't concern that caller; of one that went on, only what was left of it does.
    pub fn seen_since(self, joined: Instant) -> Option<(Event, Duration)> {
        let Self { mut event, at } = self;
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
}
