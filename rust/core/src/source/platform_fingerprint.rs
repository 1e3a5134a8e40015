//! Compares the values that platforms provide, without keeping them.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;

/// A fingerprint of the values that a platform provides for its endpoint, such as the secret and the certificate's
/// thumbprint. Equal fingerprints mean equal values. The fingerprint doesn't reveal the secret, and it can't be used to
/// check guesses outside this process.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlatformFingerprint([u64; 2]);

/// Random, chosen once per process.
static SALT: LazyLock<[RandomState; 2]> = LazyLock::new(|| [RandomState::new(), RandomState::new()]);

impl PlatformFingerprint {
    /// Computes the fingerprint of these values, in that order.
    pub fn of(values: &[&[u8]]) -> Self {
        Self(SALT.each_ref().map(|salted| salted.hash_one(values)))
    }
}

#[cfg(test)]
mod tests;
