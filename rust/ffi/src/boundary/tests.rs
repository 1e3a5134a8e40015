use super::{make, view, write_value};
use crate::abi::{AzmiCancel, AzmiError, AzmiErrorView, AzmiStr, AzmiVmPrincipalView};
use crate::arguments::bad_pointer;
use crate::constants::{AZMI_STATUS_INTERNAL, AZMI_STATUS_INVALID_ARGUMENT, AZMI_STATUS_OK};
use crate::error::{azmi_error_free, azmi_error_view};
use std::ptr::{dangling_mut, null_mut};

/// Returns the code and message of an error, and frees it.
fn words(error: *mut AzmiError) -> (String, String) {
    let mut view = AzmiErrorView {
        size: size_of::<AzmiErrorView>() as u32,
        status: 0,
        http_status: 0,
        retryable: 0,
        code: AzmiStr::ABSENT,
        message: AzmiStr::ABSENT,
        hint: AzmiStr::ABSENT,
        service_code: AzmiStr::ABSENT,
        request_id: AzmiStr::ABSENT,
        source: AzmiStr::ABSENT,
        correlation_id: AzmiStr::ABSENT,
    };
    // SAFETY: The error is alive, and the view has the size that it states.
    unsafe {
        assert_eq!(azmi_error_view(error, &raw mut view), AZMI_STATUS_OK);
        let words = (view.code.read("code").unwrap().unwrap(), view.message.read("message").unwrap().unwrap());
        azmi_error_free(error);
        words
    }
}

#[test]
fn a_panic_is_a_status_and_an_error_with_its_place() {
    let mut out = dangling_mut::<AzmiCancel>();
    let mut error = null_mut();
    let line = line!() + 2;
    // SAFETY: Both outputs are valid for writing.
    let status = unsafe { make(&raw mut out, &raw mut error, || panic!("out of order")) };
    assert_eq!(status, AZMI_STATUS_INTERNAL);
    assert!(out.is_null());
    let (code, message) = words(error);
    assert_eq!(code, "Internal");
    assert!(message.contains(&format!("{}:{line}", file!())), "{message}");
    assert!(!message.contains("out of order"), "{message}");
}

#[test]
fn a_panic_while_a_view_is_filled_leaves_zeroes() {
    let mut memory = [u64::MAX; size_of::<AzmiVmPrincipalView>() / 8];
    memory[0] = size_of::<AzmiVmPrincipalView>() as u64 | u64::MAX << 32;
    let out = memory.as_mut_ptr().cast::<AzmiVmPrincipalView>();
    // SAFETY: The memory has the size that it states; no error is requested.
    let status = unsafe { view(out, null_mut(), || panic!("out of order")) };
    assert_eq!(status, AZMI_STATUS_INTERNAL);
    assert_eq!(memory[0], size_of::<AzmiVmPrincipalView>() as u64);
    assert!(memory[1..].iter().all(|word| *word == 0));
}

#[test]
fn null_outputs_fail_before_the_body_runs() {
    let mut error = null_mut();
    // SAFETY: NULL is allowed, and rejected.
    let status = unsafe { make::<AzmiCancel>(null_mut(), &raw mut error, || unreachable!("the body ran")) };
    assert_eq!(status, AZMI_STATUS_INVALID_ARGUMENT);
    assert_eq!(words(error).0, "InvalidPointer");
    // SAFETY: As above.
    let status = unsafe { view::<AzmiVmPrincipalView>(null_mut(), &raw mut error, || unreachable!("the body ran")) };
    assert_eq!(status, AZMI_STATUS_INVALID_ARGUMENT);
    assert!(words(error).1.contains("AzmiVmPrincipalView"));
    // SAFETY: As above.
    let status = unsafe { write_value(null_mut(), AzmiStr::ABSENT, &raw mut error, || unreachable!("the body ran")) };
    assert_eq!(status, AZMI_STATUS_INVALID_ARGUMENT);
    assert_eq!(words(error).0, "InvalidPointer");
}

#[test]
fn success_clears_the_error() {
    let mut error = dangling_mut::<AzmiError>();
    let mut out = AzmiStr::ABSENT;
    // SAFETY: Both outputs are valid for writing.
    let status = unsafe { write_value(&raw mut out, AzmiStr::ABSENT, &raw mut error, || Ok(AzmiStr::of("value"))) };
    assert_eq!((status, out.len), (AZMI_STATUS_OK, 5));
    assert!(error.is_null());
}

#[test]
fn a_failure_without_an_error_output_returns_only_the_status() {
    let mut out = AzmiStr::of("before");
    // SAFETY: The output is valid for writing; no error is requested.
    let status = unsafe { write_value(&raw mut out, AzmiStr::ABSENT, null_mut(), || Err(bad_pointer("no"))) };
    assert_eq!((status, out.len), (AZMI_STATUS_INVALID_ARGUMENT, 0));
    assert!(out.data.is_null());
}
