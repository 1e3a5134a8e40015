//! The SMBIOS table (DMTF DSP0134), as far as it is needed: a pure function over bytes that nobody vouches for.

#[cfg(test)]
mod tests;

/// Bytes before the structures: calling method, major, minor and revision, then the length as a little-endian number.
#[cfg(any(windows, test))]
const RAW_HEADER: usize = 8;

/// A string as a person would write it: trimmed, absent when nothing is left.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Finds the asset tag of the first chassis in the answer of provider 'RSMB'.
#[cfg(any(windows, test))]
pub(super) fn chassis_asset_tag(raw: &[u8]) -> Option<String> {
    const CHASSIS: u8 = 3;
    const END_OF_TABLE: u8 = 127;
    const ASSET_TAG: usize = 8;

    let length = u32::from_le_bytes(raw.get(4..RAW_HEADER)?.try_into().ok()?);
    let structures = raw.get(RAW_HEADER..)?;
    let mut rest = structures.get(..length as usize).unwrap_or(structures);
    // Each round takes four bytes at least, so a table ends.
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

/// The string of that number, counted from one; zero means none.
#[cfg(any(windows, test))]
fn string(strings: &[u8], number: u8) -> Option<String> {
    text(strings.split(|byte| *byte == 0).nth(usize::from(number).checked_sub(1)?)?)
}
