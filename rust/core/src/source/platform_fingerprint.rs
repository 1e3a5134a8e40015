//! Compares what two platforms hand out, without keeping it.

use crate::digest;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::OnceLock;

/// A fingerprint of the values that a platform hands out for its endpoint: its secret, the certificate to accept.
/// Equal fingerprints mean equal values. The secret can't be read from it, nor guessed with it outside this process.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlatformFingerprint([u8; 32]);

impl PlatformFingerprint {
    /// The fingerprint of these values, in that order.
    #[must_use]
    pub fn of(values: &[&[u8]]) -> Self {
        // Each with its length, so that no two lists look alike.
        let lengths: Vec<_> = values.iter().map(|value| value.len().to_be_bytes()).collect();
        let mut parts: Vec<&[u8]> = vec![salt()];
        for (length, value) in lengths.iter().zip(values) {
            parts.extend([&length[..], value]);
        }
        Self(digest::sha256(&parts))
    }
}

/// Chosen by chance, once in a process.
fn salt() -> &'static [u8; 32] {
    static SALT: OnceLock<[u8; 32]> = OnceLock::new();
    SALT.get_or_init(|| {
        let mut salt = [0; 32];
        for part in salt.chunks_mut(8) {
            part.copy_from_slice(&RandomState::new().build_hasher().finish().to_ne_bytes());
        }
        salt
    })
}

#[cfg(test)]
mod tests;
