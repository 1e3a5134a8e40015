//! Work that supports neither timeouts nor cancellation: files, which may be pipes or on a share that doesn't respond,
//! system settings, and certificate checks that download data. It runs on separate threads, so that it blocks only the
//! call that needs it. That call ends in time; the thread ends when it can.

use crate::error::{Code, Error, Result};
use crate::limits;
use tokio::sync::Semaphore;
use tokio::task;

static PLACES: Semaphore = Semaphore::const_new(limits::BLOCKED_AT_ONCE);
static NAMED: Semaphore = Semaphore::const_new(limits::BLOCKED_AT_ONCE);

/// Runs work that may block. Values that it owns live until it ends, so it must not own a token or a store.
///
/// # Errors
/// `Internal`, if the runtime ends first.
pub(crate) async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    run_in(&PLACES, work).await
}

/// The same for a file that the user specifies. Such files are more likely to block than the system's own, so they have
/// a separate limit: ones that never end hold up only other user-specified files.
///
/// # Errors
/// The errors of [`run`].
pub(crate) async fn run_with_named_file<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    run_in(&NAMED, work).await
}

async fn run_in<T: Send + 'static>(places: &'static Semaphore, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let place = places.acquire().await;
    let ended = task::spawn_blocking(move || {
        let _place = place;
        work()
    });
    match ended.await {
        Ok(done) => Ok(done),
        Err(failed) if failed.is_panic() => std::panic::resume_unwind(failed.into_panic()),
        Err(_) => Err(lost()),
    }
}

/// Polls a future that may block on a separate thread. The future is dropped when this one is.
///
/// # Errors
/// The errors of [`run`].
#[cfg(any(windows, test))]
pub(crate) async fn poll<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T> {
    // Dropped with this future, which signals the other end to stop.
    let (_wanted, unwanted) = tokio::sync::oneshot::channel::<()>();
    let runtime = tokio::runtime::Handle::current();
    let polled = run(move || {
        runtime.block_on(async {
            tokio::select! {
                done = work => Some(done),
                _ = unwanted => None,
            }
        })
    });
    polled.await?.ok_or_else(lost)
}

fn lost() -> Error {
    Error::new(Code::Internal, "The work ended with the runtime it ran on.")
        .hint("This is a defect: please report it with the version and the steps.")
}

#[cfg(test)]
mod tests;
