//! The token stores of the process, shared through weak references by all clients of one identity.

use crate::cache::TokenStore;
use crate::identity::Identity;
use crate::source::PlatformFingerprint;
use crate::source_kind::SourceKind;
use crate::sync::WeakTable;
use std::sync::Arc;

/// Whose tokens a store holds: all that decides who answers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct StoreKey {
    /// Where they are requested, as it is sent.
    pub endpoint: String,
    /// The source that is asked.
    pub source: SourceKind,
    /// For whom, normalised: the identity that is really requested where the platform has a default.
    pub identity: Identity,
    /// What the platform handed out beside the address.
    pub platform: PlatformFingerprint,
    /// Whether tokens of another identity are refused: a client that takes them must not feed one that doesn't.
    pub checked: bool,
}

static STORES: WeakTable<StoreKey, TokenStore> = WeakTable::new();

/// The token store of that key: the one other clients use, or a new one.
pub(super) fn token_store(key: StoreKey) -> Arc<TokenStore> {
    STORES.get_or_make(key, TokenStore::default)
}

#[cfg(test)]
mod tests;
