//! What others said, made fit to be repeated: whatever a peer writes gets into a message, an event or a field of a failure
//! through here, and leaves its secrets behind.

mod forms;
mod patterns;
mod reading;
mod visible;

pub use patterns::REMOVED;
pub(crate) use reading::entity;
pub use visible::{is_visible, visible};

use crate::limits;
use crate::secret::Secret;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// What stands in place of an answer that holds a token.
pub const WITHHELD: &str = "[an answer that holds a token]";

/// How much of a text is looked at: what lies behind is never repeated.
const READ: usize = 16 * 1024;

/// The secrets of one exchange, which its peer knows and may repeat: the token or key that was sent.
#[derive(Clone, Default)]
pub struct Secrets(Arc<[Secret]>);

impl Secrets {
    /// The secrets that a request carries.
    pub fn of(secrets: impl IntoIterator<Item = Secret>) -> Self {
        Self(secrets.into_iter().collect())
    }

    /// Makes a peer's text fit to be repeated: one line, without secrets of the exchange or what looks like a token, without
    /// control and format characters, not too long.
    pub fn quoted(&self, text: &str) -> String {
        let text = &text[..text.floor_char_boundary(READ)];
        let words = text.split_whitespace().map(visible);
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        shortened(patterns::masked(&self.removed(words.join(" "))))
    }

    /// As [`Self::quoted`], of a body: nothing of one that holds a token.
    pub fn quoted_body(&self, body: &[u8]) -> String {
        let document = serde_json::from_slice::<Value>(body).ok();
        let text = match &document {
            // Written anew, since escapes hide what is in it.
            Some(document) => Cow::Owned(document.to_string()),
            None => String::from_utf8_lossy(body),
        };
        let holds_token = match &document {
            Some(document) => has_token(document),
            None => begins_like_json(&text) && is_token_name(&text),
        };
        if holds_token {
            return WITHHELD.to_owned();
        }
        self.quoted(&text)
    }

    /// A text of ours into which a peer got a part, such as a link: without the secrets of the exchange.
    pub fn removed(&self, text: String) -> String {
        self.0.iter().fold(text, |text, secret| forms::without(text, secret.expose(), REMOVED))
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(..)")
    }
}

/// A peer's text, or a user's, that belongs to no exchange, fit to be repeated: as [`Secrets::quoted`].
pub fn quoted(text: &str) -> String {
    Secrets::default().quoted(text)
}

/// A sentence of ours, whatever got into it: no format characters, nothing that looks like a token. What a peer said goes
/// through [`Secrets::quoted`] before; this is the net below.
pub fn guarded(text: String) -> String {
    let lines: Vec<_> = text.split('\n').map(visible).collect();
    patterns::without_tokens(lines.join("\n"))
}

/// Whether a document, such as a token answer, has a field for a token anywhere.
pub fn has_token(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(name, value)| is_token_name(name) || has_token(value)),
        Value::Array(values) => values.iter().any(has_token),
        _ => false,
    }
}

/// What ends too early isn't JSON any more, and has been.
fn begins_like_json(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').starts_with(['{', '['])
}

fn is_token_name(text: &str) -> bool {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    ["accesstoken", "refreshtoken", "idtoken"].iter().any(|name| plain.contains(name))
}

fn shortened(mut text: String) -> String {
    if let Some((cut, _)) = text.char_indices().nth(limits::QUOTED_TEXT) {
        text.truncate(cut);
        text.push_str(" ...");
    }
    text
}

#[cfg(test)]
mod tests;
