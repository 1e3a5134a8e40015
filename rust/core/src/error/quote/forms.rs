//! Removes a known secret in all the forms in which a peer may repeat it.

use super::reading::Reading;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Shorter texts aren't secrets, and they occur inside words.
const SHORTEST: usize = 4;

/// Shorter secrets are only removed as whole words.
const SHORTEST_ANYWHERE: usize = 6;

/// The length of a prefix that reveals a long secret. A text may be cut in the middle of a secret.
const TELLING: usize = 12;

/// Replaces every form of the secret, even if it was escaped several times or is interrupted by whitespace.
pub(super) fn without(text: String, secret: &str, replacement: &str) -> String {
    if secret.len() < SHORTEST {
        return text;
    }
    let forms = forms_of(secret);
    let hex = [secret.bytes().map(|byte| format!("{byte:02x}")).collect()];
    let mut found = Vec::new();
    for reading in Reading::all_of(&text) {
        mark(&reading, &forms, &mut found);
        if secret.len() >= SHORTEST_ANYWHERE + 2 {
            mark(&reading.joined(), &forms, &mut found);
            mark(&reading.hex_digits(), &hex, &mut found);
        }
    }
    found.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in found {
        if start >= at {
            out.push_str(&text[at..start]);
            out.push_str(replacement);
        }
        at = at.max(end);
    }
    out.push_str(&text[at..]);
    out
}

/// Adds the ranges of the forms, as positions in the original text.
fn mark(reading: &Reading, forms: &[String], found: &mut Vec<(usize, usize)>) {
    let mut at = 0;
    while at < reading.bytes.len() {
        let lengths = forms.iter().map(|form| length_at(&reading.bytes, at, form.as_bytes()));
        match lengths.max() {
            Some(length) if length > 0 => {
                found.push((reading.places[at].0, reading.places[at + length - 1].1));
                at += length;
            }
            _ => at += 1,
        }
    }
}

/// The length of the form at this position, or of a prefix that is long enough to reveal it; otherwise 0.
fn length_at(text: &[u8], at: usize, form: &[u8]) -> usize {
    let rest = &text[at..];
    let same = rest.iter().zip(form).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let whole = same == form.len();
    let telling = form.len() >= TELLING + SHORTEST && same >= TELLING;
    let bounded = form.len() >= SHORTEST_ANYWHERE
        || !(text[..at].last().is_some_and(is_word) || rest.get(same).is_some_and(is_word));
    if whole && bounded || telling { same } else { 0 }
}

fn forms_of(secret: &str) -> Vec<String> {
    // Form encoding writes spaces as plus signs.
    let mut forms = vec![secret.to_owned(), secret.replace(' ', "+")];
    if secret.len() >= SHORTEST_ANYWHERE + 2 {
        for before in 0..3 {
            forms.push(in_base64(&STANDARD_NO_PAD, secret.as_bytes(), before));
            forms.push(in_base64(&URL_SAFE_NO_PAD, secret.as_bytes(), before));
        }
        // For texts without whitespace.
        forms.push(secret.replace(' ', ""));
    }
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// The Base64 characters that depend only on the secret if it follows `before` other bytes.
fn in_base64(engine: &impl base64::Engine, secret: &[u8], before: usize) -> String {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(secret);
    let whole = bytes.len() * 8 / 6;
    let text = engine.encode(&bytes);
    let start = (before * 8).div_ceil(6);
    text[start..whole].to_owned()
}
