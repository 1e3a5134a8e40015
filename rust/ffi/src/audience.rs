//! The named services, for tab completion.

use crate::abi::{AzmiAudienceView, AzmiError, AzmiStatus, AzmiStr};
use crate::arguments::bad_pointer;
use crate::boundary;
use azmi_core::Audience;

/// Returns the number of services that have a name. Needs no network.
///
/// Threads: any.
/// Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn azmi_audience_len() -> usize {
    Audience::ALL.len()
}

/// Fills a view of one named service. Needs no network.
///
/// `environment` is the name of a built-in cloud, or NULL for the public one. `audience` is absent when the service has
/// none in that cloud.
///
/// Owner: the texts are static.
/// Threads: any.
/// Errors: argument (`index` isn't below azmi_audience_len(), or the cloud doesn't exist).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_audience_get(
    index: usize,
    environment: *const u8,
    environment_len: usize,
    out: *mut AzmiAudienceView,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers.
    unsafe {
        boundary::view(out, error_out, || {
            let environment = AzmiStr { data: environment, len: environment_len }.read("environment")?;
            let audience = Audience::ALL
                .get(index)
                .ok_or_else(|| bad_pointer(format!("There is no audience number {index}; see azmi_audience_len.")))?;
            Ok(AzmiAudienceView {
                size: 0,
                name: AzmiStr::of(audience.name),
                description: AzmiStr::of(audience.description),
                audience: AzmiStr::of_option(audience.in_cloud(environment.as_deref())),
            })
        })
    }
}
