//! SHA-1 and SHA-256 of ring, which TLS depends on anyway. Windows uses the system's TLS, so separate crates provide
//! them there.

/// SHA-1, the hash of Service Fabric's certificate thumbprints.
pub(crate) fn sha1(bytes: &[u8]) -> Vec<u8> {
    #[cfg(not(windows))]
    return ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec();
    #[cfg(windows)]
    return <sha1::Sha1 as sha1::Digest>::digest(bytes).to_vec();
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    #[cfg(not(windows))]
    return ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().to_vec();
    #[cfg(windows)]
    return <sha2::Sha256 as sha2::Digest>::digest(bytes).to_vec();
}

#[cfg(test)]
mod tests;
