use super::{MAX_LIST_ENTRIES, read_list};
use crate::abi::AzmiStr;
use azmi_core::Code;

#[test]
fn an_empty_list_may_have_any_pointer() {
    // SAFETY: Nothing is read.
    let none = unsafe { read_list(std::ptr::null::<AzmiStr>(), 0, "env") };
    assert!(none.unwrap().is_empty());
}

#[test]
fn entries_may_be_unaligned() {
    let texts = ["one", "two"].map(AzmiStr::of);
    let mut bytes = [0_u8; size_of::<[AzmiStr; 2]>() + 1];
    // SAFETY: The array is one byte larger than the entries.
    let entries = unsafe {
        let odd = bytes.as_mut_ptr().add(1);
        std::ptr::copy_nonoverlapping(texts.as_ptr().cast::<u8>(), odd, size_of_val(&texts));
        read_list(odd.cast::<AzmiStr>(), 2, "env")
    };
    let entries = entries.unwrap();
    assert_eq!(entries.len(), 2);
    for (entry, text) in entries.iter().zip(texts) {
        assert_eq!((entry.data, entry.len), (text.data, text.len));
    }
}

#[test]
fn invalid_pointers_and_lengths_are_rejected_by_name() {
    let one = AzmiStr::of("one");
    for (first, len) in [(std::ptr::null(), 1), (&raw const one, MAX_LIST_ENTRIES + 1), (&raw const one, usize::MAX)] {
        // SAFETY: It's rejected before anything is read.
        let error = unsafe { read_list(first, len, "env") }.err().unwrap();
        assert_eq!(error.code(), Code::InvalidPointer);
        assert!(error.message().contains("'env"), "{error}");
    }
}
