//! Tokens in the form of Microsoft Entra's, marked as fake.

use crate::digest::sha256;
use crate::guid;
use crate::model::inventory::Identity;
use crate::sync::lock;
use crate::time::now;
use crate::token::unsigned_token;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

/// An issued token, with its times.
#[derive(Clone)]
pub struct IssuedToken {
    /// The token itself.
    pub text: String,
    /// The start of its validity, in seconds since 1970.
    pub not_before: u64,
    /// The end of its validity, in seconds since 1970.
    pub expires_on: u64,
}

impl IssuedToken {
    /// The remaining lifetime, in seconds.
    pub fn expires_in(&self) -> u64 {
        self.expires_on.saturating_sub(now())
    }
}

/// When to replace the cached token.
#[derive(Clone, Copy)]
pub enum Renewal<'a> {
    /// Never.
    Keep,
    /// Always.
    Always,
    /// When it has this SHA-256, in hexadecimal digits: a service rejected that token.
    IfSha256(&'a str),
}

impl Renewal<'_> {
    fn asks_for_another(self, token: &str) -> bool {
        match self {
            Self::Keep => false,
            Self::Always => true,
            Self::IfSha256(hash) => sha256(token).eq_ignore_ascii_case(hash),
        }
    }
}

/// Issues tokens and, like the platform, caches one per identity and resource.
pub struct TokenIssuer {
    tenant_id: String,
    lifetime: u64,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    tokens: HashMap<(String, String), IssuedToken>,
    issued: u64,
}

impl TokenIssuer {
    /// Creates an issuer for one tenant, with `lifetime` in seconds.
    pub fn new(tenant_id: &str, lifetime: u64) -> Self {
        Self { tenant_id: tenant_id.to_owned(), lifetime, kept: Mutex::default() }
    }

    /// The lifetime of a new token, in seconds.
    pub fn lifetime(&self) -> u64 {
        self.lifetime
    }

    /// Returns the cached token of this identity for this resource, or a new one if there is none, if it is about to expire, or if the
    /// caller requests another. Also returns whether the token is new.
    ///
    /// `overrides` replace claims. A token with overrides isn't cached.
    pub fn token(
        &self,
        identity: &Identity,
        resource: &str,
        renewal: Renewal<'_>,
        overrides: &Map<String, Value>,
    ) -> (IssuedToken, bool) {
        let key = (identity.principal_id.to_lowercase(), resource.to_owned());
        let mut kept = lock(&self.kept);
        // Clients treat a token as expired five minutes before its end. Use half of a shorter lifetime.
        let margin = (self.lifetime / 2).min(300);
        if let Some(token) =
            kept.tokens.get(&key).filter(|token| overrides.is_empty() && !renewal.asks_for_another(&token.text))
            && token.expires_in() > margin
        {
            return (token.clone(), false);
        }
        kept.issued += 1;
        let token = self.issue(identity, resource, kept.issued, overrides);
        if overrides.is_empty() {
            kept.tokens.insert(key, token.clone());
        }
        (token, true)
    }

    fn issue(&self, identity: &Identity, resource: &str, number: u64, overrides: &Map<String, Value>) -> IssuedToken {
        let issued_at = now();
        let not_before = issued_at.saturating_sub(300);
        let expires_on = issued_at + self.lifetime;
        let mut claims = json!({
            "aud": resource,
            "iss": format!("https://sts.windows.net/{}/", self.tenant_id),
            "iat": issued_at,
            "nbf": not_before,
            "exp": expires_on,
            "appid": identity.client_id,
            "appidacr": "2",
            "idp": format!("https://sts.windows.net/{}/", self.tenant_id),
            "idtyp": "app",
            "oid": identity.principal_id,
            "sub": identity.principal_id,
            "tid": self.tenant_id,
            "uti": guid::derived(&format!("{number}/{}", nanoseconds())),
            "ver": "1.0",
            "xms_mirid": identity.resource_id,
            "azmi_emulator": true,
        });
        if let Some(claims) = claims.as_object_mut() {
            if identity.person {
                claims.remove("xms_mirid");
                claims.insert("idtyp".to_owned(), Value::from("user"));
                claims.insert("upn".to_owned(), Value::from(identity.name.as_str()));
                claims.insert("scp".to_owned(), Value::from("user_impersonation"));
            }
            for (name, value) in overrides {
                if value.is_null() {
                    claims.remove(name);
                } else {
                    claims.insert(name.clone(), value.clone());
                }
            }
        }
        IssuedToken { text: unsigned_token(&claims), not_before, expires_on }
    }
}

fn nanoseconds() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos())
}
