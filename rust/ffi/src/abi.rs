//! The plain data that crosses the boundary: strings, options read by the library, views written by it.
//!
//! Every struct that may grow starts with `size`, set by the caller to the size it was compiled with; the library reads and
//! writes at most that much. Fields are only ever appended, and a new one starts at the struct's old size, never in its
//! padding: an older caller has not set that. `tests/abi/layout.json` records every size and offset.

use crate::sized::{Growing, Shown};

mod administration;

pub use administration::*;

/// The outcome of a call: `AZMI_STATUS_OK` or one of the other `AZMI_STATUS_...` numbers. Numbers are never reused.
pub type AzmiStatus = i32;

/// Borrowed UTF-8 text, not NUL-terminated. `{NULL, 0}` means absent; `len` counts bytes.
///
/// In an options struct it is borrowed for the call. In a view it is borrowed from the handle that the view was taken of,
/// and ends with that handle.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiStr {
    /// First byte, or NULL.
    pub data: *const u8,
    /// Number of bytes.
    pub len: usize,
}

/// One variable of the environment that the caller passes in.
///
/// Used by: AzmiClientOptions.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiEnvVar {
    /// Its name.
    pub name: AzmiStr,
    /// Its value.
    pub value: AzmiStr,
}

/// What a client is made from. Zero-initialise it and set `size`; every other field may stay zero.
///
/// Used by: azmi_client_new, azmi_doctor_run.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiClientOptions {
    /// `sizeof(AzmiClientOptions)`.
    pub size: u32,
    /// One of the `AZMI_SOURCE_...` numbers; 0 chooses automatically.
    pub source: u32,
    /// Client id of a user-assigned identity, a GUID. At most one of the four ids may be given.
    pub client_id: AzmiStr,
    /// Object (principal) id of a user-assigned identity, a GUID.
    pub object_id: AzmiStr,
    /// ARM id of a user-assigned identity.
    pub identity_resource_id: AzmiStr,
    /// Client id or ARM id of a user-assigned identity, told apart by its form.
    pub account_id: AzmiStr,
    /// Name of a cloud, or the https URL of an ARM endpoint. Absent: `AZMI_ENVIRONMENT`, then what the machine says.
    pub environment: AzmiStr,
    /// Subscription that names are looked up in. Absent: the machine's own, then all readable ones.
    pub subscription_id: AzmiStr,
    /// The environment: the library never reads the process's own. May be NULL when `env_len` is 0.
    pub env: *const AzmiEnvVar,
    /// Number of variables.
    pub env_len: usize,
    /// Not 0: accept a token of another identity than the one asked for.
    pub skip_identity_check: u8,
}

/// What one call brings with it. May be NULL: no limit, no cancellation, no events.
///
/// Used by: every function that waits.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiCallOptions {
    /// `sizeof(AzmiCallOptions)`.
    pub size: u32,
    /// Milliseconds for the whole call; 0 means no limit. The calling thread keeps it, whatever blocks.
    pub timeout_ms: u32,
    /// Ends the call when triggered; may be NULL. Must stay alive until the call returns.
    pub cancel: *const crate::cancel::AzmiCancel,
    /// Called with each event, on the calling thread, before the call returns; may be NULL.
    pub on_event:
        Option<unsafe extern "C" fn(event: *const AzmiEventView, user_data: *mut std::ffi::c_void)>,
    /// Passed to `on_event` as it is.
    pub user_data: *mut std::ffi::c_void,
}

/// What a token is asked for with.
///
/// Used by: azmi_token_get.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiTokenOptions {
    /// `sizeof(AzmiTokenOptions)`.
    pub size: u32,
    /// Not 0: skip the cache, and ask the platform to skip its own where it can.
    pub force_refresh: u8,
    /// The audience: a URI, a GUID, a scope ending in `/.default`, or a service's name such as `KeyVault`.
    /// Absent: Resource Manager.
    pub resource: AzmiStr,
    /// Claims of a claims challenge, a JSON object; absent: none.
    pub claims: AzmiStr,
}

/// Which machine a principal id is asked of. All fields absent: this machine, from its own token.
///
/// Used by: azmi_vm_principal_get, azmi_vm_identity_get.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiVmQuery {
    /// `sizeof(AzmiVmQuery)`.
    pub size: u32,
    /// Name of the VM.
    pub name: AzmiStr,
    /// Its resource group. Absent: the name is searched for.
    pub resource_group: AzmiStr,
    /// Its subscription. Absent: the client's, the machine's own, then all readable ones.
    pub subscription_id: AzmiStr,
    /// ARM id of the VM, in place of the three above.
    pub resource_id: AzmiStr,
    /// Name or ARM id of one of its user-assigned identities, in place of the system-assigned one.
    pub identity_name: AzmiStr,
}

