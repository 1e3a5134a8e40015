//! Waits for a request in flight on behalf of a caller.

use super::keys::SharedKeys;
use super::progress::{Progress, seen_since};
use crate::call::Call;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::token::Token;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::Instant;

/// A caller that waits for a request in flight.
pub(super) struct Waiter {
    pub keys: Arc<SharedKeys>,
    pub resource: String,
    pub number: u64,
    /// The number of events that the caller has seen.
    pub seen: usize,
    pub joined: Instant,
    pub progress: watch::Receiver<Progress>,
}

impl Waiter {
    /// Waits for the request's result and reports its events.
    ///
    /// # Errors
    /// The request's error. Fails at once if the request waits for longer than the call has left.
    pub async fn follow(&mut self, call: &Call) -> Result<Arc<Token>> {
        loop {
            let (events, done) = {
                let progress = self.progress.borrow_and_update();
                (progress.since(self.seen), progress.done.clone())
            };
            self.seen += events.len();
            for (event, at) in events {
                // Waits that ended before this caller joined don't matter; for one that is still running, only the rest
                // does.
                let Some((event, rest)) = seen_since(self.joined, event, at) else {
                    continue;
                };
                match &event {
                    // The error contains the reason. The caller doesn't wait, so no wait is announced.
                    Event::Retry { http_status, why, .. } if !call.has_time_for(rest) => {
                        return Err(no_time_for(*http_status, rest, why));
                    }
                    _ => call.emit(event),
                }
            }
            if let Some(result) = done {
                return result;
            }
            self.progress.changed().await.map_err(|_| ended_without_result())?;
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let mut keys = self.keys.lock();
        let abandoned = keys.by_resource.get_mut(&self.resource).and_then(|key| key.entry.leave(self.number));
        if abandoned.is_some() {
            keys.tidy(&self.resource);
        }
        drop(keys);
        if let Some(request) = abandoned {
            request.task.abort();
        }
    }
}

/// The error for a wait that is longer than the call's remaining time. It is reported at once, not after the timeout.
fn no_time_for(status: Option<u16>, wait: std::time::Duration, why: &str) -> Error {
    let seconds = wait.as_secs_f64().ceil();
    let code = if status == Some(429) { Code::Throttled } else { Code::TimedOut };
    Error::new(
        code,
        format!("The next attempt is due in {seconds} s, but less than that is left of the call's time: {why}."),
    )
    .hint(format!("Try again in {seconds} s, or raise the limit (-TimeoutSec, --timeout)."))
    .with_retryable(true)
    .with_http_status(status)
}

pub(super) fn ended_without_result() -> Error {
    Error::new(Code::Internal, "The request for a token ended without a result.")
        .hint("This is a defect: please report it with the version and the steps.")
}
