//! Options of a client, and its connection.

use super::text::AzmiStr;

/// An environment variable that the caller passes in.
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

/// Options of a client. Zero-initialize the struct and set `size`; every other field may stay zero.
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
    /// Client id or ARM id of a user-assigned identity; the format tells which.
    pub account_id: AzmiStr,
    /// Name of a cloud, or the https URL of an ARM endpoint. Absent: `AZMI_ENVIRONMENT`, then the cloud that the
    /// machine reports.
    pub environment: AzmiStr,
    /// Subscription to look up names in. Absent: the machine's own, then all readable ones.
    pub subscription_id: AzmiStr,
    /// Environment variables: the library never reads those of the process. May be NULL when `env_len` is 0.
    pub env: *const AzmiEnvVar,
    /// Number of variables.
    pub env_len: usize,
    /// Not 0: accept a token of another identity than the requested one.
    pub skip_identity_check: u8,
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
    /// 1 when the token or the response confirms the requested identity.
    pub identity_verified: u8,
    /// 1 when the tokens come from an emulator.
    pub emulated: u8,
    /// Name of the source.
    pub source_name: AzmiStr,
    /// The rule that chose the source.
    pub source_reason: AzmiStr,
    /// URL that tokens are requested from, without the query.
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
    /// Subscription of this machine, or the one in the client's options; may be absent.
    pub subscription_id: AzmiStr,
    /// Resource group of this machine; may be absent.
    pub resource_group: AzmiStr,
    /// Name of this machine in Azure; may be absent.
    pub vm_name: AzmiStr,
    /// Unique id of this machine, a GUID; may be absent.
    pub vm_id: AzmiStr,
}
