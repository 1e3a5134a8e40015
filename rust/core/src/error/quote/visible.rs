//! Invisible characters, which can change how other characters appear.

use std::borrow::Cow;

/// Format and other invisible characters (Unicode's Cf and default ignorable code points), in order.
const INVISIBLE: [(u32, u32); 24] = [
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x0600, 0x0605),
    (0x061C, 0x061C),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x110BD, 0x110CD),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1D17A),
    (0xE0000, 0xE0FFF),
];

/// Removes control, format and other invisible characters.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_visible) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| is_visible(*c)).collect())
}

/// Whether a character is visible or a space.
pub fn is_visible(c: char) -> bool {
    let code = u32::from(c);
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    // Two of the ranges also contain visible characters.
    let is_sign = matches!(code, 0x110BE..=0x110CC | 0x1BCA4..=0x1D172);
    let listed = |(first, last): &(u32, u32)| (*first..=*last).contains(&code);
    is_sign || !(c.is_control() || INVISIBLE.iter().any(listed))
}
