//! Structs that start with the size that the caller was compiled with.
//!
//! An older caller has fewer fields: the missing ones are read as zero and never written. A newer caller has more: the
//! ones that this library doesn't know must be zero in options, so that no option is silently ignored, and are zeroed
//! in views.

use crate::arguments::bad_pointer;
use crate::layout::{SizedStruct, ViewStruct};
use azmi_core::Result;
use std::mem::MaybeUninit;

#[cfg(test)]
mod tests;

/// No struct of this interface is larger, so a larger size is invalid.
const MAX_STRUCT_SIZE: usize = 4096;

/// Reads options; `None` for NULL.
///
/// # Safety
/// `options` is NULL, or points to as many readable bytes as its first field states.
pub(crate) unsafe fn read<T: SizedStruct>(options: *const T) -> Result<Option<T>> {
    if options.is_null() {
        return Ok(None);
    }
    // SAFETY: The caller guarantees that the size is readable; it may be unaligned.
    let size = check::<T>(unsafe { options.cast::<u32>().read_unaligned() })?;
    let known = size.min(size_of::<T>());
    // SAFETY: `known..size` is within the bytes that the caller guarantees.
    let beyond = unsafe { std::slice::from_raw_parts(options.cast::<u8>().add(known), size - known) };
    if beyond.iter().any(|byte| *byte != 0) {
        return Err(bad_pointer(format!("{} sets a field that this version of the library does not know.", T::NAME))
            .hint("Use the version of the library that the program was made for, or leave the newer option out."));
    }
    let mut copy = MaybeUninit::<T>::zeroed();
    // SAFETY: `known` bytes are readable in `options` and writable in `copy`; `T` is valid for zeroes and for any bytes
    // that a caller may pass.
    unsafe {
        std::ptr::copy_nonoverlapping(options.cast::<u8>(), copy.as_mut_ptr().cast::<u8>(), known);
        Ok(Some(copy.assume_init()))
    }
}

/// Checks a view before anything is written to it, and zeroes it except for its size.
///
/// # Safety
/// `view` is NULL, or points to as many writable bytes as its first field states.
pub(crate) unsafe fn clear<T: SizedStruct>(view: *mut T) -> Result<usize> {
    if view.is_null() {
        return Err(bad_pointer(format!("The pointer to {} is NULL.", T::NAME)));
    }
    // SAFETY: The caller guarantees that the size is readable; it may be unaligned.
    let size = check::<T>(unsafe { view.cast::<u32>().read_unaligned() })?;
    // SAFETY: `check` made sure that `size` covers the size field, and the caller guarantees the rest.
    unsafe { view.cast::<u8>().add(size_of::<u32>()).write_bytes(0, size - size_of::<u32>()) };
    Ok(size)
}

/// Fills a checked view with the fields that the caller knows; keeps its size.
///
/// # Safety
/// `clear` returned `size` for this `view`.
pub(crate) unsafe fn write<T: ViewStruct>(view: *mut T, size: usize, value: &T) {
    let from = std::ptr::from_ref(value).cast::<u8>();
    let to = view.cast::<u8>();
    for &(at, len) in &T::FIELDS[1..] {
        if at >= size {
            break;
        }
        // SAFETY: The field is within the value, and the copied part within the caller's `size` bytes. A local value
        // doesn't overlap the caller's memory.
        unsafe { std::ptr::copy_nonoverlapping(from.add(at), to.add(at), len.min(size - at)) };
    }
}

/// Checks that a size is a multiple of the alignment, as in every version, and neither zero nor too large.
fn check<T: SizedStruct>(size: u32) -> Result<usize> {
    let bytes = size as usize;
    if bytes == 0 || bytes > MAX_STRUCT_SIZE || !bytes.is_multiple_of(align_of::<T>()) {
        return Err(bad_pointer(format!("The field size of {} is {size}, which isn't one of its sizes.", T::NAME))
            .hint(format!("Set it to sizeof({}), and zero the other fields.", T::NAME)));
    }
    Ok(bytes)
}
