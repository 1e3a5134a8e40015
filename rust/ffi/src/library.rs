//! Versions and path of the library.

use crate::abi::{AzmiError, AzmiStatus, AzmiStr};
use crate::boundary;
use crate::constants::{AZMI_ABI_VERSION_MAJOR, AZMI_ABI_VERSION_MINOR};
use azmi_core::{Code, Error};
use std::sync::OnceLock;

/// Returns the version of this interface: major << 16 | minor.
///
/// The library is compatible with a program if the major number equals the AZMI_ABI_VERSION_MAJOR that the program was
/// compiled with, and the minor number isn't less than its AZMI_ABI_VERSION_MINOR.
///
/// Threads: any.
/// Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn azmi_abi_version() -> u32 {
    AZMI_ABI_VERSION_MAJOR << 16 | AZMI_ABI_VERSION_MINOR
}

/// Gets the version of the product, such as "1.2.3".
///
/// Owner: the text is static.
/// Threads: any.
/// Errors: argument (`out` is NULL).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_version_string(out: *mut AzmiStr) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers.
    unsafe { boundary::write_value(out, AzmiStr::ABSENT, std::ptr::null_mut(), || Ok(AzmiStr::of(azmi_core::VERSION))) }
}

/// Gets the absolute path of the file that this library was loaded from.
///
/// Owner: the text is static.
/// Threads: any.
/// Errors: argument; AZMI_STATUS_INTERNAL when the system doesn't report it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_library_path(out: *mut AzmiStr, error_out: *mut *mut AzmiError) -> AzmiStatus {
    static PATH: OnceLock<Option<String>> = OnceLock::new();
    // SAFETY: The caller follows the header's rules for pointers.
    unsafe {
        boundary::write_value(out, AzmiStr::ABSENT, error_out, || {
            let path = PATH.get_or_init(|| {
                azmi_os::library::path_of_this_library().map(|path| path.to_string_lossy().into_owned())
            });
            path.as_deref().map(AzmiStr::of).ok_or_else(|| {
                Error::new(Code::Internal, "The system does not say which file the library was loaded from.")
            })
        })
    }
}
