//! Text in the encodings that byte order marks distinguish.

use std::borrow::Cow;

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoText {
    /// What the mark promises isn't kept: half a character, or one that does not exist.
    Broken(&'static str),
    /// UTF-16 or UTF-32 by its zeros, without the mark that gives the order of its bytes.
    NoMark,
}

/// An encoding: its mark, its name, and how what follows is read.
type Encoding = (&'static [u8], &'static str, fn(&[u8]) -> Option<String>);

/// Those that a mark distinguishes. The mark of UTF-32 begins like that of UTF-16.
const MARKED: [Encoding; 5] = [
    (b"\xEF\xBB\xBF", "UTF-8", |bytes| String::from_utf8(bytes.to_vec()).ok()),
    (b"\xFF\xFE\0\0", "UTF-32", |bytes| utf_32(bytes, u32::from_le_bytes)),
    (b"\0\0\xFE\xFF", "UTF-32", |bytes| utf_32(bytes, u32::from_be_bytes)),
    (b"\xFF\xFE", "UTF-16", |bytes| utf_16(bytes, u16::from_le_bytes)),
    (b"\xFE\xFF", "UTF-16", |bytes| utf_16(bytes, u16::from_be_bytes)),
];

/// The text of a file: in UTF-8, or in UTF-16 or UTF-32 where it begins with the mark. The mark isn't part of it.
///
/// # Errors
/// [`NoText`].
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NoText> {
    if let Some((mark, name, read)) = MARKED.iter().find(|(mark, ..)| bytes.starts_with(mark)) {
        return read(&bytes[mark.len()..]).map(Cow::Owned).ok_or(NoText::Broken(name));
    }
    // No text in UTF-8 has zeros in it; ASCII in a wider encoding has one in each unit.
    if bytes.iter().take(4).any(|byte| *byte == 0) {
        return Err(NoText::NoMark);
    }
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| NoText::Broken("UTF-8"))
}

/// Takes the mark off what is JSON behind it, and makes UTF-8 of what isn't. What can't be read stays as it is.
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
