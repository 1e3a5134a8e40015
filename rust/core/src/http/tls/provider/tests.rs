use super::*;
use rustls::crypto::ring::default_provider;

#[test]
fn everything_that_rustls_verifies_is_verified() {
    let (ours, theirs) = (
        SIGNATURES,
        default_provider().signature_verification_algorithms,
    );
    assert_eq!(ours.supported_schemes(), theirs.supported_schemes());
    assert_eq!(ours.all.len(), theirs.all.len());
    for (mine, other) in ours.mapping.iter().zip(theirs.mapping) {
        assert_eq!(mine.0, other.0);
        assert_eq!(mine.1.len(), other.1.len(), "{:?}", mine.0);
    }
}

#[test]
fn only_chacha20_is_left_out() {
    let names = |provider: &CryptoProvider| {
        provider
            .cipher_suites
            .iter()
            .map(|suite| format!("{:?}", suite.suite()))
            .filter(|name| !name.contains("CHACHA20"))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&provider()), names(&default_provider()));
    assert_eq!(provider().cipher_suites.len(), 6);
    assert_eq!(
        provider().kx_groups.len(),
        default_provider().kx_groups.len()
    );
}

#[test]
fn random_bytes_differ() {
    let (mut one, mut other) = ([0; 16], [0; 16]);
    System.fill(&mut one).unwrap();
    System.fill(&mut other).unwrap();
    assert_ne!(one, other);
}
