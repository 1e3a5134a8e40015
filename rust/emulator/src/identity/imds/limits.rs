//! The real service's limits, played when the scenario asks for them.

use super::{errors, is_identity};
use crate::http::{Reply, Request};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Token requests a second.
const IDENTITY_RATE: usize = 20;
/// Token requests at once.
const IDENTITY_AT_ONCE: usize = 5;
/// Other requests a second.
const OTHER_RATE: usize = 5;

/// Counts requests against the limits.
#[derive(Clone, Default)]
pub struct Limiter(Arc<Mutex<Counts>>);

#[derive(Default)]
struct Counts {
    identity: VecDeque<Instant>,
    other: VecDeque<Instant>,
    under_way: usize,
}

/// A place among the requests under way; dropping it gives it back.
pub struct Slot(Option<Limiter>);

impl Limiter {
    /// Lets a request in.
    ///
    /// # Errors
    /// The answer 429, when a limit is reached.
    pub fn enter(&self, request: &Request) -> Result<Slot, Reply> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_identity(&request.path) {
            return if admit(&mut counts.other, OTHER_RATE) {
                Ok(Slot(None))
            } else {
                Err(errors::usual(429))
            };
        }
        if counts.under_way >= IDENTITY_AT_ONCE || !admit(&mut counts.identity, IDENTITY_RATE) {
            return Err(errors::usual(429));
        }
        counts.under_way += 1;
        Ok(Slot(Some(self.clone())))
    }
}

impl Slot {
    /// A place where nothing is limited.
    pub fn unlimited() -> Self {
        Self(None)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(limiter) = &self.0 {
            limiter
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .under_way -= 1;
        }
    }
}

fn admit(window: &mut VecDeque<Instant>, rate: usize) -> bool {
    let now = Instant::now();
    while window
        .front()
        .is_some_and(|at| now.duration_since(*at) >= Duration::from_secs(1))
    {
        window.pop_front();
    }
    let free = window.len() < rate;
    if free {
        window.push_back(now);
    }
    free
}
