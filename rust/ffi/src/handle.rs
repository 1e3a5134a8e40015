//! The opaque handles, and their ownership.
//!
//! The caller owns each handle, which is a `Box`, from the function that makes it until the function that frees it.
//! Data that several handles need (a client's token store, a token) is shared through an `Arc`, so the order of freeing
//! never matters.

use crate::arguments::bad_pointer;
use crate::panics;
use azmi_core::Result;

/// A type that callers hold only by pointer. Any thread may use it.
pub(crate) trait Handle: Send + Sync + 'static {}

/// Passes ownership of a value to the caller.
pub(crate) fn give<T: Handle>(value: T) -> *mut T {
    Box::into_raw(Box::new(value))
}

/// Borrows the value of a handle.
///
/// # Safety
/// `handle` is NULL, or was made by this library for that type and isn't freed before the borrow ends.
pub(crate) unsafe fn get<'a, T: Handle>(handle: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: The caller guarantees it.
    unsafe { handle.as_ref() }.ok_or_else(|| bad_pointer(format!("The handle '{name}' is NULL.")))
}

/// Takes a handle back and drops its value. NULL is allowed.
///
/// # Safety
/// `handle` is NULL, or was made by this library for that type and hasn't been freed.
pub(crate) unsafe fn free<T: Handle>(handle: *mut T) {
    if !handle.is_null() {
        // A panic while dropping can't be reported, and the handle is gone either way.
        let _ = panics::caught(|| {
            // SAFETY: The caller guarantees that it came from `give` and is freed once.
            drop(unsafe { Box::from_raw(handle) });
            Ok(())
        });
    }
}
