//! All identities of machines.

use crate::abi::{
    AzmiCallOptions, AzmiError, AzmiStatus, AzmiStr, AzmiUserAssignedView, AzmiVmIdentityView, AzmiVmQuery,
};
use crate::arguments::bad_pointer;
use crate::boundary;
use crate::call::CallContext;
use crate::client::AzmiClient;
use crate::handle::{self, Handle};
use crate::vm_principal::read_query;
use azmi_core::{Result, VmIdentity};

/// Machines with all their identities: one, or a page of a fleet. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_vm_identity_get                makes one with one machine
///   azmi_fleet_next                     makes one with a page of a fleet
///   azmi_vm_identities_len              number of machines
///   azmi_vm_identities_get              fills a view of one of them
///   azmi_vm_identities_user_assigned    fills a view of one of a machine's user-assigned identities
///   azmi_vm_identities_free             frees the handle
pub struct AzmiVmIdentities {
    machines: Vec<VmIdentity>,
}

impl Handle for AzmiVmIdentities {}

impl AzmiVmIdentities {
    pub(crate) fn new(machines: Vec<VmIdentity>) -> Self {
        Self { machines }
    }

    fn machine(&self, index: usize) -> Result<&VmIdentity> {
        self.machines
            .get(index)
            .ok_or_else(|| bad_pointer(format!("There is no machine number {index}; see azmi_vm_identities_len.")))
    }
}

/// Gets all identities of a machine from Resource Manager. The client's identity needs the Reader role on the machine.
///
/// `query` may be NULL, or have all fields absent: this machine. `query.identity_name` has no effect on the result.
/// `call` may be NULL.
///
/// Owner: the caller owns `*out`, which holds exactly one machine, and frees it with azmi_vm_identities_free.
/// Threads: any, even with the same client. Blocks the calling thread until done, cancelled or timed out.
/// Errors: argument, wait, identity, service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_vm_identity_get(
    client: *const AzmiClient,
    query: *const AzmiVmQuery,
    call: *const AzmiCallOptions,
    out: *mut *mut AzmiVmIdentities,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::make(out, error_out, || {
            let client = handle::get(client, "client")?.client().clone();
            let query = read_query(query)?;
            let identity =
                CallContext::read(call)?.wait(|call| async move { client.vm_identity(&query, &call).await })?;
            Ok(AzmiVmIdentities::new(vec![identity]))
        })
    }
}

/// Returns the number of machines.
///
/// Threads: any, even at the same time.
/// Errors: none; 0 when `machines` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_vm_identities_len(machines: *const AzmiVmIdentities) -> usize {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { machines.as_ref() }.map_or(0, |machines| machines.machines.len())
}

/// Fills a view of one machine.
///
/// Owner: the texts are borrowed from `machines` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument (`index` isn't below azmi_vm_identities_len()).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_vm_identities_get(
    machines: *const AzmiVmIdentities,
    index: usize,
    out: *mut AzmiVmIdentityView,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::view(out, error_out, || {
            let machine = handle::get(machines, "machines")?.machine(index)?;
            Ok(AzmiVmIdentityView {
                size: 0,
                user_assigned_len: u32::try_from(machine.user_assigned.len()).unwrap_or(u32::MAX),
                name: AzmiStr::of(&machine.name),
                resource_group: AzmiStr::of(&machine.resource_group),
                subscription_id: AzmiStr::of(&machine.subscription_id),
                resource_id: AzmiStr::of(&machine.resource_id),
                identity_type: AzmiStr::of(machine.identity_type),
                principal_id: AzmiStr::of_option(machine.principal_id.as_deref()),
                tenant_id: AzmiStr::of_option(machine.tenant_id.as_deref()),
            })
        })
    }
}

/// Fills a view of one user-assigned identity of machine number `index`.
///
/// Owner: the texts are borrowed from `machines` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument (`which` isn't below the machine's user_assigned_len).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_vm_identities_user_assigned(
    machines: *const AzmiVmIdentities,
    index: usize,
    which: usize,
    out: *mut AzmiUserAssignedView,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::view(out, error_out, || {
            let machine = handle::get(machines, "machines")?.machine(index)?;
            let identity = machine.user_assigned.get(which).ok_or_else(|| {
                bad_pointer(format!("There is no user-assigned identity number {which}; see user_assigned_len."))
            })?;
            Ok(AzmiUserAssignedView {
                size: 0,
                resource_id: AzmiStr::of(&identity.resource_id),
                name: AzmiStr::of(&identity.name),
                principal_id: AzmiStr::of_option(identity.principal_id.as_deref()),
                client_id: AzmiStr::of_option(identity.client_id.as_deref()),
            })
        })
    }
}

/// Frees the machines. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_vm_identities_free(machines: *mut AzmiVmIdentities) {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { handle::free(machines) }
}
