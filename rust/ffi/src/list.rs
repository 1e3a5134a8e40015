//! Lists in options: a pointer and a number of entries.

use crate::boundary::bad_pointer;
use azmi_core::Result;

#[cfg(test)]
mod tests;

/// No honest list has more entries: a larger number is a length that went wrong on its way.
const LONGEST: usize = 65_536;

/// Copies the entries of the list that the caller passed as `name`; none when the length is 0, whatever the pointer is.
///
/// # Safety
/// `first` is NULL, or `len` readable entries stand there, at any address; `T` is valid for whatever stands in them.
pub(crate) unsafe fn read<T: Copy>(first: *const T, len: usize, name: &str) -> Result<Vec<T>> {
    if len == 0 {
        return Ok(Vec::new());
    }
    if first.is_null() {
        return Err(bad_pointer(format!(
            "The field '{name}' is NULL, and '{name}_len' is not 0."
        )));
    }
    if len > LONGEST {
        return Err(bad_pointer(format!(
            "The field '{name}_len' is {len}, and no list has more than {LONGEST} entries."
        )));
    }
    Ok((0..len)
        // SAFETY: As the caller promises; the list may lie at any address.
        .map(|index| unsafe { first.add(index).read_unaligned() })
        .collect())
}
