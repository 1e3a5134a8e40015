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

/// The text of a file: in UTF-8, or in UTF-16 or UTF-32 where it begins with the mark. The mark isn't part of it.
///
/// # Errors
/// [`NoText`].
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NoText> {
    if let Some((name, rest, width, little)) = mark(bytes) {
        return if width == 2 { utf_16(rest, little) } else { utf_32(rest, little) }
            .map(Cow::Owned)
            .ok_or(NoText::Broken(name));
    }
    let text = std::str::from_utf8(bytes.strip_prefix(UTF_8).unwrap_or(bytes));
    match text {
        Ok(text) if !begins_with_zeros(bytes) => Ok(Cow::Borrowed(text)),
        _ if begins_with_zeros(bytes) => Err(NoText::NoMark),
        _ => Err(NoText::Broken("UTF-8")),
    }
}

/// Takes the mark off what is JSON behind it, and makes UTF-8 of what isn't. What can't be read stays as it is.
pub(crate) fn unmark(body: &mut Vec<u8>) {
    if body.starts_with(UTF_8) {
        body.drain(..UTF_8.len());
    } else if mark(body).is_some()
        && let Ok(text) = decode(body)
    {
        *body = text.into_owned().into_bytes();
    }
}

const UTF_8: &[u8] = b"\xEF\xBB\xBF";

/// The encoding by its mark: its name, what follows, how many bytes a unit has, and whether the small end comes first.
fn mark(bytes: &[u8]) -> Option<(&'static str, &[u8], usize, bool)> {
    // The mark of UTF-32 begins like that of UTF-16.
    for (mark, name, width, little) in [
        (&b"\xFF\xFE\0\0"[..], "UTF-32", 4, true),
        (b"\0\0\xFE\xFF", "UTF-32", 4, false),
        (b"\xFF\xFE", "UTF-16", 2, true),
        (b"\xFE\xFF", "UTF-16", 2, false),
    ] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return Some((name, rest, width, little));
        }
    }
    None
}

fn utf_16(bytes: &[u8], little: bool) -> Option<String> {
    let (pairs, []) = bytes.as_chunks::<2>() else {
        return None;
    };
    let units = pairs.iter().map(|pair| match little {
        true => u16::from_le_bytes(*pair),
        false => u16::from_be_bytes(*pair),
    });
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}

fn utf_32(bytes: &[u8], little: bool) -> Option<String> {
    let (fours, []) = bytes.as_chunks::<4>() else {
        return None;
    };
    fours
        .iter()
        .map(|four| {
            char::from_u32(match little {
                true => u32::from_le_bytes(*four),
                false => u32::from_be_bytes(*four),
            })
        })
        .collect()
}

/// No text in UTF-8 has zeros in it; ASCII in a wider encoding has one in each unit.
fn begins_with_zeros(bytes: &[u8]) -> bool {
    bytes.iter().take(4).any(|byte| *byte == 0)
}

#[cfg(test)]
mod tests;
