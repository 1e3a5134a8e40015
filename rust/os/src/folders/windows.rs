//! Known folders of Windows.

use std::ffi::OsString;
use std::os::windows::ffi::OsStringExt;
use std::path::PathBuf;
use windows_sys::Win32::System::Com::CoTaskMemFree;
use windows_sys::Win32::UI::Shell::{
    FOLDERID_ProgramData, FOLDERID_ProgramFiles, KF_FLAG_DEFAULT, SHGetKnownFolderPath,
};
use windows_sys::core::GUID;

pub(super) fn program_files() -> Option<PathBuf> {
    known_folder(&FOLDERID_ProgramFiles)
}

pub(super) fn program_data() -> Option<PathBuf> {
    known_folder(&FOLDERID_ProgramData)
}

fn known_folder(id: &GUID) -> Option<PathBuf> {
    let mut text = std::ptr::null_mut();
    // SAFETY: Both pointers are valid during the call; a NULL token means the current user.
    let result = unsafe { SHGetKnownFolderPath(id, KF_FLAG_DEFAULT as u32, std::ptr::null_mut(), &raw mut text) };
    // SAFETY: On success, the text is NUL-terminated.
    let path = (result >= 0 && !text.is_null())
        .then(|| PathBuf::from(OsString::from_wide(unsafe { crate::wide::until_nul(text) })));
    // SAFETY: The caller must free the text, even after a failure; NULL is allowed.
    unsafe { CoTaskMemFree(text.cast()) };
    path
}
