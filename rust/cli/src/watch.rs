//! Ctrl+C and the time limit, enforced by a separate thread, so that they work even when the other threads are blocked.

use crate::args::Common;
use crate::failure::Failure;
use azmi_core::Call;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{io, process, thread};
use tokio_util::sync::CancellationToken;

/// How long to wait for the command to end by itself after its time limit, because its own error is more specific.
const AFTER_TIMEOUT: Duration = Duration::from_millis(500);

/// The same after Ctrl+C, when a person is waiting.
const AFTER_CANCEL: Duration = Duration::from_millis(120);

/// The exit code with which shells report Ctrl+C.
const INTERRUPTED: i32 = 130;

/// Whether a result is being written. The reader may take any time, such as a person with a pager.
static PRINTING: AtomicBool = AtomicBool::new(false);

/// Writes a result. The time limit doesn't apply in the meantime.
pub fn while_printing<T>(write: impl FnOnce() -> T) -> T {
    PRINTING.store(true, Ordering::Release);
    let done = write();
    PRINTING.store(false, Ordering::Release);
    done
}

/// A command that is watched.
pub struct Watch {
    call: Call,
    is_over: Arc<AtomicBool>,
}

impl Watch {
    /// Starts the command's time limit, and waits for Ctrl+C.
    pub fn begin(common: &Common) -> Result<Self, Failure> {
        let cancel = CancellationToken::new();
        let call = Call::new().with_cancel(cancel.clone()).with_timeout(common.timeout);
        let is_over = Arc::new(AtomicBool::new(false));
        let watch = Self { call: call.clone(), is_over: Arc::clone(&is_over) };
        thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || keep(&call, &cancel, &is_over))
            .map_err(|error| Failure::start(&error))?;
        Ok(watch)
    }

    /// Returns the command's call.
    pub fn call(&self) -> Call {
        self.call.clone()
    }

    /// Marks the command as ended. From now on, only Ctrl+C ends the process early.
    pub fn is_over(&self) {
        if self.is_over.swap(true, Ordering::AcqRel) {
            // The other thread was first and is about to end the process.
            loop {
                thread::park();
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
    }
}

fn keep(call: &Call, cancel: &CancellationToken, is_over: &AtomicBool) {
    // Without a runtime, the system's default action for Ctrl+C applies, and core enforces the time limit where it can.
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return;
    };
    runtime.block_on(async {
        let Ok(mut interrupts) = interrupts() else {
            return;
        };
        let grace = tokio::select! {
            _ = interrupts.recv() => {
                // Check this before the cancellation, which makes the command end and report its failure.
                if is_over.load(Ordering::Acquire) {
                    process::exit(INTERRUPTED);
                }
                cancel.cancel();
                AFTER_CANCEL
            }
            () = out_of_time(call) => AFTER_TIMEOUT,
        };
        loop {
            tokio::select! {
                _ = interrupts.recv() => process::exit(INTERRUPTED),
                () = tokio::time::sleep(grace) => {}
            }
            if call.is_cancelled() || !PRINTING.load(Ordering::Acquire) {
                break;
            }
        }
        if !is_over.swap(true, Ordering::AcqRel) {
            let failure = Failure::from(call.ended_while_blocked());
            failure.print();
            process::exit(failure.exit_code().into());
        }
        // The command ended in time and prints its result.
        interrupts.recv().await;
        process::exit(INTERRUPTED);
    });
}

async fn out_of_time(call: &Call) {
    match call.time_left() {
        Some(left) => tokio::time::sleep(left).await,
        None => std::future::pending().await,
    }
}

#[cfg(unix)]
fn interrupts() -> io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(windows)]
fn interrupts() -> io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}
