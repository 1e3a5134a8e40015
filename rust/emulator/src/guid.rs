//! Recognizes GUIDs, and derives the ones that a scenario omits.

/// Whether `text` is a GUID in its 36-character form.
pub fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Derives a GUID from `seed` alone, so that a scenario has the same ids in every run.
pub fn derived(seed: &str) -> String {
    // FNV-1a, 128 bits: the hash only needs a good distribution.
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in seed.bytes() {
        hash ^= u128::from(byte);
        hash = hash.wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    // Version 8, variant 1: a custom format (RFC 9562).
    hash = (hash & !(0xf << 76)) | (0x8 << 76);
    hash = (hash & !(0x3 << 62)) | (0x2 << 62);
    let hex = format!("{hash:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::{derived, is_guid};

    #[test]
    fn derived_ids_are_guids_and_stay_the_same() {
        assert!(is_guid(&derived("a")));
        assert_eq!(derived("a"), derived("a"));
        assert_ne!(derived("a"), derived("b"));
        assert_eq!(&derived("a")[14..15], "8");
    }

    #[test]
    fn other_texts_are_not_guids() {
        for text in [
            "",
            "11111111-1111-1111-1111-11111111111",
            "11111111x1111-1111-1111-111111111111",
            "g1111111-1111-1111-1111-111111111111",
        ] {
            assert!(!is_guid(text), "{text}");
        }
    }
}
