//! The form of a token: a JWT whose signature is never valid.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

/// Creates a token with these claims: a JWT without a valid signature.
#[must_use]
pub fn unsigned_token(claims: &Value) -> String {
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": "azmi-emulator" });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(&header), part(claims), URL_SAFE_NO_PAD.encode("emulated: this is no signature"))
}

/// Returns the claims of a JWT, without verifying its signature.
pub fn claims_of(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    match serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()? {
        Value::Object(claims) => Some(claims),
        _ => None,
    }
}
