//! The numbers of the ABI. Numbers are only added, and never reused.
//!
//! Each is written out, so that the generated header has it as a macro; tests compare them with `azmi-core`.

/// Major version of this interface. A different one isn't compatible.
pub const AZMI_ABI_VERSION_MAJOR: u32 = 1;
/// Minor version of this interface. A higher one adds functions, fields or numbers.
pub const AZMI_ABI_VERSION_MINOR: u32 = 2;

/// Success.
pub const AZMI_STATUS_OK: i32 = 0;
/// An argument is wrong; nothing was sent.
pub const AZMI_STATUS_INVALID_ARGUMENT: i32 = 1;
/// No managed identity endpoint responds on this machine.
pub const AZMI_STATUS_NO_IDENTITY_ENDPOINT: i32 = 2;
/// The endpoint responds, but the requested identity isn't assigned here.
pub const AZMI_STATUS_IDENTITY_NOT_ASSIGNED: i32 = 3;
/// The token belongs to another identity than the requested one.
pub const AZMI_STATUS_WRONG_IDENTITY: i32 = 4;
/// The service refused to authenticate the identity.
pub const AZMI_STATUS_AUTHENTICATION_FAILED: i32 = 5;
/// The identity lacks a role; the hint names role, scope and the command that grants it.
pub const AZMI_STATUS_FORBIDDEN: i32 = 6;
/// The resource doesn't exist, or the identity can't read it.
pub const AZMI_STATUS_NOT_FOUND: i32 = 7;
/// The service limits the rate of requests.
pub const AZMI_STATUS_THROTTLED: i32 = 8;
/// The time limit of the call has passed.
pub const AZMI_STATUS_TIMEOUT: i32 = 9;
/// The connection failed or broke.
pub const AZMI_STATUS_CONNECTION: i32 = 10;
/// The proxy failed, rejected the request, or isn't supported.
pub const AZMI_STATUS_PROXY: i32 = 11;
/// The TLS handshake failed, or the certificate isn't trusted.
pub const AZMI_STATUS_TLS: i32 = 12;
/// The response is malformed or unexpected.
pub const AZMI_STATUS_BAD_RESPONSE: i32 = 13;
/// The request conflicts with the state of the resource (HTTP 409, 412).
pub const AZMI_STATUS_CONFLICT: i32 = 14;
/// Any other response that reports a failure.
pub const AZMI_STATUS_SERVICE_ERROR: i32 = 15;
/// A long-running operation ended in failure.
pub const AZMI_STATUS_OPERATION_FAILED: i32 = 16;
/// The connection was closed, or belongs to another process.
pub const AZMI_STATUS_NOT_CONNECTED: i32 = 17;
/// A trust rule forbids the call; nothing was sent.
pub const AZMI_STATUS_UNTRUSTED: i32 = 18;
/// The caller cancelled.
pub const AZMI_STATUS_CANCELLED: i32 = 19;
/// A bug in this library; the message names the source line.
pub const AZMI_STATUS_INTERNAL: i32 = 20;

/// Identity source: chosen by the library.
pub const AZMI_SOURCE_AUTO: u32 = 0;
/// Identity source: Azure VM or scale set (Instance Metadata Service).
pub const AZMI_SOURCE_VM: u32 = 1;
/// Identity source: App Service, Functions, and others that use their protocol.
pub const AZMI_SOURCE_APP_SERVICE: u32 = 2;
/// Identity source: Automation runbook.
pub const AZMI_SOURCE_AUTOMATION: u32 = 3;
/// Identity source: Azure Arc-enabled server.
pub const AZMI_SOURCE_ARC: u32 = 4;
/// Identity source: Service Fabric.
pub const AZMI_SOURCE_SERVICE_FABRIC: u32 = 5;
/// Identity source: Cloud Shell.
pub const AZMI_SOURCE_CLOUD_SHELL: u32 = 6;
/// Identity source: Azure Machine Learning compute.
pub const AZMI_SOURCE_MACHINE_LEARNING: u32 = 7;
/// Identity source: the retired VM extension on port 50342.
pub const AZMI_SOURCE_VM_EXTENSION: u32 = 8;

/// Kind of identity: unknown.
pub const AZMI_IDENTITY_UNKNOWN: u32 = 0;
/// Kind of identity: system-assigned, which belongs to one resource.
pub const AZMI_IDENTITY_SYSTEM_ASSIGNED: u32 = 1;
/// Kind of identity: user-assigned, which is a resource itself and is assigned to others.
pub const AZMI_IDENTITY_USER_ASSIGNED: u32 = 2;
/// Kind of identity: a person (Cloud Shell).
pub const AZMI_IDENTITY_USER: u32 = 3;

/// Event: the chosen identity source, and why.
pub const AZMI_EVENT_SOURCE_CHOSEN: u32 = 1;
/// Event: a token came from the cache; nothing was sent.
pub const AZMI_EVENT_CACHE_HIT: u32 = 2;
/// Event: a request is about to be sent.
pub const AZMI_EVENT_REQUEST: u32 = 3;
/// Event: a failed attempt is repeated after a wait.
pub const AZMI_EVENT_RETRY: u32 = 4;
/// Event: progress of a longer call.
pub const AZMI_EVENT_PROGRESS: u32 = 5;
/// Event: information, such as the response to a request.
pub const AZMI_EVENT_NOTICE: u32 = 6;
/// Event: a problem that the user should know about; the call continues.
pub const AZMI_EVENT_WARNING: u32 = 7;

/// Check: passed.
pub const AZMI_CHECK_PASS: u32 = 1;
/// Check: it works, but needs attention.
pub const AZMI_CHECK_WARNING: u32 = 2;
/// Check: failed.
pub const AZMI_CHECK_FAIL: u32 = 3;
/// Check: it doesn't apply, or depends on an earlier check that didn't pass.
pub const AZMI_CHECK_SKIPPED: u32 = 4;

#[cfg(test)]
mod tests;
