//! Traits for the structs of the boundary, and their layouts.

/// A struct that may cross the boundary as raw memory. The list in `abi.rs` implements this trait.
///
/// # Safety
/// It's `repr(C)` and holds only integers, pointers, optional function pointers and other such structs, so that any
/// bytes that a caller may pass are valid, including all zeroes. `FIELDS` has every field.
pub(crate) unsafe trait PlainStruct: Copy {
    /// Its name in the header.
    const NAME: &'static str;
    /// The offset and size of each field.
    const FIELDS: &'static [(usize, usize)];
}

/// A struct that may grow: its first field is the size that the caller was compiled with.
///
/// # Safety
/// The first field is a `u32`, the size.
pub(crate) unsafe trait SizedStruct: PlainStruct {}

/// A [`SizedStruct`] that the library fills.
pub(crate) trait ViewStruct: SizedStruct {}

/// The layout of a struct, for declarations in other languages.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Its name in the header.
    pub name: &'static str,
    /// Its size in bytes.
    pub size: usize,
    /// Its alignment.
    pub align: usize,
    /// The names of its fields, in order.
    pub field_names: &'static [&'static str],
    /// The offset and size of each field.
    pub fields: &'static [(usize, usize)],
}

/// The size of the field that the function returns a pointer to.
pub(crate) const fn size_of_field<T, F>(_: fn(&T) -> *const F) -> usize {
    size_of::<F>()
}
