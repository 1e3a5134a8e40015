//! Many machines, page by page.

use crate::abi::{AzmiCallOptions, AzmiError, AzmiFleetQuery, AzmiStatus, AzmiStr};
use crate::arguments::read_list;
use crate::boundary;
use crate::call::CallContext;
use crate::client::AzmiClient;
use crate::handle::{self, Handle};
use crate::sized;
use crate::vm_identity::AzmiVmIdentities;
use azmi_core::{Fleet, FleetQuery, Result};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Many machines, read page by page through Azure Resource Graph. Holds at most one page in memory.
///
/// Threads: any; simultaneous calls wait for each other, and each gets a different page.
/// Functions:
///   azmi_fleet_open    makes one; sends no request
///   azmi_fleet_next    gets the next page
///   azmi_fleet_free    frees the handle
pub struct AzmiFleet {
    fleet: Arc<Mutex<Fleet>>,
}

impl Handle for AzmiFleet {}

/// Starts to read the identities of many machines: virtual machines and Arc-enabled servers. Checks the query; sends no
/// request.
///
/// Owner: the caller owns `*out` and frees it with azmi_fleet_free.
/// Threads: any. Doesn't wait for anything.
/// Errors: argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_fleet_open(
    client: *const AzmiClient,
    query: *const AzmiFleetQuery,
    out: *mut *mut AzmiFleet,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::make(out, error_out, || {
            let client = handle::get(client, "client")?.client();
            let query = read_query(query)?;
            let fleet = client.vm_identities(&query)?;
            Ok(AzmiFleet { fleet: Arc::new(Mutex::new(fleet)) })
        })
    }
}

/// Gets the next page, in the order of ARM ids. Progress events report the number of machines. After the last page,
/// `*out` is NULL and the status is AZMI_STATUS_OK. After a failure, the next call gets the same page again.
///
/// `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_vm_identities_free.
/// Threads: any. Blocks the calling thread until done, cancelled or timed out. Simultaneous calls wait for each other,
///   and each gets a different page.
/// Errors: argument, wait, identity, service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_fleet_next(
    fleet: *const AzmiFleet,
    call: *const AzmiCallOptions,
    out: *mut *mut AzmiVmIdentities,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::make_next(out, error_out, || {
            let fleet = Arc::clone(&handle::get(fleet, "fleet")?.fleet);
            let page =
                CallContext::read(call)?.wait(|call| async move { fleet.lock().await.next_page(&call).await })?;
            Ok(page.map(AzmiVmIdentities::new))
        })
    }
}

/// Frees the fleet. NULL does nothing.
///
/// Owner: the library takes it back.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_fleet_free(fleet: *mut AzmiFleet) {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { handle::free(fleet) }
}

/// # Safety
/// `query` is NULL or readable, with texts and a list that are absent or readable.
unsafe fn read_query(query: *const AzmiFleetQuery) -> Result<FleetQuery> {
    // SAFETY: The caller guarantees it.
    unsafe {
        let Some(query) = sized::read(query)? else {
            return Ok(FleetQuery::default());
        };
        Ok(FleetQuery {
            all: query.all != 0,
            name_pattern: query.name_pattern.read("name_pattern")?,
            resource_group: query.resource_group.read("resource_group")?,
            subscription_ids: read_texts(query.subscription_ids, query.subscription_ids_len)?,
        })
    }
}

/// # Safety
/// `texts` is NULL, or points to `len` readable texts.
unsafe fn read_texts(texts: *const AzmiStr, len: usize) -> Result<Vec<String>> {
    // SAFETY: The caller guarantees it.
    let texts = unsafe { read_list(texts, len, "subscription_ids")? };
    texts
        .into_iter()
        // SAFETY: The caller guarantees it.
        .map(|text| Ok(unsafe { text.read("subscription_ids") }?.unwrap_or_default()))
        .collect()
}
