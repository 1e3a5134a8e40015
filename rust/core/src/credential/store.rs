//! The token stores of the process. All clients of one identity share a store through weak references.

use crate::cache::TokenStore;
use crate::identity::Identity;
use crate::source::PlatformFingerprint;
use crate::source_kind::SourceKind;
use crate::sync::WeakTable;
use std::sync::Arc;

/// The key of a store: everything that determines which identity's tokens it contains.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct StoreKey {
    /// The token endpoint, as it is sent.
    pub endpoint: String,
    /// The source of the tokens.
    pub source: SourceKind,
    /// The normalized identity. If the platform has a default, the identity that is actually requested.
    pub identity: Identity,
    /// The values that the platform provides in addition to the address.
    pub platform: PlatformFingerprint,
    /// Whether tokens of another identity are refused. Clients that accept them must not share a store with those that
    /// don't.
    pub checked: bool,
}

static STORES: WeakTable<StoreKey, TokenStore> = WeakTable::new();

/// Returns the store that other clients with this key share, or a new one.
pub(super) fn token_store(key: StoreKey) -> Arc<TokenStore> {
    STORES.get_or_make(key, TokenStore::default)
}

#[cfg(test)]
mod tests;
