//! The query that selects a machine, and the views of its identities.

use super::text::AzmiStr;

/// Selects a machine. All fields absent: this machine; its principal id then comes from its own token.
///
/// Used by: azmi_vm_principal_get, azmi_vm_identity_get.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiVmQuery {
    /// `sizeof(AzmiVmQuery)`.
    pub size: u32,
    /// Name of the VM.
    pub name: AzmiStr,
    /// Its resource group. Absent: the library searches for the name.
    pub resource_group: AzmiStr,
    /// Its subscription. Absent: the client's, the machine's own, then all readable ones.
    pub subscription_id: AzmiStr,
    /// ARM id of the VM, instead of the three fields above.
    pub resource_id: AzmiStr,
    /// Name or ARM id of one of its user-assigned identities, instead of the system-assigned one.
    pub identity_name: AzmiStr,
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
    /// Object id of the identity, as used in role assignments.
    pub principal_id: AzmiStr,
    /// Its application id; absent when the response doesn't include it.
    pub client_id: AzmiStr,
    /// Its tenant; absent when the response doesn't include it.
    pub tenant_id: AzmiStr,
    /// ARM id of the machine.
    pub resource_id: AzmiStr,
}

/// All identities of a machine.
///
/// Used by: azmi_vm_identities_get.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiVmIdentityView {
    /// `sizeof(AzmiVmIdentityView)`, set by the caller.
    pub size: u32,
    /// Number of user-assigned identities, for azmi_vm_identities_user_assigned.
    pub user_assigned_len: u32,
    /// Name of the machine.
    pub name: AzmiStr,
    /// Its resource group.
    pub resource_group: AzmiStr,
    /// Its subscription.
    pub subscription_id: AzmiStr,
    /// Its ARM id.
    pub resource_id: AzmiStr,
    /// `SystemAssigned`, `UserAssigned`, `SystemAssigned, UserAssigned` or `None`.
    pub identity_type: AzmiStr,
    /// Object id of the system-assigned identity; absent if there is none.
    pub principal_id: AzmiStr,
    /// Tenant of the system-assigned identity; absent if there is none.
    pub tenant_id: AzmiStr,
}

/// A user-assigned identity of a machine.
///
/// Used by: azmi_vm_identities_user_assigned.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiUserAssignedView {
    /// `sizeof(AzmiUserAssignedView)`, set by the caller.
    pub size: u32,
    /// Its ARM id.
    pub resource_id: AzmiStr,
    /// Its name.
    pub name: AzmiStr,
    /// Its object id; absent when the response doesn't include it.
    pub principal_id: AzmiStr,
    /// Its application id; absent when the response doesn't include it.
    pub client_id: AzmiStr,
}
