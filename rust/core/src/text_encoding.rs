//! Decodes text according to its byte order mark.

use std::borrow::Cow;

/// Why bytes can't be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoText {
    /// The bytes aren't valid in the encoding: a character is incomplete or doesn't exist.
    Broken(&'static str),
    /// Zeros indicate UTF-16 or UTF-32, but the mark that specifies the byte order is missing.
    NoMark,
}

/// An encoding: its mark, its name and its decoder.
type Encoding = (&'static [u8], &'static str, fn(&[u8]) -> Option<String>);

/// The encodings with a mark. UTF-32 comes before UTF-16, because its little-endian mark starts with that of UTF-16.
const MARKED: [Encoding; 5] = [
    (b"\xEF\xBB\xBF", "UTF-8", |bytes| String::from_utf8(bytes.to_vec()).ok()),
    (b"\xFF\xFE\0\0", "UTF-32", |bytes| utf_32(bytes, u32::from_le_bytes)),
    (b"\0\0\xFE\xFF", "UTF-32", |bytes| utf_32(bytes, u32::from_be_bytes)),
    (b"\xFF\xFE", "UTF-16", |bytes| utf_16(bytes, u16::from_le_bytes)),
    (b"\xFE\xFF", "UTF-16", |bytes| utf_16(bytes, u16::from_be_bytes)),
];

/// Decodes the text of a file: UTF-16 or UTF-32 if it starts with their mark, otherwise UTF-8. Removes the mark.
///
/// # Errors
/// [`NoText`].
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NoText> {
    if let Some((mark, name, read)) = MARKED.iter().find(|(mark, ..)| bytes.starts_with(mark)) {
        return read(&bytes[mark.len()..]).map(Cow::Owned).ok_or(NoText::Broken(name));
    }
    // Text in UTF-8 doesn't contain zeros. ASCII characters in a wider encoding contain at least one each.
    if bytes.iter().take(4).any(|byte| *byte == 0) {
        return Err(NoText::NoMark);
    }
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| NoText::Broken("UTF-8"))
}

/// Removes the byte order mark and converts the text to UTF-8. Leaves a body unchanged that has no mark or can't be
/// decoded.
pub(crate) fn unmark(body: &mut Vec<u8>) {
    if let Ok(Cow::Owned(text)) = decode(body) {
        *body = text.into_bytes();
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, []) = bytes.as_chunks() else {
        return None;
    };
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<_, _>>().ok()
}

fn utf_32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Option<String> {
    let (fours, []) = bytes.as_chunks() else {
        return None;
    };
    fours.iter().map(|four| char::from_u32(unit(*four))).collect()
}

#[cfg(test)]
mod tests;
