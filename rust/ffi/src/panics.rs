//! Catches panics at the boundary and in spawned work, and reports their source location.
//!
//! Only a panic hook gets the location of a panic. So one hook is installed for the life of the process. Outside
//! guarded code, it calls the previous hook. Inside, it records file and line for the thread and prints nothing: a
//! library must not write to its host's standard error. The message is dropped on purpose, because it may quote data
//! (slicing a string does).

use azmi_core::{Code, Error, Result};
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Once;
use std::task::Poll;

#[cfg(test)]
mod tests;

thread_local! {
    /// Number of guards that the thread is inside.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// Location of the thread's last guarded panic.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs code that may panic; a panic becomes an `Internal` error with its location.
pub(crate) fn caught<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
    install_hook();
    DEPTH.set(DEPTH.get() + 1);
    // After a panic, data that the body changed is only read through locks, which report the panic.
    let outcome = catch_unwind(AssertUnwindSafe(body));
    DEPTH.set(DEPTH.get().saturating_sub(1));
    outcome.unwrap_or_else(|_| Err(defect(PLACE.take())))
}

/// Like [`caught`], for a future, whichever thread polls it.
pub(crate) async fn caught_async<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let mut work = pin!(work);
    poll_fn(|context| match caught(|| Ok(work.as_mut().poll(context))) {
        // A task that this work waited for panicked. The work's own error doesn't say where, but the thread has
        // recorded it.
        Ok(Poll::Ready(Err(error))) if error.code() == Code::Internal && PLACE.with_borrow(Option::is_some) => {
            Poll::Ready(Err(defect(PLACE.take())))
        }
        Ok(progress) => progress,
        Err(defect) => Poll::Ready(Err(defect)),
    })
    .await
}

/// Guards everything that the current thread runs. For the library's own threads, which never run code of the host.
pub(crate) fn own_this_thread() {
    DEPTH.set(1);
}

/// The error that reports a bug in this library.
pub(crate) fn defect(place: Option<String>) -> Error {
    let place = place.unwrap_or_else(|| "unknown place".to_owned());
    Error::new(
        Code::Internal,
        format!("A defect of the library stopped the call (version {}, at {place}).", azmi_core::VERSION),
    )
    .hint("Please report this, with the version and the place named. The call may be repeated.")
}

fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if DEPTH.get() == 0 {
                previous(info);
                return;
            }
            let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
            // The slot of an ending thread may be gone already. Ignore that: a second panic would be worse than a lost
            // location.
            let _ = PLACE.try_with(|slot| slot.replace(place));
        }));
    });
}
