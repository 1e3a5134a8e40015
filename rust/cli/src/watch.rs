//! Ctrl+C and the time limit, kept by a thread of their own: they hold whatever the others are blocked by.

use crate::args::Common;
use crate::failure::Failure;
use azmi_core::Call;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{io, process, thread};
use tokio_util::sync::CancellationToken;

/// How long the command may take to end by itself once its time is up: what it knows of its end says more.
const AFTER_TIMEOUT: Duration = Duration::from_millis(500);

/// The same after Ctrl+C, which somebody waits for.
const AFTER_CANCEL: Duration = Duration::from_millis(120);

/// The code with which shells report Ctrl+C.
const INTERRUPTED: i32 = 130;

/// Whether an answer is being written: a reader may take all the time it wants, such as a person with a pager.
static PRINTING: AtomicBool = AtomicBool::new(false);

/// Writes an answer; the command's time can't end meanwhile.
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
    /// Starts to count the command's time, and to wait for Ctrl+C.
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

    /// The call of the command.
    pub fn call(&self) -> Call {
        self.call.clone()
    }

    /// The command knows how it ended: from here on only Ctrl+C ends it earlier.
    pub fn is_over(&self) {
        if self.is_over.swap(true, Ordering::AcqRel) {
            // The other thread was first, and is about to end the process.
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
    // Without it, Ctrl+C ends the process as the system does it, and core keeps the time where it can.
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return;
    };
    runtime.block_on(async {
        let Ok(mut interrupts) = interrupts() else {
            return;
        };
        let grace = tokio::select! {
            _ = interrupts.recv() => {
                // Asked before the command can end because of this: then it has to say so.
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
        // It ended in time, and prints.
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
