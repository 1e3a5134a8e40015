//! The numbers of the boundary. They are part of the ABI: never reused, only added to.
//!
//! Each is written out, so that the generated header has them as macros; tests hold them against `azmi-core`.

/// Major version of this interface: another one is not compatible.
pub const AZMI_ABI_VERSION_MAJOR: u32 = 1;
/// Minor version of this interface: a higher one has more functions, fields or numbers.
pub const AZMI_ABI_VERSION_MINOR: u32 = 2;

/// Done.
pub const AZMI_STATUS_OK: i32 = 0;
/// An argument is wrong; nothing was sent.
pub const AZMI_STATUS_INVALID_ARGUMENT: i32 = 1;
/// No managed-identity endpoint answers on this machine.
pub const AZMI_STATUS_NO_IDENTITY_ENDPOINT: i32 = 2;
/// The endpoint answers, but the identity asked for isn't assigned here.
pub const AZMI_STATUS_IDENTITY_NOT_ASSIGNED: i32 = 3;
/// Another identity than the one asked for answered.
pub const AZMI_STATUS_WRONG_IDENTITY: i32 = 4;
/// The service refused to authenticate the identity.
pub const AZMI_STATUS_AUTHENTICATION_FAILED: i32 = 5;
/// The identity lacks a role; the hint names role, scope and the command that grants it.
pub const AZMI_STATUS_FORBIDDEN: i32 = 6;
/// The thing named does not exist, or can't be seen.
pub const AZMI_STATUS_NOT_FOUND: i32 = 7;
/// The service asks to slow down.
pub const AZMI_STATUS_THROTTLED: i32 = 8;
/// The call's time is up.
pub const AZMI_STATUS_TIMEOUT: i32 = 9;
/// No connection, or it broke.
pub const AZMI_STATUS_CONNECTION: i32 = 10;
/// A proxy is in the way.
pub const AZMI_STATUS_PROXY: i32 = 11;
/// TLS could not be agreed, or the certificate isn't trusted.
pub const AZMI_STATUS_TLS: i32 = 12;
/// The answer makes no sense.
pub const AZMI_STATUS_BAD_RESPONSE: i32 = 13;
/// Something is in the way (HTTP 409, 412).
pub const AZMI_STATUS_CONFLICT: i32 = 14;
/// Any other answer that reports a failure.
pub const AZMI_STATUS_SERVICE_ERROR: i32 = 15;
/// A long-running operation ended in failure.
pub const AZMI_STATUS_OPERATION_FAILED: i32 = 16;
/// The connection was closed, or belongs to another process.
pub const AZMI_STATUS_NOT_CONNECTED: i32 = 17;
/// A rule of trust forbids the call; nothing was sent.
pub const AZMI_STATUS_UNTRUSTED: i32 = 18;
/// The caller cancelled.
pub const AZMI_STATUS_CANCELLED: i32 = 19;
/// A defect of this library; the message names the place.
pub const AZMI_STATUS_INTERNAL: i32 = 20;

/// Identity source: chosen by the library.
pub const AZMI_SOURCE_AUTO: u32 = 0;
/// Identity source: Azure VM or scale set (Instance Metadata Service).
pub const AZMI_SOURCE_VM: u32 = 1;
/// Identity source: App Service, Functions, and what speaks their protocol.
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

/// Kind of identity: the answer doesn't say.
pub const AZMI_IDENTITY_UNKNOWN: u32 = 0;
/// Kind of identity: the resource's own.
pub const AZMI_IDENTITY_SYSTEM_ASSIGNED: u32 = 1;
/// Kind of identity: one that exists by itself and is assigned to resources.
pub const AZMI_IDENTITY_USER_ASSIGNED: u32 = 2;
/// Kind of identity: a person (Cloud Shell).
pub const AZMI_IDENTITY_USER: u32 = 3;

/// Event: which identity source is used, and why.
pub const AZMI_EVENT_SOURCE_CHOSEN: u32 = 1;
/// Event: a token came from the cache; nothing was sent.
pub const AZMI_EVENT_CACHE_HIT: u32 = 2;
/// Event: a request is about to be sent.
pub const AZMI_EVENT_REQUEST: u32 = 3;
/// Event: a failed try is repeated after a wait.
pub const AZMI_EVENT_RETRY: u32 = 4;
/// Event: how far a longer call has come.
pub const AZMI_EVENT_PROGRESS: u32 = 5;
/// Event: something of interest, such as the answer to a request.
pub const AZMI_EVENT_NOTICE: u32 = 6;
/// Event: something the user should know though the call goes on.
pub const AZMI_EVENT_WARNING: u32 = 7;

/// Check: all is well.
pub const AZMI_CHECK_PASS: u32 = 1;
/// Check: it works, and something deserves a look.
pub const AZMI_CHECK_WARNING: u32 = 2;
/// Check: it does not work.
pub const AZMI_CHECK_FAIL: u32 = 3;
/// Check: it does not apply, or can't be judged before an earlier one passes.
pub const AZMI_CHECK_SKIPPED: u32 = 4;

#[cfg(test)]
mod tests;
