//! Work that takes neither a limit nor a cancellation: files, which may be pipes or lie on a share that does not answer,
//! system settings, and certificate checks that fetch what they need. It has threads of its own, so that it holds up
//! nothing but the call that needs it; that call ends in time, and the thread when it can.

use crate::error::{Code, Error, Result};
use crate::limits;
use tokio::sync::Semaphore;
use tokio::task;

static PLACES: Semaphore = Semaphore::const_new(limits::BLOCKED_AT_ONCE);
static NAMED: Semaphore = Semaphore::const_new(limits::BLOCKED_AT_ONCE);

/// Does work that may block. What it owns lives until it ends, so it must own no token and no store.
///
/// # Errors
/// `Internal`, when the runtime ends first.
pub(crate) async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    run_in(&PLACES, work).await
}

/// The same for a file that the user names, of which more can be wrong than of the system's own: those that never end
/// hold up only their kind.
///
/// # Errors
/// As [`run`].
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

/// Polls a future whose steps may block, elsewhere. It is dropped when this one is.
///
/// # Errors
/// As [`run`].
#[cfg(any(windows, test))]
pub(crate) async fn poll<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T> {
    // Dropped with this future, which the other end takes for the sign to stop.
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
