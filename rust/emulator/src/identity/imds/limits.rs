//! The real service's limits, applied when the scenario asks for them.

use super::errors;
use crate::http::{Reply, Request};
use crate::sync::lock;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
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

/// A slot for a request in progress. Dropping it releases it.
struct Slot(Limiter);

impl Limiter {
    /// Admits a request. A token request holds the returned slot.
    ///
    /// # Errors
    /// The response with status 429, when a limit is reached.
    pub fn admit(&self, request: &Request) -> Result<Option<Box<dyn Send>>, Reply> {
        let mut counts = lock(&self.0);
        if !is_identity(&request.path) {
            return if admit(&mut counts.other, OTHER_RATE) { Ok(None) } else { Err(errors::usual(429)) };
        }
        if counts.under_way >= IDENTITY_AT_ONCE || !admit(&mut counts.identity, IDENTITY_RATE) {
            return Err(errors::usual(429));
        }
        counts.under_way += 1;
        Ok(Some(Box::new(Slot(self.clone()))))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        lock(&self.0.0).under_way -= 1;
    }
}

/// Whether a path counts against the identity limits instead of the general one.
fn is_identity(path: &str) -> bool {
    path.to_ascii_lowercase().starts_with("/metadata/identity/")
}

fn admit(window: &mut VecDeque<Instant>, rate: usize) -> bool {
    let now = Instant::now();
    while window.front().is_some_and(|at| now.duration_since(*at) >= Duration::from_secs(1)) {
        window.pop_front();
    }
    let free = window.len() < rate;
    if free {
        window.push_back(now);
    }
    free
}
