//! Changes to the response to one request.

use serde_json::{Map, Value};

/// Changes to the response to one request.
#[derive(Default)]
pub struct ResponseOverrides {
    /// Claims that replace those of the token in the response.
    pub claims: Map<String, Value>,
    /// Whether to revoke the request's token.
    pub revoke: bool,
}
