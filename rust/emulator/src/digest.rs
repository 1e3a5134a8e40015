//! Digests, in hexadecimal digits.

/// The SHA-256 of a text, in lower-case hexadecimal digits.
pub fn sha256(text: &str) -> String {
    hexadecimal(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()).as_ref())
}

/// Bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::sha256;

    #[test]
    fn hashes_as_clients_do() {
        assert_eq!(sha256("test_token"), "cc0af97287543b65da2c7e1476426021826cab166f1e063ed012b855ff819656");
    }
}
