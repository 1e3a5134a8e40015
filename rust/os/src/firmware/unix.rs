//! Reads firmware data on Linux.

use std::path::Path;

/// A sysfs file is at most one page long.
const LIMIT: usize = 4096;

pub(super) fn chassis_asset_tag() -> Option<String> {
    let bytes = crate::file::read_small(Path::new("/sys/class/dmi/id/chassis_asset_tag"), LIMIT).ok()?;
    super::smbios::text(&bytes)
}
