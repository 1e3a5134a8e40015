//! A known secret, in the forms in which a peer may repeat it.

use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write as _;

/// Shorter ones aren't secrets, and are parts of words.
const SHORTEST: usize = 4;

/// Shorter ones are removed as whole words only.
const SHORTEST_ANYWHERE: usize = 6;

/// How much of a long secret's beginning gives it away: a text may end, or be cut, within one.
const TELLING: usize = 12;

/// The text with each form of the secret replaced.
pub(super) fn without(text: String, secret: &str, replacement: &str) -> String {
    if secret.len() < SHORTEST {
        return text;
    }
    let forms = forms_of(secret);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        match forms.iter().map(|form| length_at(&text, at, form)).max() {
            Some(length) if length > 0 => {
                out.push_str(replacement);
                at += length;
            }
            _ => {
                out.push(next);
                at += next.len_utf8();
            }
        }
    }
    out
}

/// How much of the text from there on is that form, or enough of its beginning; 0 when too little is.
fn length_at(text: &str, at: usize, form: &str) -> usize {
    let rest = &text.as_bytes()[at..];
    let same = rest
        .iter()
        .zip(form.as_bytes())
        .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
        .count();
    let whole = same == form.len();
    let telling = form.len() >= TELLING + SHORTEST && same >= TELLING;
    let bounded = form.len() >= SHORTEST_ANYWHERE
        || !(is_word_before(text, at) || rest.get(same).is_some_and(u8::is_ascii_alphanumeric));
    if (whole && bounded || telling) && text.is_char_boundary(at + same) {
        same
    } else {
        0
    }
}

fn is_word_before(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric)
}

fn forms_of(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let escaped = |escape: &dyn Fn(char) -> Option<String>| {
        secret.chars().fold(String::new(), |mut out, c| {
            match escape(c) {
                Some(escaped) => out.push_str(&escaped),
                None => out.push(c),
            }
            out
        })
    };
    let special = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.' | '_' | '~');
    let percent =
        |c: char| utf8_percent_encode(c.encode_utf8(&mut [0; 4]), NON_ALPHANUMERIC).to_string();
    let unicode = |c: char| format!("\\u{:04x}", u32::from(c));
    let mut forms = vec![
        secret.to_owned(),
        hex(bytes, "%"),
        escaped(&|c| special(c).then(|| percent(c))),
        escaped(&|c| {
            (special(c) && c != '*').then(|| if c == ' ' { "+".to_owned() } else { percent(c) })
        }),
        // JSON inside of text, as the usual writers put it.
        escaped(&|c| matches!(c, '"' | '\\').then(|| format!("\\{c}"))),
        escaped(&|c| matches!(c, '"' | '\\' | '/').then(|| format!("\\{c}"))),
        escaped(&|c| matches!(c, '+' | '&' | '<' | '>' | '\'' | '"' | '`').then(|| unicode(c))),
        escaped(&|c| special(c).then(|| unicode(c))),
        // HTML and XML.
        escaped(&|c| {
            Some(match c {
                '&' => "&amp;".to_owned(),
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '"' => "&quot;".to_owned(),
                '\'' => "&#39;".to_owned(),
                _ => return None,
            })
        }),
        escaped(&|c| {
            (special(c) && c != '/' && c != '=').then(|| format!("&#x{:X};", u32::from(c)))
        }),
        escaped(&|c| (special(c) && c != '/' && c != '=').then(|| format!("&#{};", u32::from(c)))),
    ];
    if bytes.len() >= SHORTEST_ANYWHERE + 2 {
        forms.push(hex(bytes, ""));
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            for before in 0..3 {
                forms.push(in_base64(engine, bytes, before));
            }
        }
    }
    forms.sort_unstable();
    forms.dedup();
    forms
}

fn hex(bytes: &[u8], before: &str) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a String never fails.
        let _ = write!(out, "{before}{byte:02x}");
        out
    })
}

/// The characters of Base64 that stand for the secret alone, where so many bytes come before it.
fn in_base64(engine: &impl base64::Engine, secret: &[u8], before: usize) -> String {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(secret);
    let whole = bytes.len() * 8 / 6;
    let text = engine.encode(&bytes);
    let start = (before * 8).div_ceil(6);
    text[start..whole].to_owned()
}
