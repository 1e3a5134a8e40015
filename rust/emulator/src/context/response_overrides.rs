//! How one request is answered otherwise than usual.

use serde_json::{Map, Value};

/// How one request is to be answered, apart from what it asks.
#[derive(Default)]
pub struct ResponseOverrides {
    /// Claims that replace those of the token it is answered with.
    pub claims: Map<String, Value>,
    /// Whether the token it came with counts as revoked from now on.
    pub revoke: bool,
}
