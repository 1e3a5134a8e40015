//! The context of a call: its deadline, its cancellation and its event sink.

use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::limits;
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Receives the events of a call. Tasks of the runtime call it, so it must not block.
pub type EventSink = Arc<dyn Fn(Event) + Send + Sync>;

/// The context of a call. Its deadline limits every wait inside the call. Cheap to clone.
#[derive(Clone, Default)]
#[must_use]
pub struct Call {
    cancel: CancellationToken,
    deadline: Option<(Instant, Duration)>,
    events: Option<EventSink>,
}

impl Call {
    /// Creates a call without a time limit and without events.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the call when the token is cancelled.
    pub fn with_cancel(mut self, cancel: CancellationToken) -> Self {
        self.cancel = cancel;
        self
    }

    /// Ends the call after that time, counted from now. Zero or a very long time means no limit.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        let counts = !timeout.is_zero() && timeout < limits::LONGEST_CALL;
        self.deadline = counts.then(|| (Instant::now() + timeout, timeout));
        self
    }

    /// How much of the call's time is left. `None` means that it has no limit.
    #[must_use]
    pub fn time_left(&self) -> Option<Duration> {
        let (at, _) = self.deadline?;
        Some(at.saturating_duration_since(Instant::now()))
    }

    /// Completes when the caller cancels. Doesn't need a runtime.
    pub async fn cancelled(&self) {
        self.cancel.cancelled().await;
    }

    /// The error for a call that was cancelled or timed out while its thread was blocked by something that supports
    /// neither timeouts nor cancellation.
    pub fn ended_while_blocked(&self) -> Error {
        if self.is_cancelled() {
            return cancelled();
        }
        self.timed_out(&"something on this machine did not answer: a file, a share, a name or a certificate look-up")
    }

    /// Returns the same call with a shorter time limit: `limit` or the time that is left, whichever is less.
    pub fn within(&self, limit: Duration) -> Self {
        let narrow = self.clone().with_timeout(limit);
        match (self.deadline, narrow.deadline) {
            (Some((own, _)), Some((new, _))) if own < new => self.clone(),
            _ => narrow,
        }
    }

    /// Sends the call's events to that sink.
    pub fn with_events(mut self, sink: EventSink) -> Self {
        self.events = Some(sink);
        self
    }

    /// Returns the same call with notices instead of warnings, for work whose result contains the same information.
    pub(crate) fn without_warnings(mut self) -> Self {
        self.events = self.events.map(|sink| -> EventSink {
            Arc::new(move |event| {
                sink(match event {
                    Event::Warning { text } => Event::Notice { text },
                    other => other,
                })
            })
        });
        self
    }

    /// Reports an event to the caller.
    pub fn emit(&self, event: Event) {
        if let Some(sink) = &self.events {
            sink(event);
        }
    }

    /// Reports an event that is costly to build. Builds it only if there is a sink.
    pub(crate) fn emit_with(&self, event: impl FnOnce() -> Event) {
        if let Some(sink) = &self.events {
            sink(event());
        }
    }

    /// Whether a wait of that length fits into the call's remaining time.
    #[must_use]
    pub fn has_time_for(&self, wait: Duration) -> bool {
        self.time_left().is_none_or(|left| wait < left)
    }

    /// Runs a future until it is done, the call's time is up, or the caller cancels, whichever comes first.
    /// `doing` completes the sentence "The time limit of 100 s was reached while ...".
    ///
    /// # Errors
    /// The future's error, `TimedOut` or `Cancelled`.
    pub async fn run<T: Send>(
        &self,
        doing: impl fmt::Display + Sync,
        work: impl Future<Output = Result<T>> + Send,
    ) -> Result<T> {
        let mut result = None;
        {
            let work = pin!(async { result = Some(work.await) });
            self.bounded(&doing, work).await?;
        }
        result.unwrap_or_else(|| Err(cancelled()))
    }

    /// The part of [`Self::run`] that isn't generic, so that it is compiled only once.
    async fn bounded(
        &self,
        doing: &(dyn fmt::Display + Sync),
        work: Pin<&mut (dyn Future<Output = ()> + Send)>,
    ) -> Result<()> {
        let timeout = async {
            match self.deadline {
                Some((at, _)) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        if self.cancel.is_cancelled() {
            return Err(cancelled());
        }
        tokio::select! {
            // The work is polled first: its own result (such as an operation that continues) is more specific than a
            // timeout.
            biased;
            () = work => Ok(()),
            () = self.cancel.cancelled() => Err(cancelled()),
            () = timeout => Err(self.timed_out(doing)),
        }
    }

    /// Whether the caller has cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// Runs a future that limits its own waits. If the caller cancels, drops the future or its result.
    ///
    /// # Errors
    /// `Cancelled`.
    pub async fn unless_cancelled<T>(&self, work: impl Future<Output = T>) -> Result<T> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(cancelled()),
            done = work => {
                if self.is_cancelled() {
                    // The cancellation may have ended its waits, so its result is meaningless.
                    return Err(cancelled());
                }
                Ok(done)
            }
        }
    }

    /// Waits, unless the call ends first.
    ///
    /// # Errors
    /// `TimedOut` or `Cancelled`.
    pub async fn sleep(&self, doing: impl fmt::Display + Sync, wait: Duration) -> Result<()> {
        self.run(doing, async {
            tokio::time::sleep(wait).await;
            Ok(())
        })
        .await
    }

    fn timed_out(&self, doing: &dyn fmt::Display) -> Error {
        let limit = self.deadline.map_or(Duration::ZERO, |(_, limit)| limit);
        Error::new(
            Code::TimedOut,
            format!("The time limit of {} s was reached while {doing}.", limit.as_secs_f64()),
        )
        .hint("Raise the limit (-TimeoutSec, --timeout; 0 means none), or see with -Verbose (--verbose) what the call was waiting for.")
        .with_retryable(true)
    }
}

fn cancelled() -> Error {
    Error::new(Code::Cancelled, "The call was cancelled.")
}
