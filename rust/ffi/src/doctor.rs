//! The doctor, which finds what prevents the use of an identity on this machine.

use crate::abi::{AzmiCallOptions, AzmiCheckView, AzmiClientOptions, AzmiError, AzmiStatus, AzmiStr};
use crate::arguments::bad_pointer;
use crate::boundary;
use crate::call::CallContext;
use crate::client::read_options;
use crate::handle::{self, Handle};
use azmi_core::Result;
use azmi_core::doctor::{self, Check};

/// The checks of one run, in order. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_doctor_run                  makes one
///   azmi_doctor_report_len           number of checks
///   azmi_doctor_report_get           fills a view of one of them
///   azmi_doctor_report_is_healthy    whether no check failed
///   azmi_doctor_report_free          frees the handle
pub struct AzmiDoctorReport {
    checks: Vec<Check>,
}

impl Handle for AzmiDoctorReport {}

/// Checks this machine: source, proxy, endpoint, identity, token, clock, Resource Manager, role.
///
/// Problems with the identity are findings in the report, even a missing source or an expired time limit; an invalid
/// argument is a failure. `options` may be NULL, as in azmi_client_new. `resource` is the token's audience, as in
/// AzmiTokenOptions; NULL means Resource Manager. `call` may be NULL. Reports its progress as events.
///
/// Owner: the caller owns `*out` and frees it with azmi_doctor_report_free.
/// Threads: any. Blocks the calling thread until done or cancelled, at most for ten seconds.
/// Errors: argument; AZMI_STATUS_CANCELLED; AZMI_STATUS_NOT_CONNECTED after a fork.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_doctor_run(
    options: *const AzmiClientOptions,
    resource: *const u8,
    resource_len: usize,
    call: *const AzmiCallOptions,
    out: *mut *mut AzmiDoctorReport,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers.
    unsafe {
        boundary::make(out, error_out, || {
            let options = read_options(options)?;
            let resource = AzmiStr { data: resource, len: resource_len }.read("resource")?;
            let checks = CallContext::read(call)?
                .wait(|call| async move { doctor::examine(options, resource, &call, |_| ()).await })?;
            Ok(AzmiDoctorReport { checks })
        })
    }
}

/// Returns the number of checks in a report.
///
/// Threads: any, even at the same time.
/// Errors: none; 0 when `report` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_doctor_report_len(report: *const AzmiDoctorReport) -> usize {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { report.as_ref() }.map_or(0, |report| report.checks.len())
}

/// Fills a view of one check.
///
/// Owner: the texts are borrowed from `report` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument (`index` isn't below azmi_doctor_report_len()).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_doctor_report_get(
    report: *const AzmiDoctorReport,
    index: usize,
    out: *mut AzmiCheckView,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe { boundary::view(out, error_out, || view(&handle::get(report, "report")?.checks, index)) }
}

/// Returns 1 if no check failed, so that the identity can be used. Warnings don't count.
///
/// Threads: any, even at the same time.
/// Errors: none; 0 when `report` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_doctor_report_is_healthy(report: *const AzmiDoctorReport) -> u8 {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { report.as_ref() }.is_some_and(|report| doctor::is_healthy(&report.checks)).into()
}

/// Frees the report. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_doctor_report_free(report: *mut AzmiDoctorReport) {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { handle::free(report) }
}

fn view(checks: &[Check], index: usize) -> Result<AzmiCheckView> {
    let check = checks
        .get(index)
        .ok_or_else(|| bad_pointer(format!("There is no check number {index}; see azmi_doctor_report_len.")))?;
    Ok(AzmiCheckView {
        size: 0,
        status: check.status as u32,
        duration_ms: u64::try_from(check.duration.as_millis()).unwrap_or(u64::MAX),
        name: AzmiStr::of(check.name),
        status_name: AzmiStr::of(check.status.name()),
        detail: AzmiStr::of(&check.detail),
        fix: AzmiStr::of_option(check.fix.as_deref()),
    })
}
