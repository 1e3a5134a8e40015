//! SHA-1 and SHA-256: those of ring, which TLS brings along. On Windows TLS is the system's, and crates of their own stand in.

#[cfg(not(windows))]
pub(crate) use ours::{sha1, sha256};
#[cfg(windows)]
pub(crate) use windows::{sha1, sha256};

#[cfg(not(windows))]
mod ours {
    use ring::digest::{Algorithm, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};

    /// SHA-1, by which Service Fabric names certificates.
    pub(crate) fn sha1(bytes: &[u8]) -> [u8; 20] {
        of(&SHA1_FOR_LEGACY_USE_ONLY, &[bytes])
    }

    /// SHA-256 of the parts, one after the other.
    pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
        of(&SHA256, parts)
    }

    fn of<const N: usize>(algorithm: &'static Algorithm, parts: &[&[u8]]) -> [u8; N] {
        let mut context = Context::new(algorithm);
        parts.iter().for_each(|part| context.update(part));
        let mut digest = [0; N];
        digest.copy_from_slice(context.finish().as_ref());
        digest
    }
}

#[cfg(windows)]
mod windows {
    use sha1::Sha1;
    use sha2::{Digest as _, Sha256};

    /// SHA-1, by which Service Fabric names certificates.
    pub(crate) fn sha1(bytes: &[u8]) -> [u8; 20] {
        Sha1::digest(bytes).into()
    }

    /// SHA-256 of the parts, one after the other.
    pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
        let mut hash = Sha256::new();
        parts.iter().for_each(|part| hash.update(part));
        hash.finalize().into()
    }
}

#[cfg(test)]
mod tests;
