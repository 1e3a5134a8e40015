use super::*;
use rcgen::{CertificateParams, KeyPair};
use std::cell::Cell;

/// The end of a certificate with these two integers, in DER.
fn ending(numbers: [&[u8]; 2]) -> Vec<u8> {
    let mut body = Vec::new();
    for number in numbers {
        body.extend([2, number.len() as u8]);
        body.extend(number);
    }
    [&[0x03, 0xff, 0x00, 0x30, body.len() as u8][..], &body].concat()
}

/// An integer of `length` bytes with this first byte; DER puts a zero before a set first bit.
fn number(length: usize, first: u8) -> Vec<u8> {
    let mut bytes = vec![0x11; length];
    bytes[0] = first;
    if first & 0x80 != 0 {
        bytes.insert(0, 0);
    }
    bytes
}

#[test]
fn only_two_integers_of_32_bytes_are_full_length() {
    let (low, high) = (number(32, 0x7f), number(32, 0x80));
    for full in [[&low, &low], [&low, &high], [&high, &low], [&high, &high]] {
        assert!(is_full(&ending(full.map(Vec::as_slice))), "{full:02x?}");
    }
    for short in [number(31, 0x7f), number(31, 0x80), number(30, 0x80)] {
        assert!(!is_full(&ending([&short, &low])), "{short:02x?}");
        assert!(!is_full(&ending([&high, &short])), "{short:02x?}");
    }
    assert!(!is_full(b""));
    assert!(!is_full(b"no certificate"));
}

#[test]
fn signed_certificates_have_full_length_signatures() {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    for _ in 0..300 {
        let certificate = full(|| params.self_signed(&key)).unwrap();
        assert!(is_full(certificate.der()));
    }
}

#[test]
fn a_short_signature_is_created_again() {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let signed = Cell::new(0);
    // Most signatures are full length at once; the number of attempts shows that the others were repeated.
    let mut short = 0;
    while short == 0 {
        assert!(signed.get() < 20_000, "no short signature");
        let before = signed.get();
        full(|| {
            signed.set(signed.get() + 1);
            params.self_signed(&key)
        })
        .unwrap();
        short = signed.get() - before - 1;
    }
}
