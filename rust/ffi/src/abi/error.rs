//! The outcome of a call.

use super::text::AzmiStr;
use crate::handle::Handle;
use azmi_core::Error;

/// The outcome of a call: `AZMI_STATUS_OK` or one of the other `AZMI_STATUS_...` numbers. Numbers are never reused.
pub type AzmiStatus = i32;

/// A failure: its stable id, its message and the next step. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_error_view    fills a view of it
///   azmi_error_free    frees the handle
pub struct AzmiError {
    pub(crate) error: Error,
    /// The message, in the form that every caller shows.
    pub(crate) text: String,
}

impl Handle for AzmiError {}

impl AzmiError {
    pub(crate) fn new(error: Error) -> Self {
        let text = error.to_string();
        Self { error, text }
    }
}

/// A view of a failure. The texts are borrowed from the error handle.
///
/// Used by: azmi_error_view.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiErrorView {
    /// `sizeof(AzmiErrorView)`, set by the caller.
    pub size: u32,
    /// The status the failed call returned.
    pub status: AzmiStatus,
    /// HTTP status of the response, or 0.
    pub http_status: u32,
    /// 1 when the same call may succeed later.
    pub retryable: u8,
    /// Stable id of the failure, a PascalCase word.
    pub code: AzmiStr,
    /// Message to show. It ends with `[<code>; <the service's code>; request <id>]`, without the parts that are
    /// unknown.
    pub message: AzmiStr,
    /// What to do next; may be absent. Each command is on its own line.
    pub hint: AzmiStr,
    /// The service's own code; may be absent.
    pub service_code: AzmiStr,
    /// The service's id of the request; may be absent.
    pub request_id: AzmiStr,
    /// Identity source that the request went to; may be absent.
    pub source: AzmiStr,
    /// Correlation id of the request and the operations that it started at the service; may be absent.
    pub correlation_id: AzmiStr,
}
