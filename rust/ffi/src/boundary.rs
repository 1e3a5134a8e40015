//! The common frame of exported functions: clears outputs first, catches panics, writes outputs only on success, and
//! reports failures as a status and, if the caller wants it, as an error handle.
//!
//! These are functions that take the body as a closure, not macros around the declaration, because cbindgen doesn't
//! expand macros.

use crate::abi::{AzmiError, AzmiStatus};
use crate::arguments::bad_pointer;
use crate::constants::AZMI_STATUS_OK;
use crate::handle::{self, Handle};
use crate::layout::{PlainStruct, ViewStruct};
use crate::panics;
use crate::sized;
use azmi_core::{Error, Result};

#[cfg(test)]
mod tests;

/// Runs a body that makes a handle, and writes the handle to `out`.
///
/// # Safety
/// `out` and `error_out` are NULL or valid for writing.
pub(crate) unsafe fn make<T: Handle>(
    out: *mut *mut T,
    error_out: *mut *mut AzmiError,
    body: impl FnOnce() -> Result<T>,
) -> AzmiStatus {
    // SAFETY: The caller guarantees it.
    unsafe { make_next(out, error_out, || body().map(Some)) }
}

/// Like [`make`], for a body that may have nothing more to return: `out` is then NULL, and the call succeeds.
///
/// # Safety
/// Same as [`make`].
pub(crate) unsafe fn make_next<T: Handle>(
    out: *mut *mut T,
    error_out: *mut *mut AzmiError,
    body: impl FnOnce() -> Result<Option<T>>,
) -> AzmiStatus {
    if !out.is_null() {
        // SAFETY: The caller guarantees it.
        unsafe { out.write(std::ptr::null_mut()) };
    }
    let made = panics::caught(|| {
        if out.is_null() {
            return Err(bad_pointer("The pointer 'out' is NULL."));
        }
        body()
    });
    match made {
        Ok(value) => {
            if let Some(value) = value {
                // SAFETY: The caller guarantees it, and NULL was rejected above.
                unsafe { out.write(handle::give(value)) };
            }
            // SAFETY: The caller guarantees it.
            unsafe { succeed(error_out) }
        }
        // SAFETY: The caller guarantees it.
        Err(error) => unsafe { fail(error, error_out) },
    }
}

/// Runs a body that fills a view, and writes to `out` as much of it as the caller's struct holds.
///
/// # Safety
/// `out` is NULL or points to as many writable bytes as its first field states; `error_out` is NULL or valid for writing.
pub(crate) unsafe fn view<T: ViewStruct>(
    out: *mut T,
    error_out: *mut *mut AzmiError,
    body: impl FnOnce() -> Result<T>,
) -> AzmiStatus {
    let filled = panics::caught(|| {
        // SAFETY: The caller guarantees it.
        let size = unsafe { sized::clear(out)? };
        let value = body()?;
        // SAFETY: The size is the one just returned for `out`.
        unsafe { sized::write(out, size, &value) };
        Ok(())
    });
    match filled {
        // SAFETY: The caller guarantees it.
        Ok(()) => unsafe { succeed(error_out) },
        // SAFETY: The caller guarantees it.
        Err(error) => unsafe { fail(error, error_out) },
    }
}

/// Runs a body that returns a plain value, and writes it to `out`; writes `absent` on failure.
///
/// # Safety
/// `out` and `error_out` are NULL or valid for writing.
pub(crate) unsafe fn write_value<T: PlainStruct>(
    out: *mut T,
    absent: T,
    error_out: *mut *mut AzmiError,
    body: impl FnOnce() -> Result<T>,
) -> AzmiStatus {
    if out.is_null() {
        // SAFETY: The caller guarantees it.
        return unsafe { fail(bad_pointer("The pointer 'out' is NULL."), error_out) };
    }
    let value = panics::caught(body);
    // SAFETY: The caller guarantees it.
    unsafe { out.write(*value.as_ref().unwrap_or(&absent)) };
    match value {
        // SAFETY: The caller guarantees it.
        Ok(_) => unsafe { succeed(error_out) },
        // SAFETY: The caller guarantees it.
        Err(error) => unsafe { fail(error, error_out) },
    }
}

unsafe fn succeed(error_out: *mut *mut AzmiError) -> AzmiStatus {
    if !error_out.is_null() {
        // SAFETY: The caller guarantees it.
        unsafe { error_out.write(std::ptr::null_mut()) };
    }
    AZMI_STATUS_OK
}

unsafe fn fail(error: Error, error_out: *mut *mut AzmiError) -> AzmiStatus {
    let status = error.status() as AzmiStatus;
    if !error_out.is_null() {
        // SAFETY: The caller guarantees it.
        unsafe { error_out.write(handle::give(AzmiError::new(error))) };
    }
    status
}
