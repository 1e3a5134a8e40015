//! The opaque handles: who owns what, as types.
//!
//! Each handle is a box that the caller owns from the function that makes it until the function that frees it. What several
//! handles need (a client's store of tokens, a token) is shared behind an `Arc` inside of them, so the order of freeing
//! never matters.

use crate::arguments::bad_pointer;
use crate::panics;
use azmi_core::Result;

/// A type of the header that callers hold by pointer only. All of them may be used from any thread.
pub(crate) trait Handle: Send + Sync + 'static {}

/// Hands a value over to the caller.
pub(crate) fn give<T: Handle>(value: T) -> *mut T {
    Box::into_raw(Box::new(value))
}

/// Looks at what a handle holds.
///
/// # Safety
/// `handle` is NULL, or was made by this library for that type and is not freed before the borrow ends.
pub(crate) unsafe fn get<'a, T: Handle>(handle: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: As the caller promises.
    unsafe { handle.as_ref() }.ok_or_else(|| bad_pointer(format!("The handle '{name}' is NULL.")))
}

/// Takes a handle back and drops what it holds. NULL is fine.
///
/// # Safety
/// `handle` is NULL, or was made by this library for that type and was not freed before.
pub(crate) unsafe fn free<T: Handle>(handle: *mut T) {
    if !handle.is_null() {
        // A panic while dropping ends here: it can't be reported, and the handle is gone in either case.
        let _ = panics::caught(|| {
            // SAFETY: As the caller promises, it came from `give` and comes back once.
            drop(unsafe { Box::from_raw(handle) });
            Ok(())
        });
    }
}
