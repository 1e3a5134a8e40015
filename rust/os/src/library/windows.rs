//! Modules on Windows.

use std::ffi::OsString;
use std::os::windows::ffi::OsStringExt;
use std::path::PathBuf;
use windows_sys::Win32::Foundation::HMODULE;
use windows_sys::Win32::System::LibraryLoader::{
    GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN,
    GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, GetModuleFileNameW, GetModuleHandleExW,
};

/// The longest path of Windows, in UTF-16 units.
const LONGEST: usize = 32768;

/// Pins the module, so that it's never unloaded.
pub(super) fn keep_loaded(address: usize) {
    module_of(address, GET_MODULE_HANDLE_EX_FLAG_PIN);
}

/// Returns the file that contains the code at this address.
pub(super) fn path_of(address: usize) -> Option<PathBuf> {
    let module = module_of(address, GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT)?;
    let mut path = vec![0_u16; 260];
    loop {
        // SAFETY: The buffer has the stated length.
        let len = unsafe { GetModuleFileNameW(module, path.as_mut_ptr(), path.len() as u32) } as usize;
        if len == 0 {
            return None;
        }
        // A truncated path fills the whole buffer.
        if len < path.len() {
            return Some(PathBuf::from(OsString::from_wide(&path[..len])));
        }
        if path.len() >= LONGEST {
            return None;
        }
        path.resize(LONGEST, 0);
    }
}

fn module_of(address: usize, flags: u32) -> Option<HMODULE> {
    let mut module = std::ptr::null_mut();
    // SAFETY: With FROM_ADDRESS, the second parameter may be any address.
    let found = unsafe {
        GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | flags, address as *const u16, &raw mut module)
    };
    (found != 0).then_some(module)
}
