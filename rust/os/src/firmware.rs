//! What the machine's firmware says of it.

mod smbios;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

/// The asset tag of the chassis: every Azure VM has the same one. Absent where the firmware has none or can't be read.
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
