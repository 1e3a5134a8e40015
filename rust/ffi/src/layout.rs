//! The structs of the boundary as types, and how they are laid out.

/// A struct of the boundary: what may cross it as it lies in memory. `abi.rs` lists them, and the list implements this.
///
/// # Safety
/// `repr(C)`, nothing but integers, pointers, optional function pointers and other such structs, and so valid for any bytes that a
/// caller may pass, all zeroes included. `FIELDS` has every field.
pub(crate) unsafe trait PlainStruct: Copy {
    /// Its name in the header.
    const NAME: &'static str;
    /// Where each field begins, and how long it is.
    const FIELDS: &'static [(usize, usize)];
}

/// A struct that may grow: its first field is its size, as the caller knows it.
///
/// # Safety
/// The first field is a `u32`, the size.
pub(crate) unsafe trait SizedStruct: PlainStruct {}

/// A [`SizedStruct`] that the library writes.
pub(crate) trait ViewStruct: SizedStruct {}

/// How a struct is laid out, for those who declare it in another language.
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
    /// Where each field begins, and how long it is.
    pub fields: &'static [(usize, usize)],
}

/// The size of what the pointer of a function leads to.
pub(crate) const fn size_of_field<T, F>(_: fn(&T) -> *const F) -> usize {
    size_of::<F>()
}
