//! Cancelling a running call from another thread.

use crate::abi::AzmiStatus;
use crate::boundary;
use crate::error::AzmiError;
use crate::handle::{self, Handle};
use crate::panics;
use tokio_util::sync::CancellationToken;

/// A switch that ends calls. One may serve several calls, at the same time or one after the other; once triggered it stays
/// so, and every call it is passed to ends at once with AZMI_STATUS_CANCELLED.
///
/// Threads: any, also at the same time.
/// Functions:
///   azmi_cancel_new        makes one
///   azmi_cancel_trigger    ends the calls it is passed to
///   azmi_cancel_free       gives the handle back
pub struct AzmiCancel {
    token: CancellationToken,
}

impl Handle for AzmiCancel {}

impl AzmiCancel {
    pub(crate) fn token(&self) -> CancellationToken {
        self.token.clone()
    }
}

/// Makes a switch that is not triggered.
///
/// Owner: the caller owns `*out`, and gives it back with azmi_cancel_free.
/// Threads: any.
/// Errors: of arguments.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_cancel_new(
    out: *mut *mut AzmiCancel,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller keeps the header's rules for pointers.
    unsafe {
        boundary::make(out, error_out, || {
            Ok(AzmiCancel {
                token: CancellationToken::new(),
            })
        })
    }
}

/// Triggers the switch, any number of times. NULL does nothing.
///
/// It returns at once; the calls that are ended return a little later.
///
/// Threads: any, at any time, also from within an event callback. Not from a signal handler.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_cancel_trigger(cancel: *const AzmiCancel) {
    // A panic can be told to nobody here, and leaves the switch as it is.
    let _ = panics::caught(|| {
        // SAFETY: The caller keeps the header's rules for handles.
        if let Some(cancel) = unsafe { cancel.as_ref() } {
            cancel.token.cancel();
        }
        Ok(())
    });
}

/// Gives the switch back, without triggering it. NULL does nothing.
///
/// Owner: the library, from now on.
/// Threads: any, once, and not while a call that it was passed to still runs.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_cancel_free(cancel: *mut AzmiCancel) {
    // SAFETY: The caller keeps the header's rules for handles.
    unsafe { handle::free(cancel) }
}
