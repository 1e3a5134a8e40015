//! What those who wait for a flight are told: its events, each with the instant it happened at, and its end.

use crate::error::Result;
use crate::event::Event;
use crate::token::Token;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What a flight has told so far.
#[derive(Default)]
pub(super) struct Progress {
    events: Vec<Told>,
    /// How it ended.
    pub done: Option<Result<Arc<Token>>>,
}

/// An event, and when it was told.
#[derive(Clone)]
pub(super) struct Told {
    event: Event,
    at: Instant,
}

impl Progress {
    /// Adds an event that happens now.
    pub fn tell(&mut self, event: Event) {
        let at = Instant::now();
        self.events.push(Told { event, at });
    }

    /// The events after the first `told`.
    pub fn since(&self, told: usize) -> Vec<Told> {
        self.events[told..].to_vec()
    }
}

/// The event as it concerns a caller who joined at that instant, and how much of its wait is left. A wait that was over
/// before he came doesn't concern him; of one that went on, he is told what was left of it.
pub(super) fn told_to(told: Told, joined: Instant) -> Option<(Event, Duration)> {
    let Told { mut event, at } = told;
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
