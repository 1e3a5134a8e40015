//! The options of one call: time limit, cancellation, listener.

use crate::abi::AzmiCallOptions;
use crate::events::Listener;
use crate::{runtime, sized};
use azmi_core::{Call, Code, Error, Event, Result};
use std::future::Future;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The call options, read before anything else happens. The caller's struct isn't read again.
#[derive(Default)]
pub(crate) struct CallContext {
    timeout: Duration,
    cancel: Option<CancellationToken>,
    listener: Option<Listener>,
}

impl CallContext {
    /// Reads the options; NULL means no time limit, no cancellation, no events.
    ///
    /// # Safety
    /// `options` is NULL or points to as many readable bytes as its first field states; its `cancel` is NULL or alive;
    /// its `on_event` may be called from this thread until the call returns.
    pub(crate) unsafe fn read(options: *const AzmiCallOptions) -> Result<Self> {
        // SAFETY: The caller guarantees it.
        let Some(options) = (unsafe { sized::read(options)? }) else {
            return Ok(Self::default());
        };
        Ok(Self {
            timeout: Duration::from_millis(options.timeout_ms.into()),
            // SAFETY: The caller guarantees it.
            cancel: unsafe { options.cancel.as_ref() }.map(|cancel| cancel.token.clone()),
            // SAFETY: The caller guarantees it.
            listener: options.on_event.map(|function| unsafe { Listener::new(function, options.user_data) }),
        })
    }

    /// Fails if the call was cancelled before it began.
    pub(crate) fn check_cancelled(&self) -> Result<()> {
        match &self.cancel {
            Some(cancel) if cancel.is_cancelled() => Err(Error::new(Code::Cancelled, "The call was cancelled.")),
            _ => Ok(()),
        }
    }

    /// Delivers an event at once, on this thread. The closure runs only if there's a listener.
    pub(crate) fn report(&self, event: impl FnOnce() -> Event) {
        if let Some(listener) = self.listener {
            listener.deliver(&event());
        }
    }

    /// Runs the work of the call and waits until it ends.
    pub(crate) fn wait<T, F>(self, work: impl FnOnce(Call) -> F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let mut call = Call::new().with_timeout(self.timeout);
        if let Some(cancel) = self.cancel {
            call = call.with_cancel(cancel);
        }
        runtime::wait(call, self.listener, work)
    }
}
