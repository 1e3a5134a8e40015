//! What callers pass: how it is refused when it can't be right, and lists, which are a pointer and a number of entries.

use crate::layout::PlainStruct;
use azmi_core::{Code, Error, Result};

#[cfg(test)]
mod tests;

/// No honest list has more entries: a larger number is a length that was damaged on its way.
const MAX_LIST_ENTRIES: usize = 65_536;

/// The failure of a pointer or a number that can't be right.
pub(crate) fn bad_pointer(message: impl Into<String>) -> Error {
    Error::new(Code::InvalidPointer, message)
}

/// Copies the entries of the list that the caller passed as `name`; none when the length is 0, whatever the pointer is.
///
/// # Safety
/// `first` is NULL, or `len` readable entries stand there, at any address.
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
        // SAFETY: As the caller promises; the list may lie at any address.
        .map(|index| unsafe { first.add(index).read_unaligned() })
        .collect())
}
