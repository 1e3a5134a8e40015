//! Tokens, and how they are read from an identity endpoint's response.

use crate::claims::{self, Claims};
use crate::error::quote::Secrets;
use crate::error::{Code, Error, Result};
use crate::identity::{EchoedIds, Identity, IdentityMatch};
use crate::limits;
use crate::secret::Secret;
use crate::source_kind::SourceKind;
use crate::time_text;
use serde::Deserialize;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// The parameters of a token request.
#[derive(Clone, Debug, Default)]
pub struct TokenRequest {
    /// The audience: a URI, a GUID, a scope ending in `/.default`, or a service's name. `None`: Resource Manager.
    pub resource: Option<String>,
    /// The claims of a claims challenge, a JSON object.
    pub claims: Option<String>,
    /// Whether to skip the cache and to ask the platform to skip its own, if it supports that.
    pub force_refresh: bool,
}

/// A token and where it came from.
#[derive(Clone, Debug)]
pub struct TokenAnswer {
    /// The token.
    pub token: Arc<Token>,
    /// Whether it came from the cache, without a request.
    pub from_cache: bool,
    /// Whether a forced refresh returned the same token as before.
    pub same_as_before: bool,
}

/// An access token and its metadata. Its text is wiped when it is dropped.
pub struct Token {
    secret: Secret,
    /// The requested audience.
    pub resource: String,
    /// The expiry time, in seconds since 1970-01-01T00:00:00Z.
    pub expires_on: i64,
    /// The time from which it is refreshed in the background.
    pub refresh_on: i64,
    /// The source it came from.
    pub source: SourceKind,
    /// The claims in the token.
    pub claims: Claims,
    /// Whether it belongs to the requested identity.
    pub check: IdentityMatch,
}

impl Token {
    /// The token itself.
    #[must_use]
    pub fn secret(&self) -> &str {
        self.secret.expose()
    }

    /// The issue time from its claims; 0 if they don't contain it.
    #[must_use]
    pub fn issued_on(&self) -> i64 {
        self.claims.issued_on.unwrap_or(0)
    }

    /// Removes the secrets of the HTTP exchange from the token's claims.
    pub(crate) fn without(mut self, secrets: &Secrets) -> Self {
        self.claims = self.claims.without(secrets);
        if let IdentityMatch::Contradiction(text) = &mut self.check {
            *text = secrets.removed(std::mem::take(text));
        }
        self
    }

    /// Whether it is valid for long enough to be returned.
    #[must_use]
    pub fn is_usable(&self, now: i64) -> bool {
        self.expires_on - now >= limits::MINIMUM_LIFE
    }

    /// Whether it is due for a refresh.
    #[must_use]
    pub fn needs_refresh(&self, now: i64) -> bool {
        now >= self.refresh_on
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("resource", &self.resource)
            .field("expires_on", &self.expires_on)
            .finish_non_exhaustive()
    }
}

/// An identity endpoint's response. Numbers are JSON numbers or strings, depending on the source and its version.
#[derive(Deserialize)]
struct Answer {
    access_token: Option<Secret>,
    token_type: Option<Value>,
    expires_on: Option<Value>,
    expires_in: Option<Value>,
    refresh_in: Option<Value>,
    client_id: Option<Value>,
    object_id: Option<Value>,
    msi_res_id: Option<Value>,
    mi_res_id: Option<Value>,
}

/// Reads an optional text field. If it is empty or isn't a string, it counts as absent.
fn text(field: Option<&Value>) -> Option<String> {
    field?.as_str().and_then(claims::stated)
}

/// The request that a token response belongs to.
pub struct Asked<'a> {
    /// The requested identity.
    pub identity: &'a Identity,
    /// The requested audience.
    pub resource: &'a str,
    /// The source that responded.
    pub source: SourceKind,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// Reads a success response.
