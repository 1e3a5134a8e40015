//! The shape that every exported function has: outputs cleared first, panics caught, failures as a status and, if the
//! caller wants it, as an error handle; outputs written on success only.
//!
//! These are functions that take the body as a closure, and not a macro around the declaration: cbindgen reads declarations
//! as they stand in the source and does not expand macros.

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

/// Runs a body that makes a handle, and writes it to `out`.
///
/// # Safety
/// `out` and `error_out` are NULL or valid for writing.
pub(crate) unsafe fn make<T: Handle>(
    out: *mut *mut T,
    error_out: *mut *mut AzmiError,
    body: impl FnOnce() -> Result<T>,
) -> AzmiStatus {
    // SAFETY: As the caller promises.
    unsafe { make_next(out, error_out, || body().map(Some)) }
}

/// As [`make`], for what may have come to its end: then `out` is NULL, and that is a success.
///
/// # Safety
/// As [`make`].
pub(crate) unsafe fn make_next<T: Handle>(
    out: *mut *mut T,
    error_out: *mut *mut AzmiError,
    body: impl FnOnce() -> Result<Option<T>>,
) -> AzmiStatus {
    if !out.is_null() {
        // SAFETY: As the caller promises.
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
                // SAFETY: As the caller promises, and it is not NULL: that is an error above.
                unsafe { out.write(handle::give(value)) };
            }
            // SAFETY: As the caller promises.
            unsafe { succeed(error_out) }
        }
        // SAFETY: As the caller promises.
        Err(error) => unsafe { fail(error, error_out) },
    }
}

/// Runs a body that looks something up, and writes it to the view `out` as far as the caller knows that struct.
///
/// # Safety
/// `out` is NULL or points to as many writable bytes as its first field says; `error_out` is NULL or valid for writing.
pub(crate) unsafe fn view<T: ViewStruct>(
    out: *mut T,
    error_out: *mut *mut AzmiError,
    body: impl FnOnce() -> Result<T>,
) -> AzmiStatus {
    let filled = panics::caught(|| {
        // SAFETY: As the caller promises.
        let size = unsafe { sized::clear(out)? };
        let value = body()?;
        // SAFETY: The size is the one just returned for `out`.
        unsafe { sized::write(out, size, &value) };
        Ok(())
    });
    match filled {
        // SAFETY: As the caller promises.
        Ok(()) => unsafe { succeed(error_out) },
        // SAFETY: As the caller promises.
        Err(error) => unsafe { fail(error, error_out) },
    }
}

/// Runs a body whose plain result is written to `out` whole.
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
        // SAFETY: As the caller promises.
        return unsafe { fail(bad_pointer("The pointer 'out' is NULL."), error_out) };
    }
    let value = panics::caught(body);
    // SAFETY: As the caller promises.
    unsafe { out.write(*value.as_ref().unwrap_or(&absent)) };
    match value {
        // SAFETY: As the caller promises.
        Ok(_) => unsafe { succeed(error_out) },
        // SAFETY: As the caller promises.
        Err(error) => unsafe { fail(error, error_out) },
    }
}

unsafe fn succeed(error_out: *mut *mut AzmiError) -> AzmiStatus {
    if !error_out.is_null() {
        // SAFETY: As the caller promises.
        unsafe { error_out.write(std::ptr::null_mut()) };
    }
    AZMI_STATUS_OK
}

unsafe fn fail(error: Error, error_out: *mut *mut AzmiError) -> AzmiStatus {
    let status = error.status() as AzmiStatus;
    if !error_out.is_null() {
        // SAFETY: As the caller promises.
        unsafe { error_out.write(handle::give(AzmiError::new(error))) };
    }
    status
}
