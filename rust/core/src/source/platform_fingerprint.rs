//! Compares what two platforms hand out, without keeping it.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;

/// A fingerprint of the values that a platform hands out for its endpoint: its secret, the certificate to accept.
/// Equal fingerprints mean equal values. The secret can't be read from it, nor guessed with it outside this process.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlatformFingerprint([u64; 2]);

/// Chosen by chance, once in a process.
static SALT: LazyLock<[RandomState; 2]> = LazyLock::new(|| [RandomState::new(), RandomState::new()]);

impl PlatformFingerprint {
    /// The fingerprint of these values, in that order.
    pub fn of(values: &[&[u8]]) -> Self {
        Self(SALT.each_ref().map(|salted| salted.hash_one(values)))
    }
}

#[cfg(test)]
mod tests;
