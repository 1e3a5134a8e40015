//! What one call brings with it: its deadline, its cancellation and where its events go.

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

/// Where the events of a call go. Called from tasks of the runtime; must not block.
pub type EventSink = Arc<dyn Fn(Event) + Send + Sync>;

/// The budget of one call. Cheap to clone; every wait inside the call is bounded by it.
#[derive(Clone, Default)]
#[must_use]
pub struct Call {
    cancel: CancellationToken,
    deadline: Option<(Instant, Duration)>,
    events: Option<EventSink>,
}

impl Call {
    /// A call without a limit, without events.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the call when the token is triggered.
    pub fn with_cancel(mut self, cancel: CancellationToken) -> Self {
        self.cancel = cancel;
        self
    }

    /// Ends the call after that time, counted from now. Zero means no limit, and so does a time that no clock reaches.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        let counts = !timeout.is_zero() && timeout < limits::LONGEST_CALL;
        self.deadline = counts.then(|| (Instant::now() + timeout, timeout));
        self
    }

    /// How much of the call's time is left; `None`: it has no limit.
    #[must_use]
    pub fn time_left(&self) -> Option<Duration> {
        let (at, _) = self.deadline?;
        Some(at.saturating_duration_since(Instant::now()))
    }

    /// Completes when the caller cancels. It needs no runtime.
    pub async fn cancelled(&self) {
        self.cancel.cancelled().await;
    }

    /// The failure of a call that was cancelled, or whose time is up, while its work can't be asked any more: the thread
    /// that does it is held by something that takes neither limit nor cancellation.
    pub fn ended_while_blocked(&self) -> Error {
        if self.is_cancelled() {
            return cancelled();
        }
        self.timed_out(&"something on this machine did not answer: a file, a share, a name or a certificate look-up")
    }

    /// The same call with less time: no more than that, and no more than is left of it.
    pub fn within(&self, limit: Duration) -> Self {
        let narrow = self.clone().with_timeout(limit);
        match (self.deadline, narrow.deadline) {
            (Some((own, _)), Some((new, _))) if own < new => self.clone(),
            _ => narrow,
        }
    }

    /// Sends the call's events there.
    pub fn with_events(mut self, sink: EventSink) -> Self {
        self.events = Some(sink);
        self
    }

    /// The same call, with notices in place of warnings: for work whose result says the same.
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

    /// Reports an event that is costly to put into words, if anybody listens.
    pub(crate) fn emit_with(&self, event: impl FnOnce() -> Event) {
        if let Some(sink) = &self.events {
            sink(event());
        }
    }

    /// Whether a wait of that length fits into what is left of the call.
    #[must_use]
    pub fn has_time_for(&self, wait: Duration) -> bool {
        self.time_left().is_none_or(|left| wait < left)
    }

    /// Runs a future until it is done, the call's time is up, or the caller cancels, whichever comes first.
    /// `doing` completes the sentence "The time limit of 100 s was reached while ...".
    ///
    /// # Errors
    /// The future's own, `TimedOut` or `Cancelled`.
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

    /// [`Self::run`], compiled once for whatever work it bounds.
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
            // The work first: what it knows of its own end (an operation that goes on) says more than that there is one.
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

    /// Runs a future that bounds its own waits, and drops it, or what came of it, when the caller cancels.
    ///
    /// # Errors
    /// `Cancelled`.
    pub async fn unless_cancelled<T>(&self, work: impl Future<Output = T>) -> Result<T> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(cancelled()),
            done = work => {
                if self.is_cancelled() {
                    // Each of its waits ended by that, and what it made of them is worth nothing.
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
