//! Options and events of a call.

use super::text::AzmiStr;
use crate::handle::Handle;
use tokio_util::sync::CancellationToken;

/// A switch that cancels calls. It may be passed to several calls, at the same time or one after the other. Once
/// triggered, it stays triggered, and every call that it's passed to ends at once with AZMI_STATUS_CANCELLED.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_cancel_new        makes one
///   azmi_cancel_trigger    ends the calls it is passed to
///   azmi_cancel_free       frees the handle
pub struct AzmiCancel {
    pub(crate) token: CancellationToken,
}

impl Handle for AzmiCancel {}

/// Options of a single call. May be NULL: no time limit, no cancellation, no events.
///
/// Used by: every function that waits.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiCallOptions {
    /// `sizeof(AzmiCallOptions)`.
    pub size: u32,
    /// Time limit of the whole call in milliseconds; 0 means no limit. It holds even if something blocks the library's
    /// thread.
    pub timeout_ms: u32,
    /// Cancels the call when triggered; may be NULL. Must stay alive until the call returns.
    pub cancel: *const AzmiCancel,
    /// Called with each event, on the calling thread, before the call returns; may be NULL.
    pub on_event: Option<unsafe extern "C" fn(event: *const AzmiEventView, user_data: *mut std::ffi::c_void)>,
    /// Passed to `on_event` unchanged.
    pub user_data: *mut std::ffi::c_void,
}

/// Something that happens during a call. Valid until the callback returns.
///
/// Used by: the on_event of AzmiCallOptions.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiEventView {
    /// `sizeof(AzmiEventView)` of the library.
    pub size: u32,
    /// One of the `AZMI_EVENT_...` numbers.
    pub kind: u32,
    /// RETRY: attempts that this call has made so far; 0 when it waits because the response to an earlier call asked
    /// for it.
    pub attempt: u32,
    /// RETRY: HTTP status of the response, or 0.
    pub http_status: u32,
    /// RETRY: milliseconds until the next attempt.
    pub wait_ms: u64,
    /// PROGRESS: how much is done.
    pub done: u64,
    /// PROGRESS: the total; 0 when unknown.
    pub total: u64,
    /// The event as one sentence. Never contains a token.
    pub message: AzmiStr,
}
