//! Certificates with signatures that every client accepts.
//!
//! The two integers of an ECDSA signature on P-256 have 32 bytes, but one in 256 is shorter. Wine 8, under which the Windows library is
//! tested, rejects signatures with a short integer. Signing is randomized, so signing again yields other integers.

use rcgen::Certificate;

/// More tries than needed in practice: about one in 128 signatures has a short integer.
const TRIES: usize = 20;

/// Signs until both integers have their full length.
pub(super) fn full(sign: impl Fn() -> Result<Certificate, rcgen::Error>) -> Result<Certificate, rcgen::Error> {
    for _ in 1..TRIES {
        let certificate = sign()?;
        if is_full(certificate.der()) {
            return Ok(certificate);
        }
    }
    sign()
}

/// Whether a certificate ends in two DER integers of 32 bytes. DER adds a leading zero if the first bit is set.
fn is_full(der: &[u8]) -> bool {
    let Some(second) = last_integer(der) else {
        return false;
    };
    let Some(first) = last_integer(&der[..second]) else {
        return false;
    };
    // The header of the sequence that contains exactly these two.
    let length = der.len() - first;
    first >= 2 && usize::from(der[first - 1]) == length && der[first - 2] == 0x30
}

/// Returns the start of the full-length integer at the end of the bytes.
fn last_integer(der: &[u8]) -> Option<usize> {
    let starts = |length: usize, head: &[u8], first_bit: bool| {
        let at = der.len().checked_sub(length)?;
        let bytes = der[at..].strip_prefix(head)?;
        ((bytes[0] & 0x80 != 0) == first_bit && bytes[0] != 0).then_some(at)
    };
    starts(35, &[2, 33, 0], true).or_else(|| starts(34, &[2, 32], false))
}

#[cfg(test)]
mod tests;
