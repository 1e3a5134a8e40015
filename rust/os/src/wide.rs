//! NUL-terminated UTF-16, as Windows returns it.

/// Returns the units before the NUL.
///
/// # Safety
/// `text` points to units that end with a NUL and stay unchanged for `'a`.
pub(crate) unsafe fn until_nul<'a>(text: *const u16) -> &'a [u16] {
    let mut len = 0;
    // SAFETY: Nothing after the NUL is read.
    while unsafe { *text.add(len) } != 0 {
        len += 1;
    }
    // SAFETY: The loop above read all units before the NUL.
    unsafe { std::slice::from_raw_parts(text, len) }
}
