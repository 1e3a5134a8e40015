use super::{LONGEST, read};
use azmi_core::Code;

#[test]
fn an_empty_list_may_have_any_pointer() {
    // SAFETY: Nothing is read.
    let none = unsafe { read(std::ptr::null::<u64>(), 0, "env") };
    assert_eq!(none.unwrap(), Vec::<u64>::new());
}

#[test]
fn entries_may_lie_at_any_address() {
    let bytes = [0_u8, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
    // SAFETY: Two entries of eight bytes stand behind the first byte.
    let entries = unsafe { read(bytes.as_ptr().add(1).cast::<u64>(), 2, "env") };
    assert_eq!(entries.unwrap(), [u64::from_le(1), u64::from_le(2)]);
}

#[test]
fn pointers_and_lengths_that_can_not_be_are_refused_by_name() {
    let one = 5_u64;
    for (first, len) in [
        (std::ptr::null(), 1),
        (&raw const one, LONGEST + 1),
        (&raw const one, usize::MAX),
    ] {
        // SAFETY: It is refused before anything is read.
        let error = unsafe { read(first, len, "env") }.unwrap_err();
        assert_eq!(error.code(), Code::InvalidPointer);
        assert!(error.message().contains("'env"), "{error}");
    }
}
