//! The plain data of what administrators do: identities of machines and fleets, and any request.

use super::AzmiStr;

/// Which machines a fleet is made of. Exactly one of `all` and `name_pattern` must be given.
///
/// Used by: azmi_fleet_open.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiFleetQuery {
    /// `sizeof(AzmiFleetQuery)`.
    pub size: u32,
    /// Not 0: all that can be read.
    pub all: u8,
    /// Those whose name fits: `*` stands for any letters, `?` for one. A name without either means a machine that is there.
    pub name_pattern: AzmiStr,
    /// Only those of this resource group; may be absent.
    pub resource_group: AzmiStr,
    /// Only those of these subscriptions. May be NULL when the length is 0: the client's, or all readable ones.
    pub subscription_ids: *const AzmiStr,
    /// Number of subscriptions.
    pub subscription_ids_len: usize,
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
    /// Object id of the system-assigned identity; absent without one.
    pub principal_id: AzmiStr,
    /// Tenant of the system-assigned identity; absent without one.
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
    /// Its object id; absent when the answer does not tell.
    pub principal_id: AzmiStr,
    /// Its application id; absent when the answer does not tell.
    pub client_id: AzmiStr,
}

/// A header of a request or an answer.
///
/// Used by: AzmiRestRequest, azmi_rest_header.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiHeader {
    /// Its name.
    pub name: AzmiStr,
    /// Its value.
    pub value: AzmiStr,
}

/// A request of an administrator. Exactly one of `path` and `uri` must be given.
///
/// Used by: azmi_rest_send.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiRestRequest {
    /// `sizeof(AzmiRestRequest)`.
    pub size: u32,
    /// Not 0: the answer is a list; give its entries, and its further pages with azmi_rest_next.
    pub paginate: u8,
    /// Not 0: follow a long-running operation to its end.
    pub wait: u8,
    /// The method. Absent: GET.
    pub method: AzmiStr,
    /// A path below the Resource Manager endpoint, beginning with a slash; may have a query.
    pub path: AzmiStr,
    /// An absolute URI, in place of a path.
    pub uri: AzmiStr,
    /// Appended as `api-version`, unless the query has one; may be absent.
    pub api_version: AzmiStr,
    /// The body: JSON, unless a `Content-Type` header says otherwise; may be absent.
    pub body: AzmiStr,
    /// The token's audience, as in AzmiTokenOptions. Absent: the one that belongs to the host.
    pub resource: AzmiStr,
    /// Further headers. May be NULL when `headers_len` is 0.
    pub headers: *const AzmiHeader,
    /// Number of headers.
    pub headers_len: usize,
}

/// A successful answer, or one page of it.
///
/// Used by: azmi_rest_view.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiRestView {
    /// `sizeof(AzmiRestView)`, set by the caller.
    pub size: u32,
    /// HTTP status.
    pub http_status: u32,
    /// 1 when the answer is a list and paging was asked for: its entries are those of azmi_rest_item.
    pub is_list: u8,
    /// 1 when azmi_rest_next has a further page.
    pub has_next: u8,
    /// Number of entries.
    pub items_len: usize,
    /// Number of headers.
    pub headers_len: usize,
    /// The body as it came: bytes of the type that the header `content-type` says, UTF-8 for JSON.
    pub body: AzmiStr,
}
