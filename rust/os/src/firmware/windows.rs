//! Reads firmware data on Windows.

use windows_sys::Win32::System::SystemInformation::GetSystemFirmwareTable;

/// Provider 'RSMB': the raw SMBIOS table.
const RSMB: u32 = u32::from_be_bytes(*b"RSMB");

/// Larger than any real table.
const LIMIT: u32 = 1 << 20;

pub(super) fn chassis_asset_tag() -> Option<String> {
    // SAFETY: Without a buffer, the function only returns the size.
    let size = unsafe { GetSystemFirmwareTable(RSMB, 0, std::ptr::null_mut(), 0) };
    if size == 0 || size > LIMIT {
        return None;
    }
    let mut table = vec![0_u8; size as usize];
    // SAFETY: The buffer has `size` bytes.
    let written = unsafe { GetSystemFirmwareTable(RSMB, 0, table.as_mut_ptr(), size) };
    super::smbios::chassis_asset_tag(table.get(..written as usize)?)
}
