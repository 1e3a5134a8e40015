//! Arguments of callers: the error for invalid ones, and lists, which are a pointer and a number of entries.

use crate::layout::PlainStruct;
use azmi_core::{Code, Error, Result};

#[cfg(test)]
mod tests;

/// A larger number of entries is a mistake of the caller, not a real length.
const MAX_LIST_ENTRIES: usize = 65_536;

/// The error for an invalid pointer or number.
pub(crate) fn bad_pointer(message: impl Into<String>) -> Error {
    Error::new(Code::InvalidPointer, message)
}

/// Copies the entries of the list that the caller passed as `name`. With a length of 0, the pointer may be anything.
///
/// # Safety
/// `first` is NULL, or points to `len` readable entries, aligned or not.
pub(crate) unsafe fn read_list<T: PlainStruct>(first: *const T, len: usize, name: &str) -> Result<Vec<T>> {
    if len == 0 {
        return Ok(Vec::new());
    }
    if first.is_null() {
        return Err(bad_pointer(format!("The field '{name}' is NULL, but '{name}_len' is not 0.")));
    }
    if len > MAX_LIST_ENTRIES {
        return Err(bad_pointer(format!(
            "The field '{name}_len' is {len}, but no list may have more than {MAX_LIST_ENTRIES} entries."
        )));
    }
    Ok((0..len)
        // SAFETY: The caller guarantees it; the list needn't be aligned.
        .map(|index| unsafe { first.add(index).read_unaligned() })
        .collect())
}