/// A failure, as data. The texts are borrowed from the error handle.
///
/// Used by: azmi_error_view.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiErrorView {
    /// `sizeof(AzmiErrorView)`, set by the caller.
    pub size: u32,
    /// The status the failed call returned.
    pub status: AzmiStatus,
    /// HTTP status that was answered, or 0.
    pub http_status: u32,
    /// 1 when the same call may succeed later.
    pub retryable: u8,
    /// Stable id of the failure, a PascalCase word.
    pub code: AzmiStr,
    /// What happened, ready to be shown: it ends with `[<code>; <the service's code>; request <id>]`, the parts that there are.
    pub message: AzmiStr,
    /// What to do next; may be absent. Commands stand one on a line.
    pub hint: AzmiStr,
    /// The service's own code; may be absent.
    pub service_code: AzmiStr,
    /// Id under which the service knows the request; may be absent.
    pub request_id: AzmiStr,
    /// Identity source that was asked; may be absent.
    pub source: AzmiStr,
    /// Id that ties the request to what it set off at the service; may be absent.
    pub correlation_id: AzmiStr,
}

/// Something a running call tells. Borrowed for the callback.
///
/// Used by: the on_event of AzmiCallOptions.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiEventView {
    /// `sizeof(AzmiEventView)` of the library.
    pub size: u32,
    /// One of the `AZMI_EVENT_...` numbers.
    pub kind: u32,
    /// RETRY: tries this call made so far; 0 when it waits because an earlier call's answer asked so.
    pub attempt: u32,
    /// RETRY: HTTP status answered, or 0.
    pub http_status: u32,
    /// RETRY: milliseconds until the next try.
    pub wait_ms: u64,
    /// PROGRESS: how much is done.
    pub done: u64,
    /// PROGRESS: of how much; 0 when not known.
    pub total: u64,
    /// The event as one sentence; never holds a token.
    pub message: AzmiStr,
}

/// What a client is connected to.
///
/// Used by: azmi_connection_view.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiConnectionView {
    /// `sizeof(AzmiConnectionView)`, set by the caller.
    pub size: u32,
    /// One of the `AZMI_SOURCE_...` numbers.
    pub source: u32,
    /// One of the `AZMI_IDENTITY_...` numbers.
    pub identity_type: u32,
    /// 1 when token or answer confirm the identity that was asked for.
    pub identity_verified: u8,
    /// 1 when the tokens are an emulator's.
    pub emulated: u8,
    /// Name of the source.
    pub source_name: AzmiStr,
    /// Which rule chose the source.
    pub source_reason: AzmiStr,
    /// Where tokens are asked for, without query.
    pub endpoint: AzmiStr,
    /// Object id of the identity in its tenant.
    pub principal_id: AzmiStr,
    /// Application id of the identity.
    pub client_id: AzmiStr,
    /// Its tenant.
    pub tenant_id: AzmiStr,
    /// ARM id of the resource the identity belongs to.
    pub identity_resource_id: AzmiStr,
    /// Name of the cloud, or its ARM endpoint.
    pub environment: AzmiStr,
    /// Subscription of this machine, or the one chosen; may be absent.
    pub subscription_id: AzmiStr,
    /// Resource group of this machine; may be absent.
    pub resource_group: AzmiStr,
    /// Name of this machine in Azure; may be absent.
    pub vm_name: AzmiStr,
    /// Unique id of this machine, a GUID; may be absent.
    pub vm_id: AzmiStr,
}

/// A token and what its claims say (parsed, not verified). Times are seconds since 1970-01-01T00:00:00Z; 0 means not known.
///
/// Used by: azmi_token_view.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiTokenView {
    /// `sizeof(AzmiTokenView)`, set by the caller.
    pub size: u32,
    /// One of the `AZMI_SOURCE_...` numbers.
    pub source: u32,
    /// 1 when nothing was sent for it.
    pub from_cache: u8,
    /// 1 when a forced refresh got the token it had before.
    pub same_as_before: u8,
    /// 1 when it is an emulator's.
    pub emulated: u8,
    /// When it ends.
    pub expires_on: i64,
    /// When it was issued, as its claims say.
    pub issued_on: i64,
    /// From when on it is refreshed in the background.
    pub refresh_on: i64,
    /// The token itself: a secret. Wiped when the last handle to it is freed.
    pub secret: AzmiStr,
    /// The audience asked for.
    pub resource: AzmiStr,
    /// Object id of the identity.
    pub principal_id: AzmiStr,
    /// Application id of the identity.
    pub client_id: AzmiStr,
    /// Its tenant.
    pub tenant_id: AzmiStr,
    /// ARM id of the resource the identity belongs to.
    pub identity_resource_id: AzmiStr,
    /// Name of the source.
    pub source_name: AzmiStr,
}

