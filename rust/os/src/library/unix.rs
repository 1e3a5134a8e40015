//! Libraries on Linux and other Unix systems.

use std::ffi::{CStr, OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;

/// Returns the file that contains the code at this address.
///
/// Prefers the loader's name, which is the path that the host used, even through links. If that is relative, the memory
/// map has the absolute path even after the process has changed its working directory.
pub(super) fn path_of(address: usize) -> Option<PathBuf> {
    name_by_loader(address)
        .filter(|path| path.is_absolute())
        .or_else(|| std::fs::read("/proc/self/maps").ok().and_then(|maps| path_in_map(&maps, address)))
}

/// Opens the library again and never closes it.
pub(super) fn keep_loaded(address: usize) {
    if let Some(name) = loader_name(address) {
        // SAFETY: The name is NUL-terminated. With NOLOAD, nothing new is loaded, so no other code runs.
        unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_NOLOAD | libc::RTLD_NODELETE) };
    }
}

fn name_by_loader(address: usize) -> Option<PathBuf> {
    loader_name(address).map(|name| PathBuf::from(OsStr::from_bytes(name.to_bytes())))
}

fn loader_name(address: usize) -> Option<&'static CStr> {
    let mut info = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: `dladdr` takes any address, and fills the struct when it returns something other than 0.
    let found = unsafe { libc::dladdr(address as *const libc::c_void, info.as_mut_ptr()) } != 0;
    // SAFETY: Zeroes are a valid value of the struct, so it's initialized in either case.
    let name = unsafe { info.assume_init() }.dli_fname;
    if !found || name.is_null() {
        return None;
    }
    // SAFETY: The loader's names are NUL-terminated and valid as long as the library is loaded. Both callers ask about
    // the library that contains them.
    Some(unsafe { CStr::from_ptr(name) })
}

/// Finds the path in lines such as `7f00-7fff r-xp 00000000 08:01 4711    /path`.
fn path_in_map(maps: &[u8], address: usize) -> Option<PathBuf> {
    maps.split(|byte| *byte == b'\n').find_map(|line| {
        let range = std::str::from_utf8(line.split(|byte| *byte == b' ').next()?).ok()?;
        let (start, end) = range.split_once('-')?;
        let (start, end) = (usize::from_str_radix(start, 16).ok()?, usize::from_str_radix(end, 16).ok()?);
        if !(start..end).contains(&address) {
            return None;
        }
        let path = line.iter().position(|byte| *byte == b'/').map(|at| &line[at..])?;
        Some(PathBuf::from(OsString::from_vec(path.to_vec())))
    })
}

#[cfg(test)]
mod tests {
    use super::{name_by_loader, path_in_map};
    use std::path::Path;

    #[test]
    fn reads_the_memory_map() {
        let maps = b"5500-5600 r--p 00000000 08:01 12    /usr/bin/tool\n5600-5700 r-xp 00100000 08:01 12    /opt/a b/azmi.so\n7000-8000 rw-p 0 00:00 0 \n";
        assert_eq!(path_in_map(maps, 0x5600).as_deref(), Some(Path::new("/opt/a b/azmi.so")));
        assert_eq!(path_in_map(maps, 0x55FF).as_deref(), Some(Path::new("/usr/bin/tool")));
        assert_eq!(path_in_map(maps, 0x7123), None);
        assert_eq!(path_in_map(maps, 0x9000), None);
        assert_eq!(path_in_map(b"nonsense\n-\n", 1), None);
    }

    #[test]
    fn an_unmapped_address_has_no_name() {
        assert_eq!(name_by_loader(8), None);
    }
}
