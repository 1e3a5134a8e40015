//! A text as its reader may take it: with what is escaped in it undone, and the place of each byte in the text as it stands.

/// How often a text is read anew: a service escapes what another one has escaped before it.
const TIMES: usize = 4;

/// One way to read a text.
#[derive(Clone)]
pub(super) struct Reading {
    pub bytes: Vec<u8>,
    /// Of each byte, where that which stands for it begins and ends in the text.
    pub places: Vec<(usize, usize)>,
}

impl Reading {
    /// The text as it stands, and with its escapes undone, as long as there are any.
    pub fn all_of(text: &str) -> Vec<Self> {
        let mut plain = Self::with_room(text.len());
        for (at, c) in text.char_indices() {
            plain.push(c, (at, at + c.len_utf8()));
        }
        let mut all = vec![plain];
        for _ in 0..TIMES {
            let last = &all[all.len() - 1];
            let next = last.unescaped();
            if next.bytes.len() == last.bytes.len() {
                break;
            }
            all.push(next);
        }
        all
    }

    /// Without blanks, which lines are broken by.
    pub fn joined(&self) -> Self {
        self.without(|rest| usize::from(rest[0].is_ascii_whitespace()))
    }

    /// Without what stands between bytes that are written in hex.
    pub fn hex_digits(&self) -> Self {
        self.without(|rest| match rest {
            [b'0', b'x' | b'X', ..] => 2,
            [b':' | b'-' | b',' | b'_', ..] => 1,
            [blank, ..] if blank.is_ascii_whitespace() => 1,
            _ => 0,
        })
    }

    fn without(&self, skipped: impl Fn(&[u8]) -> usize) -> Self {
        let mut out = Self::with_room(self.bytes.len());
        let mut at = 0;
        while at < self.bytes.len() {
            match skipped(&self.bytes[at..]) {
                0 => {
                    out.bytes.push(self.bytes[at]);
                    out.places.push(self.places[at]);
                    at += 1;
                }
                length => at += length,
            }
        }
        out
    }

    fn unescaped(&self) -> Self {
        let mut out = Self::with_room(self.bytes.len());
        let mut at = 0;
        while at < self.bytes.len() {
            match escape(&self.bytes[at..]) {
                Some((meant, length)) => {
                    let place = (self.places[at].0, self.places[at + length - 1].1);
                    match meant {
                        Meant::Byte(byte) => {
                            out.bytes.push(byte);
                            out.places.push(place);
                        }
                        Meant::Char(c) => out.push(c, place),
                    }
                    at += length;
                }
                None => {
                    out.bytes.push(self.bytes[at]);
                    out.places.push(self.places[at]);
                    at += 1;
                }
            }
        }
        out
    }

    fn with_room(length: usize) -> Self {
        Self { bytes: Vec::with_capacity(length), places: Vec::with_capacity(length) }
    }

    fn push(&mut self, c: char, place: (usize, usize)) {
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            self.bytes.push(byte);
            self.places.push(place);
        }
    }
}

enum Meant {
    Byte(u8),
    Char(char),
}

/// What the escape at the beginning stands for, and how long it is: of URLs, JSON and programs, HTML and XML.
fn escape(text: &[u8]) -> Option<(Meant, usize)> {
    match text {
        [b'%', ..] | [b'\\', b'x', ..] => {
            let from = if text[0] == b'%' { 1 } else { 2 };
            let byte = u8::try_from(number(text.get(from..from + 2)?, 16)?).ok()?;
            Some((Meant::Byte(byte), from + 2))
        }
        [b'\\', b'u' | b'U', ..] => {
            let code = number(text.get(2..6)?, 16)?;
            Some((Meant::Char(char::from_u32(code)?), 6))
        }
        [b'\\', c @ (b'"' | b'\'' | b'/' | b'\\'), ..] => Some((Meant::Byte(*c), 2)),
        [b'&', ..] => {
            let end = text.iter().take(12).position(|byte| *byte == b';')?;
            Some((Meant::Char(entity(&text[1..end])?), end + 1))
        }
        _ => None,
    }
}

/// The character that an entity of HTML or XML stands for, by its name or number.
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
    // No sign.
    let plain = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then(|| u32::from_str_radix(digits, radix).ok()).flatten()
}
