//! Data from the machine's firmware.

mod smbios;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

/// Returns the asset tag of the chassis, which is the same for every Azure VM. `None` if there is none or the firmware
/// can't be read.
#[must_use]
pub fn chassis_asset_tag() -> Option<String> {
    system::chassis_asset_tag()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_tag_is_text_or_absent() {
        assert!(super::chassis_asset_tag().is_none_or(|tag| !tag.is_empty() && tag.trim() == tag));
    }
}
