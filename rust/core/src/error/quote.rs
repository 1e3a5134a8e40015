//! Quotes text of peers without secrets. Any text of a peer passes through this module before it becomes part of a
//! message, an event or a field of an error.

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

/// Replaces a response body that contains a token.
pub const WITHHELD: &str = "[an answer that holds a token]";

/// How many bytes of a text are read. The rest is never quoted.
const READ: usize = 16 * 1024;

/// The secrets of one exchange, such as the token or key that was sent. The peer knows them and may repeat them.
#[derive(Clone, Default)]
pub struct Secrets(Arc<[Secret]>);

impl Secrets {
    /// Collects the secrets of a request.
    pub fn of(secrets: impl IntoIterator<Item = Secret>) -> Self {
        Self(secrets.into_iter().collect())
    }

    /// Quotes a peer's text: on one line, shortened, without the secrets of the exchange, anything that looks like a
    /// token, and control and format characters.
    pub fn quoted(&self, text: &str) -> String {
        let text = &text[..text.floor_char_boundary(READ)];
        let words = text.split_whitespace().map(visible);
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        shortened(patterns::masked(&self.removed(words.join(" "))))
    }

    /// Like [`Self::quoted`], for a body. Quotes nothing of a body that contains a token.
    pub fn quoted_body(&self, body: &[u8]) -> String {
        let document = serde_json::from_slice::<Value>(body).ok();
        let text = match &document {
            // Serialized again, because escapes could hide secrets.
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

    /// Removes the secrets of the exchange from our own text that contains a peer's, such as a link.
    pub fn removed(&self, text: String) -> String {
        self.0.iter().fold(text, |text, secret| forms::without(text, secret.expose(), REMOVED))
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(..)")
    }
}

/// Like [`Secrets::quoted`], for a text of a peer or a user that belongs to no exchange.
pub fn quoted(text: &str) -> String {
    Secrets::default().quoted(text)
}

/// Removes format characters and anything that looks like a token from our own text. This is the safety net: a peer's
/// text has already passed through [`Secrets::quoted`].
pub fn guarded(text: String) -> String {
    let lines: Vec<_> = text.split('\n').map(visible).collect();
    patterns::without_tokens(lines.join("\n"))
}

/// Whether a document, such as a token response, has a field for a token at any depth.
pub fn has_token(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(name, value)| is_token_name(name) || has_token(value)),
        Value::Array(values) => values.iter().any(has_token),
        _ => false,
    }
}

/// Whether a text starts like JSON. A truncated document no longer parses, but may still contain a token.
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
