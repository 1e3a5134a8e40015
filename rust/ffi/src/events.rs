//! Delivers the events of a running call to the caller's function, on the calling thread and before the call returns.

use crate::abi::{AzmiEventView, AzmiStr};
use crate::constants::{
    AZMI_EVENT_CACHE_HIT, AZMI_EVENT_NOTICE, AZMI_EVENT_PROGRESS, AZMI_EVENT_REQUEST, AZMI_EVENT_RETRY,
    AZMI_EVENT_SOURCE_CHOSEN, AZMI_EVENT_WARNING,
};
use azmi_core::Event;
use std::ffi::c_void;

#[cfg(test)]
mod tests;

/// The caller's function, and the pointer passed to it. Stays on the calling thread: a pointer isn't `Send`.
#[derive(Clone, Copy)]
pub(crate) struct Listener {
    function: unsafe extern "C" fn(event: *const AzmiEventView, user_data: *mut c_void),
    user_data: *mut c_void,
}

impl Listener {
    /// # Safety
    /// The function may be called with that pointer, from this thread, until the call returns.
    pub(crate) unsafe fn new(
        function: unsafe extern "C" fn(event: *const AzmiEventView, user_data: *mut c_void),
        user_data: *mut c_void,
    ) -> Self {
        Self { function, user_data }
    }

    /// Calls the caller's function. It may call the library itself.
    pub(crate) fn deliver(self, event: &Event) {
        let message = event.message();
        let view = view(event, &message);
        // SAFETY: The creator of the listener guaranteed that it may be called; the view and its text outlive the call.
        unsafe { (self.function)(&raw const view, self.user_data) };
    }
}

fn view(event: &Event, message: &str) -> AzmiEventView {
    let mut view = AzmiEventView {
        size: size_of::<AzmiEventView>() as u32,
        kind: 0,
        attempt: 0,
        http_status: 0,
        wait_ms: 0,
        done: 0,
        total: 0,
        message: AzmiStr::of(message),
    };
    view.kind = match event {
        Event::SourceChosen { .. } => AZMI_EVENT_SOURCE_CHOSEN,
        Event::CacheHit { .. } => AZMI_EVENT_CACHE_HIT,
        Event::Request { .. } => AZMI_EVENT_REQUEST,
        Event::Retry { attempt, http_status, wait, .. } => {
            view.attempt = *attempt;
            view.http_status = http_status.map_or(0, u32::from);
            view.wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            AZMI_EVENT_RETRY
        }
        Event::Progress { done, total, .. } => {
            view.done = *done;
            view.total = *total;
            AZMI_EVENT_PROGRESS
        }
        Event::Response { .. } | Event::Notice { .. } => AZMI_EVENT_NOTICE,
        Event::Warning { .. } => AZMI_EVENT_WARNING,
    };
    view
}
