//! Opens files on Windows.

use super::access::{Links, ReadError};
use std::fs::{File, OpenOptions};
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::os::windows::io::AsRawHandle;
use std::path::Path;
use windows_sys::Win32::Storage::FileSystem::{
    FILE_ATTRIBUTE_DIRECTORY, FILE_ATTRIBUTE_REPARSE_POINT, FILE_FLAG_OPEN_REPARSE_POINT, FILE_TYPE_DISK, GetFileType,
    SECURITY_IDENTIFICATION,
};

/// Opens a regular file for reading. The server of a pipe can identify the caller, but not impersonate it.
pub(super) fn open(path: &Path, links: Links) -> Result<File, ReadError> {
    let no_link = if links == Links::Refused { FILE_FLAG_OPEN_REPARSE_POINT } else { 0 };
    let file =
        OpenOptions::new().read(true).custom_flags(no_link).security_qos_flags(SECURITY_IDENTIFICATION).open(path)?;
    // SAFETY: The handle is open as long as `file` is alive.
    let on_disk = unsafe { GetFileType(file.as_raw_handle()) } == FILE_TYPE_DISK;
    // A followed file may still have the reparse point attribute, such as a cloud file.
    let irregular = if links == Links::Refused {
        FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DIRECTORY
    } else {
        FILE_ATTRIBUTE_DIRECTORY
    };
    if on_disk && file.metadata()?.file_attributes() & irregular == 0 {
        Ok(file)
    } else {
        Err(ReadError::NotARegularFile)
    }
}
