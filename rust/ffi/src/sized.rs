//! Structs that start with their size, as the caller knows it.
//!
//! An older caller knows fewer fields: what it lacks is read as zero and never written. A newer one knows more: what this
//! library lacks must be zero in its options, since an option is never silently ignored, and is written as zero in views.

use crate::arguments::bad_pointer;
use crate::layout::{SizedStruct, ViewStruct};
use azmi_core::Result;
use std::mem::MaybeUninit;

#[cfg(test)]
mod tests;

/// No struct of this interface will ever be larger, so a larger size isn't a size.
const MAX_STRUCT_SIZE: usize = 4096;

/// Reads options. NULL means none given.
///
/// # Safety
/// `options` is NULL, or points to as many readable bytes as its first field says.
pub(crate) unsafe fn read<T: SizedStruct>(options: *const T) -> Result<Option<T>> {
    if options.is_null() {
        return Ok(None);
    }
    // SAFETY: The size is there, as the caller promises; it may lie at any address.
    let size = check::<T>(unsafe { options.cast::<u32>().read_unaligned() })?;
    let known = size.min(size_of::<T>());
    // SAFETY: `known..size` lies within what the caller promises.
    let beyond = unsafe { std::slice::from_raw_parts(options.cast::<u8>().add(known), size - known) };
    if beyond.iter().any(|byte| *byte != 0) {
        return Err(bad_pointer(format!("{} sets a field that this version of the library does not know.", T::NAME))
            .hint("Use the version of the library that the program was made for, or leave the newer option out."));
    }
    let mut copy = MaybeUninit::<T>::zeroed();
    // SAFETY: `known` bytes are readable there and writable here; `T` is valid for zeroes and for what a caller may pass.
    unsafe {
        std::ptr::copy_nonoverlapping(options.cast::<u8>(), copy.as_mut_ptr().cast::<u8>(), known);
        Ok(Some(copy.assume_init()))
    }
}

/// Checks a view before anything is written to it, and zeroes all of it but its size.
///
/// # Safety
/// `view` is NULL, or points to as many writable bytes as its first field says.
pub(crate) unsafe fn clear<T: SizedStruct>(view: *mut T) -> Result<usize> {
    if view.is_null() {
        return Err(bad_pointer(format!("The pointer to {} is NULL.", T::NAME)));
    }
    // SAFETY: The size is there, as the caller promises; it may lie at any address.
    let size = check::<T>(unsafe { view.cast::<u32>().read_unaligned() })?;
    // SAFETY: `check` saw to it that `size` covers the size field, and the caller promises the rest.
    unsafe { view.cast::<u8>().add(size_of::<u32>()).write_bytes(0, size - size_of::<u32>()) };
    Ok(size)
}

/// Fills a view that was checked, as far as the caller knows it; its size stays.
///
/// # Safety
/// `size` is what `clear` returned for this `view`.
pub(crate) unsafe fn write<T: ViewStruct>(view: *mut T, size: usize, value: &T) {
    let from = std::ptr::from_ref(value).cast::<u8>();
    let to = view.cast::<u8>();
    for &(at, len) in &T::FIELDS[1..] {
        if at >= size {
            break;
        }
        // SAFETY: The field lies in the value, and as much of it as is written in the caller's memory; `clear` zeroed the rest. A
        // local value overlaps no caller's memory.
        unsafe { std::ptr::copy_nonoverlapping(from.add(at), to.add(at), len.min(size - at)) };
    }
}

/// A size is a whole number of machine words, as every version's is, and neither zero nor absurd.
fn check<T: SizedStruct>(size: u32) -> Result<usize> {
    let bytes = size as usize;
    if bytes == 0 || bytes > MAX_STRUCT_SIZE || !bytes.is_multiple_of(align_of::<T>()) {
        return Err(bad_pointer(format!("The field size of {} is {size}, which isn't one of its sizes.", T::NAME))
            .hint(format!("Set it to sizeof({}), and zero the other fields.", T::NAME)));
    }
    Ok(bytes)
}
