use crate::abi::AzmiStr;
use azmi_core::{Code, Result};

fn read(data: *const u8, len: usize) -> Result<Option<String>> {
    // SAFETY: Each test passes readable bytes, or arguments that are rejected before they're read.
    unsafe { AzmiStr { data, len }.read("name") }
}

#[test]
fn absent_and_empty_are_different() {
    assert_eq!(read(std::ptr::null(), 0).unwrap(), None);
    assert_eq!(read(b"x".as_ptr(), 0).unwrap().as_deref(), Some(""));
    assert_eq!(AzmiStr::of("").len, 0);
    assert!(!AzmiStr::of("").data.is_null());
    assert!(AzmiStr::of_option(None).data.is_null());
}

#[test]
fn text_is_strict_utf_8() {
    let good = "Gr\u{fc}n";
    assert_eq!(read(good.as_ptr(), good.len()).unwrap().as_deref(), Some(good));
    for bad in [&b"ab\xff"[..], b"ab\xc3", b"ab\xc0\x80", b"ab\xed\xa0\x80"] {
        let error = read(bad.as_ptr(), bad.len()).unwrap_err();
        assert_eq!(error.code(), Code::InvalidUtf8);
        assert!(error.message().contains("'name'") && error.message().contains("byte 2"), "{error}");
    }
}

#[test]
fn invalid_pointers_and_lengths_are_rejected() {
    assert_eq!(read(std::ptr::null(), 1).unwrap_err().code(), Code::InvalidPointer);
    for wrong in [usize::MAX, isize::MAX as usize, u32::MAX as usize, 1 << 31] {
        assert_eq!(read(b"x".as_ptr(), wrong).unwrap_err().code(), Code::InvalidPointer);
    }
}