/// The principal of a machine.
///
/// Used by: azmi_vm_principal_view.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiVmPrincipalView {
    /// `sizeof(AzmiVmPrincipalView)`, set by the caller.
    pub size: u32,
    /// One of the `AZMI_IDENTITY_...` numbers.
    pub identity_type: u32,
    /// Object id of the identity: what role assignments name.
    pub principal_id: AzmiStr,
    /// Its application id; absent when the answer does not tell.
    pub client_id: AzmiStr,
    /// Its tenant; absent when the answer does not tell.
    pub tenant_id: AzmiStr,
    /// ARM id of the machine.
    pub resource_id: AzmiStr,
}

/// A service whose audience has a name.
///
/// Used by: azmi_audience_get.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiAudienceView {
    /// `sizeof(AzmiAudienceView)`, set by the caller.
    pub size: u32,
    /// The name, as accepted wherever a resource is asked for.
    pub name: AzmiStr,
    /// What it is, in a few words.
    pub description: AzmiStr,
    /// Its audience in the cloud asked about.
    pub audience: AzmiStr,
}

/// One check of a report. The texts are borrowed from the report.
///
/// Used by: azmi_doctor_report_get.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiCheckView {
    /// `sizeof(AzmiCheckView)`, set by the caller.
    pub size: u32,
    /// One of the `AZMI_CHECK_...` numbers.
    pub status: u32,
    /// How many milliseconds it took.
    pub duration_ms: u64,
    /// Its name, a PascalCase word; stable.
    pub name: AzmiStr,
    /// Name of the status.
    pub status_name: AzmiStr,
    /// What was found, and what it means.
    pub detail: AzmiStr,
    /// The command or click that fixes it; absent when there is nothing to fix.
    pub fix: AzmiStr,
}

macro_rules! growing {
    ($($name:ident)*) => {$(
        // SAFETY: `repr(C)`, a `u32` size first, and nothing but integers, pointers and an optional function pointer behind it.
        unsafe impl Growing for $name {
            const NAME: &'static str = stringify!($name);
        }
    )*};
}

growing! {
    AzmiClientOptions
    AzmiCallOptions
    AzmiTokenOptions
    AzmiVmQuery
    AzmiFleetQuery
    AzmiRestRequest
    AzmiEventView
    AzmiErrorView
    AzmiConnectionView
    AzmiTokenView
    AzmiVmPrincipalView
    AzmiAudienceView
    AzmiCheckView
    AzmiVmIdentityView
    AzmiUserAssignedView
    AzmiRestView
}

macro_rules! shown {
    ($($name:ident { $($field:ident),* $(,)? })*) => {$(
        // SAFETY: The places and sizes are the compiler's own.
        unsafe impl Shown for $name {
            const FIELDS: &'static [(usize, usize)] = &[
                $((std::mem::offset_of!($name, $field), size_of_field(|view: &$name| &raw const view.$field))),*
            ];
        }

        // A field that is missing above does not compile here.
        const _: fn(&$name) = |$name { $($field: _),* }| ();
    )*};
}

/// The size of what the pointer of a function leads to.
const fn size_of_field<T, F>(_: fn(&T) -> *const F) -> usize {
    size_of::<F>()
}

shown! {
    AzmiErrorView {
        size, status, http_status, retryable, code, message, hint, service_code, request_id, source,
        correlation_id,
    }
    AzmiConnectionView {
        size, source, identity_type, identity_verified, emulated, source_name, source_reason, endpoint,
        principal_id, client_id, tenant_id, identity_resource_id, environment, subscription_id,
        resource_group, vm_name, vm_id,
    }
    AzmiTokenView {
        size, source, from_cache, same_as_before, emulated, expires_on, issued_on, refresh_on, secret,
        resource, principal_id, client_id, tenant_id, identity_resource_id, source_name,
    }
    AzmiVmPrincipalView {
        size, identity_type, principal_id, client_id, tenant_id, resource_id,
    }
    AzmiAudienceView {
        size, name, description, audience,
    }
    AzmiCheckView {
        size, status, duration_ms, name, status_name, detail, fix,
    }
    AzmiVmIdentityView {
        size, user_assigned_len, name, resource_group, subscription_id, resource_id, identity_type,
        principal_id, tenant_id,
    }
    AzmiUserAssignedView {
        size, resource_id, name, principal_id, client_id,
    }
    AzmiRestView {
        size, http_status, is_list, has_next, items_len, headers_len, body,
    }
}