///
/// # Errors
/// `BadResponse` if it isn't a JSON object with the protocol's fields, `InvalidToken` if the token is missing or
/// malformed, `ExpiredToken` if the token has expired or is about to.
pub fn read_answer(body: &[u8], asked: &Asked<'_>) -> Result<Token> {
    let answer: Answer = serde_json::from_slice(body).map_err(|e| {
        // Only the kind and the position of the error are shown, not the response's content.
        let shown = if body.trim_ascii_start().starts_with(b"<") { "an HTML page".to_owned() } else { format!("something that isn't a token answer ({} at line {}, column {})", category(&e), e.line(), e.column()) };
        Error::new(Code::BadResponse, format!("The identity endpoint answered with {shown}."))
            .hint("Something other than the identity endpoint answers at that address, often a proxy or a captive portal: see which host with -Verbose (--verbose).")
    })?;
    let secret = answer.access_token.filter(|t| looks_like_a_token(t.expose())).ok_or_else(|| {
        Error::new(Code::InvalidToken, "The identity endpoint answered without a usable token: the field access_token is missing, empty or no header value.")
            .hint("Try again. If it keeps happening, the endpoint isn't the platform's own.")
    })?;
    let is_bearer = |kind: String| kind.eq_ignore_ascii_case("Bearer");
    if !text(answer.token_type.as_ref()).is_none_or(is_bearer) {
        return Err(Error::new(Code::InvalidToken, "The identity endpoint answered with a token that can't be used: its type (token_type) isn't Bearer.")
            .hint("A token of another type is of use only to who holds its key. See with -Verbose (--verbose) which host answers: it isn't the platform's own endpoint."));
    }
    let claims = Claims::of_token(secret.expose());
    let expires_on = expiry(&answer.expires_on, &answer.expires_in, &claims, asked.now).ok_or_else(|| {
        Error::new(Code::BadResponse, "The identity endpoint's answer does not say when the token expires.")
            .hint("Try again. If it keeps happening, the endpoint isn't the platform's own.")
    })?;
    let echo = EchoedIds {
        // An older agent ignores the selector and responds with a token of the machine's own identity.
        required: asked.source == SourceKind::Arc,
        client_id: text(answer.client_id.as_ref()),
        object_id: text(answer.object_id.as_ref()),
        resource_id: text(answer.msi_res_id.as_ref()).or_else(|| text(answer.mi_res_id.as_ref())),
    };
    let token = Token {
        check: asked.identity.check(&claims, &echo),
        refresh_on: refresh_point(asked.now, expires_on, answer.refresh_in.as_ref().and_then(time_text::number)),
        secret,
        resource: asked.resource.to_owned(),
        expires_on,
        source: asked.source,
        claims,
    };
    if !token.is_usable(asked.now) {
        return Err(Error::new(Code::ExpiredToken, "The identity endpoint answered with a token that has expired, or does so within a minute.")
            .hint("Check this machine's clock (w32tm /query /status, timedatectl). If it is right, the platform's cache is stale: try again in a few minutes.")
            .with_retryable(true));
    }
    Ok(token)
}

/// The time from which a token is refreshed in the background: after `refresh_in`, if the response contains it;
/// otherwise after half of a lifetime of more than two hours, or five minutes before the expiry (like Azure's own
/// clients).
fn refresh_point(now: i64, expires_on: i64, refresh_in: Option<i64>) -> i64 {
    let life = expires_on.saturating_sub(now);
    match refresh_in {
        Some(wait) if wait > 0 && wait < life => now + wait,
        _ if life > 2 * 3600 => now + life / 2,
        _ => expires_on - 5 * 60,
    }
}

/// The start of 2001.
const FIRST_TIME: i64 = 978_307_200;

/// The earlier of `expires_on` and the token's own `exp`; `expires_in` if neither exists.
fn expiry(expires_on: &Option<Value>, expires_in: &Option<Value>, claims: &Claims, now: i64) -> Option<i64> {
    // A time before 2001 can't be meant: some endpoints put the remaining seconds into this field.
    let left = |value| time_text::number(value).filter(|seconds| (1..FIRST_TIME).contains(seconds));
    let stated = expires_on.as_ref().and_then(|value| match left(value) {
        Some(seconds) => Some(now + seconds),
        None => time_text::point(value),
    });
    let end = match (stated, claims.expires_on) {
        (Some(stated), Some(own)) => Some(stated.min(own)),
        (stated, own) => stated.or(own),
    };
    let life = || expires_in.as_ref().and_then(time_text::number);
    end.or_else(|| now.checked_add(life()?)).filter(|end| (0..=time_text::LAST).contains(end))
}

/// A token is sent in an `Authorization` header, so it must be visible ASCII without spaces.
fn looks_like_a_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}

fn category(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Data => "a field has the wrong type",
        _ => "it is not JSON",
    }
}

#[cfg(test)]
mod tests;
