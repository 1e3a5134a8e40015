//! Decodes escapes in a text and remembers the position of each byte in the original.

use std::iter;

/// The most levels of escapes that are decoded. A service may escape what another has escaped already.
const TIMES: usize = 4;

/// A decoded text.
pub(super) struct Reading {
    pub bytes: Vec<u8>,
    /// For each byte, its start and end in the original text.
    pub places: Vec<(usize, usize)>,
}

impl Reading {
    /// The original text, followed by the result of each level of decoding.
    pub fn all_of(text: &str) -> Vec<Self> {
        let places = text.char_indices().flat_map(|(at, c)| iter::repeat_n((at, at + c.len_utf8()), c.len_utf8()));
        let plain = Self { bytes: text.as_bytes().to_vec(), places: places.collect() };
        let mut all = vec![plain];
        for _ in 0..TIMES {
            let last = &all[all.len() - 1];
            let next = last.rewritten(escape);
            if next.bytes.len() == last.bytes.len() {
                break;
            }
            all.push(next);
        }
        all
    }

    /// Without whitespace, which wraps lines.
    pub fn joined(&self) -> Self {
        self.rewritten(|rest| rest[0].is_ascii_whitespace().then(|| (Vec::new(), 1)))
    }

    /// Without prefixes and separators of bytes in hex.
    pub fn hex_digits(&self) -> Self {
        self.rewritten(|rest| match rest {
            [b'0', b'x' | b'X', ..] => Some((Vec::new(), 2)),
            [b':' | b'-' | b',' | b'_', ..] => Some((Vec::new(), 1)),
            [blank, ..] if blank.is_ascii_whitespace() => Some((Vec::new(), 1)),
            _ => None,
        })
    }

    /// Replaces bytes. `change` returns the replacement and the length of what it replaces.
    fn rewritten(&self, change: impl Fn(&[u8]) -> Option<(Vec<u8>, usize)>) -> Self {
        let (mut bytes, mut places) = (Vec::with_capacity(self.bytes.len()), Vec::with_capacity(self.bytes.len()));
        let mut at = 0;
        while at < self.bytes.len() {
            let changed = change(&self.bytes[at..]);
            let length = changed.as_ref().map_or(1, |(_, length)| *length);
            let place = (self.places[at].0, self.places[at + length - 1].1);
            match changed {
                Some((meant, _)) => bytes.extend(meant),
                None => bytes.push(self.bytes[at]),
            }
            places.resize(bytes.len(), place);
            at += length;
        }
        Self { bytes, places }
    }
}

/// Decodes the escape at the start of the text (URL, JSON, source code, HTML or XML). Returns the bytes and its length.
fn escape(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let utf8 = |c: char| c.to_string().into_bytes();
    match text {
        [b'%', ..] | [b'\\', b'x', ..] => {
            let from = if text[0] == b'%' { 1 } else { 2 };
            let byte = u8::try_from(number(text.get(from..from + 2)?, 16)?).ok()?;
            Some((vec![byte], from + 2))
        }
        [b'\\', b'u' | b'U', ..] => {
            let code = number(text.get(2..6)?, 16)?;
            Some((utf8(char::from_u32(code)?), 6))
        }
        [b'\\', c @ (b'"' | b'\'' | b'/' | b'\\'), ..] => Some((vec![*c], 2)),
        [b'&', ..] => {
            let end = text.iter().take(12).position(|byte| *byte == b';')?;
            Some((utf8(entity(&text[1..end])?), end + 1))
        }
        _ => None,
    }
}

/// The character of an HTML or XML entity, given its name or number.
pub(crate) fn entity(name: &[u8]) -> Option<char> {
    match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?),
        [b'#', digits @ ..] => char::from_u32(number(digits, 10)?),
        _ => None,
    }
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok()?;
    // `from_str_radix` would accept a sign.
    let plain = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then(|| u32::from_str_radix(digits, radix).ok()).flatten()
}
