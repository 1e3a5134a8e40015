//! Error handles.

use crate::abi::{AzmiError, AzmiErrorView, AzmiStatus, AzmiStr};
use crate::boundary;
use crate::handle;

impl AzmiError {
    fn view(&self) -> AzmiErrorView {
        let error = &self.error;
        AzmiErrorView {
            size: 0,
            status: error.status() as AzmiStatus,
            http_status: error.http_status().map_or(0, u32::from),
            retryable: error.retryable().into(),
            code: AzmiStr::of(error.code().id()),
            message: AzmiStr::of(&self.text),
            hint: AzmiStr::of_option(error.next_step()),
            service_code: AzmiStr::of_option(error.service_code()),
            request_id: AzmiStr::of_option(error.request_id()),
            source: AzmiStr::of_option(error.source_kind().map(|kind| kind.name())),
            correlation_id: AzmiStr::of_option(error.correlation_id()),
        }
    }
}

/// Fills a view of the failure.
///
/// Owner: the texts are borrowed from `error` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument, only as a status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_error_view(error: *const AzmiError, out: *mut AzmiErrorView) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers.
    unsafe { boundary::view(out, std::ptr::null_mut(), || Ok(handle::get(error, "error")?.view())) }
}

/// Frees the error. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_error_free(error: *mut AzmiError) {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { handle::free(error) }
}
