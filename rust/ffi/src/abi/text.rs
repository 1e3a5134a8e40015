//! Text across the boundary: strict UTF-8 in, borrowed bytes out.

use crate::arguments::bad_pointer;
use azmi_core::{Code, Error, Result};

#[cfg(test)]
mod tests;

/// 2 GiB. A larger length is a mistake, such as -1 converted to an unsigned number.
const MAX_TEXT_BYTES: usize = 1 << 31;

/// Borrowed UTF-8 text, not NUL-terminated. `{NULL, 0}` means absent; `len` counts bytes.
///
/// In an options struct, it's borrowed for the call. In a view, it's borrowed from the handle that the view describes,
/// and is valid until that handle is freed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiStr {
    /// First byte, or NULL.
    pub data: *const u8,
    /// Number of bytes.
    pub len: usize,
}

impl AzmiStr {
    /// No text.
    pub(crate) const ABSENT: Self = Self { data: std::ptr::null(), len: 0 };

    /// Borrows a text. An empty text isn't absent: its pointer isn't NULL.
    pub(crate) const fn of(text: &str) -> Self {
        Self { data: text.as_ptr(), len: text.len() }
    }

    /// Borrows a text, or returns `ABSENT`.
    pub(crate) fn of_option(text: Option<&str>) -> Self {
        text.map_or(Self::ABSENT, Self::of)
    }

    /// Copies the text that the caller passed as `name`; `None` if it's absent.
    ///
    /// # Safety
    /// `data` is NULL, or `len` bytes are readable there.
    pub(crate) unsafe fn read(self, name: &str) -> Result<Option<String>> {
        // SAFETY: The caller guarantees it.
        Ok(unsafe { self.borrow(name)? }.map(str::to_owned))
    }

    /// Borrows the text that the caller passed as `name`; `None` if it's absent.
    ///
    /// # Safety
    /// `data` is NULL, or `len` bytes are readable there and don't change while the text is used.
    pub(crate) unsafe fn borrow<'a>(self, name: &str) -> Result<Option<&'a str>> {
        if self.data.is_null() {
            return if self.len == 0 {
                Ok(None)
            } else {
                Err(bad_pointer(format!("The text '{name}' has a length, but its pointer is NULL.")))
            };
        }
        if self.len >= MAX_TEXT_BYTES {
            return Err(bad_pointer(format!(
                "The length of the text '{name}' is {}, which is too long for a text.",
                self.len
            ))
            .hint("Pass a number of bytes, or NULL and 0 for none."));
        }
        // SAFETY: The caller guarantees it, and the length was checked.
        let bytes = unsafe { std::slice::from_raw_parts(self.data, self.len) };
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(error) => Err(Error::new(
                Code::InvalidUtf8,
                format!("The text '{name}' isn't UTF-8: byte {} is wrong.", error.valid_up_to()),
            )
            .hint("Pass text as UTF-8.")),
        }
    }
}
