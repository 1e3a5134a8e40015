//! Reads the needed part of the SMBIOS table (DMTF DSP0134) from untrusted bytes.

#[cfg(test)]
mod tests;

/// Size of the header: calling method, major version, minor version and revision, then the length in little-endian
/// order.
#[cfg(any(windows, test))]
const RAW_HEADER: usize = 8;

/// Returns a trimmed string; `None` if it's empty.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Finds the asset tag of the first chassis in the data of provider 'RSMB'.
#[cfg(any(windows, test))]
pub(super) fn chassis_asset_tag(raw: &[u8]) -> Option<String> {
    const CHASSIS: u8 = 3;
    const END_OF_TABLE: u8 = 127;
    const ASSET_TAG: usize = 8;

    let length = u32::from_le_bytes(raw.get(4..RAW_HEADER)?.try_into().ok()?);
    let structures = raw.get(RAW_HEADER..)?;
    let mut rest = structures.get(..length as usize).unwrap_or(structures);
    // Each iteration consumes at least four bytes, so the loop ends.
    while let [kind, size, _, _, ..] = *rest {
        let (formatted, after) = rest.split_at_checked(usize::from(size).max(4))?;
        let strings_end = after.windows(2).position(|pair| pair == [0, 0])?;
        match kind {
            CHASSIS => return string(&after[..strings_end], *formatted.get(ASSET_TAG)?),
            END_OF_TABLE => return None,
            _ => rest = &after[strings_end + 2..],
        }
    }
    None
}

/// Returns the string with this number, counted from one; zero means none.
#[cfg(any(windows, test))]
fn string(strings: &[u8], number: u8) -> Option<String> {
    text(strings.split(|byte| *byte == 0).nth(usize::from(number).checked_sub(1)?)?)
}
