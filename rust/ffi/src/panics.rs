//! Panics: caught at the boundary and in spawned work, and reported by their place.
//!
//! A caught panic carries its message but not its place; only a panic hook learns the place. So one hook is installed, once,
//! for the life of the process. It leaves every panic outside of guarded code to the hook that was there before. Inside, it
//! notes file and line for the thread and prints nothing: a library does not write to its host's standard error. The message
//! is dropped on purpose, as it may quote data that was being handled (slicing a string does).

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
    /// How many guards the thread is inside of.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// Where the thread's last guarded panic happened.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs code that may panic; a panic becomes an `Internal` error with its place.
pub(crate) fn caught<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
    install_hook();
    DEPTH.set(DEPTH.get() + 1);
    // Nothing that the body changed is looked at after a panic except through locks, which report it.
    let outcome = catch_unwind(AssertUnwindSafe(body));
    DEPTH.set(DEPTH.get().saturating_sub(1));
    outcome.unwrap_or_else(|_| Err(defect(PLACE.take())))
}

/// The same for a future, whichever thread polls it.
pub(crate) async fn caught_async<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let mut work = pin!(work);
    poll_fn(|context| match caught(|| Ok(work.as_mut().poll(context))) {
        // A task that this work waited for died, and all it can say is that it got no answer; the thread knows where.
        Ok(Poll::Ready(Err(error))) if error.code() == Code::Internal && PLACE.with_borrow(Option::is_some) => {
            Poll::Ready(Err(defect(PLACE.take())))
        }
        Ok(progress) => progress,
        Err(defect) => Poll::Ready(Err(defect)),
    })
    .await
}

/// Guards all that the current thread will ever run: for the library's own threads, where nothing is the host's.
pub(crate) fn own_this_thread() {
    DEPTH.set(1);
}

/// The failure that stands for a defect of this library.
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
            // A thread that is ending may have lost its slot already; its place is not worth a second panic.
            let _ = PLACE.try_with(|slot| slot.replace(place));
        }));
    });
}
