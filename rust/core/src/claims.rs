//! Reads the claims of a token without verifying them.
//!
//! The signature isn't checked; only the service that the token is for can do that. So the claims only show the user
//! which identity responded and reveal contradictions. They never grant anything.

use crate::error::quote::{Secrets, is_visible};
use crate::ids::is_guid;
use crate::time_text;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The relevant claims of a managed identity's token. All are absent if the token isn't a JWT.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `oid`: the object id of the identity.
    pub principal_id: Option<String>,
    /// `appid`, or `azp` in tokens of version 2: the application id.
    pub client_id: Option<String>,
    /// `tid`: the tenant.
    pub tenant_id: Option<String>,
    /// `xms_mirid`: the ARM id of the resource that the identity belongs to.
    pub identity_resource_id: Option<String>,
    /// `aud`: the audience.
    pub audience: Option<String>,
    /// `exp`: seconds since 1970-01-01T00:00:00Z.
    pub expires_on: Option<i64>,
    /// `iat`: seconds since 1970-01-01T00:00:00Z.
    pub issued_on: Option<i64>,
    /// `roles`: the application roles that the identity has at the audience.
    pub roles: Vec<String>,
    /// Whether the token claims to be issued by the emulator.
    pub emulated: bool,
}

impl Claims {
    /// Reads the claims of a token. Never fails: claims that can't be read are absent.
    pub fn of_token(token: &str) -> Self {
        let mut parts = token.split('.');
        let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Self::default();
        };
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')) else {
            return Self::default();
        };
        let Ok(Value::Object(claims)) = serde_json::from_slice::<Value>(&bytes) else {
            return Self::default();
        };
        let text = |name: &str| claims.get(name).and_then(Value::as_str).and_then(stated);
        let time = |name: &str| claims.get(name).and_then(time_text::point);
        Self {
            principal_id: text("oid"),
            client_id: text("appid").or_else(|| text("azp")),
            tenant_id: text("tid"),
            identity_resource_id: text("xms_mirid"),
            expires_on: time("exp"),
            issued_on: time("iat"),
            audience: text("aud"),
            roles: claims
                .get("roles")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .filter_map(stated)
                .collect(),
            emulated: claims.get("azmi_emulator").and_then(Value::as_bool).unwrap_or(false),
        }
    }

    /// Removes the secrets of the exchange that returned the token, because a peer may repeat them as an id. Keeps
    /// GUIDs in claims for GUIDs, even if a secret has the same value.
    pub(crate) fn without(self, secrets: &Secrets) -> Self {
        let clean = |text: Option<String>| text.map(|text| secrets.removed(text));
        let id = |text: Option<String>| match text {
            Some(guid) if is_guid(&guid) => Some(guid),
            other => clean(other),
        };
        Self {
            principal_id: id(self.principal_id),
            client_id: id(self.client_id),
            tenant_id: id(self.tenant_id),
            identity_resource_id: clean(self.identity_resource_id),
            audience: clean(self.audience),
            roles: self.roles.into_iter().filter_map(|role| clean(Some(role))).collect(),
            ..self
        }
    }
}

/// The trimmed text, or `None` if it's empty. Invisible characters become the visible U+FFFD, so an id that contains
/// one looks different from, and doesn't equal, a valid id.
pub(crate) fn stated(text: &str) -> Option<String> {
    let text = text.trim();
    let shown = |c: char| {
        if is_visible(c) { c } else { char::REPLACEMENT_CHARACTER }
    };
    (!text.is_empty()).then(|| text.chars().map(shown).collect())
}

#[cfg(test)]
mod tests;
