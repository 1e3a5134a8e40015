//! NUL-terminated UTF-16, as Windows hands it out.

/// The units before the NUL.
///
/// # Safety
/// `text` points to units that end with a NUL and stay unchanged for `'a`.
pub(crate) unsafe fn until_nul<'a>(text: *const u16) -> &'a [u16] {
    let mut len = 0;
    // SAFETY: Nothing behind the NUL is read.
    while unsafe { *text.add(len) } != 0 {
        len += 1;
    }
    // SAFETY: All units before the NUL were just read.
    unsafe { std::slice::from_raw_parts(text, len) }
}
