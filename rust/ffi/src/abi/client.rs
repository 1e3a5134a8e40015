//! Options of a client, and what it is connected to.

use super::text::AzmiStr;

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
    /// Client id or ARM id of a user-assigned identity, distinguished by its form.
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
    /// 1 when the token or the answer confirms the identity you asked for.
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
