//! What one call brings with it: time limit, cancellation, listener.

use crate::abi::AzmiCallOptions;
use crate::events::Listener;
use crate::{runtime, sized};
use azmi_core::{Call, Code, Error, Event, Result};
use std::future::Future;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The call options, read before anything else happens: the caller's struct is not looked at again.
#[derive(Default)]
pub(crate) struct CallContext {
    timeout: Duration,
    cancel: Option<CancellationToken>,
    listener: Option<Listener>,
}

impl CallContext {
    /// Reads the options; NULL means no limit, no cancellation, no events.
    ///
    /// # Safety
    /// `options` is NULL or points to as many readable bytes as its first field says; the switch in it is NULL or alive; the
    /// function in it may be called, from this thread, until the call returns.
    pub(crate) unsafe fn read(options: *const AzmiCallOptions) -> Result<Self> {
        // SAFETY: As the caller promises.
        let Some(options) = (unsafe { sized::read(options)? }) else {
            return Ok(Self::default());
        };
        Ok(Self {
            timeout: Duration::from_millis(options.timeout_ms.into()),
            // SAFETY: As the caller promises.
            cancel: unsafe { options.cancel.as_ref() }.map(|cancel| cancel.token.clone()),
            // SAFETY: As the caller promises.
            listener: options.on_event.map(|function| unsafe { Listener::new(function, options.user_data) }),
        })
    }

    /// Ends the call before it begins, if its switch was triggered already.
    pub(crate) fn check_cancelled(&self) -> Result<()> {
        match &self.cancel {
            Some(cancel) if cancel.is_cancelled() => Err(Error::new(Code::Cancelled, "The call was cancelled.")),
            _ => Ok(()),
        }
    }

    /// Delivers an event at once, on this very thread. It is made only when somebody listens.
    pub(crate) fn report(&self, event: impl FnOnce() -> Event) {
        if let Some(listener) = self.listener {
            listener.deliver(&event());
        }
    }

    /// Runs the work of the call and waits for its end.
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
