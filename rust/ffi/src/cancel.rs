//! Cancelling a running call from another thread.

use crate::abi::{AzmiCancel, AzmiError, AzmiStatus};
use crate::boundary;
use crate::handle;
use crate::panics;
use tokio_util::sync::CancellationToken;

/// Makes a switch that isn't triggered.
///
/// Owner: the caller owns `*out` and frees it with azmi_cancel_free.
/// Threads: any.
/// Errors: argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_cancel_new(out: *mut *mut AzmiCancel, error_out: *mut *mut AzmiError) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers.
    unsafe { boundary::make(out, error_out, || Ok(AzmiCancel { token: CancellationToken::new() })) }
}

/// Triggers the switch, any number of times. NULL does nothing.
///
/// It returns at once; the cancelled calls return a little later.
///
/// Threads: any, at any time, even from an event callback. Not from a signal handler.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_cancel_trigger(cancel: *const AzmiCancel) {
    // A panic can't be reported here. It leaves the switch unchanged.
    let _ = panics::caught(|| {
        // SAFETY: The caller follows the header's rules for handles.
        if let Some(cancel) = unsafe { cancel.as_ref() } {
            cancel.token.cancel();
        }
        Ok(())
    });
}

/// Frees the switch, without triggering it. NULL does nothing.
///
/// Owner: the library takes it back.
/// Threads: any, once, and not while a call that it was passed to is running.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_cancel_free(cancel: *mut AzmiCancel) {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { handle::free(cancel) }
}
