//! Principal ids of machines.

use crate::abi::{AzmiCallOptions, AzmiError, AzmiStatus, AzmiStr, AzmiVmPrincipalView, AzmiVmQuery};
use crate::boundary;
use crate::call::CallContext;
use crate::client::AzmiClient;
use crate::handle::{self, Handle};
use crate::sized;
use azmi_core::{Result, VmPrincipal, VmQuery};

/// The principal of a machine. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_vm_principal_get     makes one
///   azmi_vm_principal_view    fills a view of it
///   azmi_vm_principal_free    frees the handle
pub struct AzmiVmPrincipal {
    principal: VmPrincipal,
}

impl Handle for AzmiVmPrincipal {}

impl AzmiVmPrincipal {
    fn view(&self) -> AzmiVmPrincipalView {
        let principal = &self.principal;
        AzmiVmPrincipalView {
            size: 0,
            identity_type: principal.identity_type as u32,
            principal_id: AzmiStr::of(&principal.principal_id),
            client_id: AzmiStr::of_option(principal.client_id.as_deref()),
            tenant_id: AzmiStr::of_option(principal.tenant_id.as_deref()),
            resource_id: AzmiStr::of(&principal.resource_id),
        }
    }
}

/// Gets the principal id of a machine.
///
/// `query` may be NULL, or have all fields absent: this machine's system-assigned identity, read from its own token,
/// which needs no role. Otherwise, the library asks Resource Manager, and the client's identity needs the Reader role
/// on the machine. `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_vm_principal_free.
/// Threads: any, even with the same client. Blocks the calling thread until done, cancelled or timed out.
/// Errors: argument, wait, identity; with a query, also service. If several machines have the name,
///   AZMI_STATUS_INVALID_ARGUMENT with a message that lists them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_vm_principal_get(
    client: *const AzmiClient,
    query: *const AzmiVmQuery,
    call: *const AzmiCallOptions,
    out: *mut *mut AzmiVmPrincipal,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::make(out, error_out, || {
            let client = handle::get(client, "client")?.client().clone();
            let query = read_query(query)?;
            let principal =
                CallContext::read(call)?.wait(|call| async move { client.vm_principal(&query, &call).await })?;
            Ok(AzmiVmPrincipal { principal })
        })
    }
}

/// Fills a view of the principal.
///
/// Owner: the texts are borrowed from `principal` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_vm_principal_view(
    principal: *const AzmiVmPrincipal,
    out: *mut AzmiVmPrincipalView,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe { boundary::view(out, error_out, || Ok(handle::get(principal, "principal")?.view())) }
}

/// Frees the principal. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_vm_principal_free(principal: *mut AzmiVmPrincipal) {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { handle::free(principal) }
}

/// # Safety
/// `query` is NULL or readable, with texts that are absent or readable.
pub(crate) unsafe fn read_query(query: *const AzmiVmQuery) -> Result<VmQuery> {
    // SAFETY: The caller guarantees it.
    unsafe {
        let Some(query) = sized::read(query)? else {
            return Ok(VmQuery::default());
        };
        Ok(VmQuery {
            name: query.name.read("name")?,
            resource_group: query.resource_group.read("resource_group")?,
            subscription_id: query.subscription_id.read("subscription_id")?,
            resource_id: query.resource_id.read("resource_id")?,
            identity_name: query.identity_name.read("identity_name")?,
        })
    }
}
