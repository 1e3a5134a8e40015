//! Certificates whose signature every client can read.
//!
//! The two numbers of an ECDSA signature on P-256 have 32 bytes, and one in 256 is shorter. Wine 8, under which the Windows library is
//! tested, takes a short one for a wrong signature. Signing is random: again, and the numbers are others.

use rcgen::Certificate;

/// More tries than chance ever needs: one in about 128 signatures is short.
const TRIES: usize = 20;

/// Signs until both numbers have their full length.
pub(super) fn full(sign: impl Fn() -> Result<Certificate, rcgen::Error>) -> Result<Certificate, rcgen::Error> {
    for _ in 1..TRIES {
        let certificate = sign()?;
        if is_full(certificate.der()) {
            return Ok(certificate);
        }
    }
    sign()
}

/// Whether a certificate ends in two integers of 32 bytes, as DER writes them: with a zero in front where the first bit is set.
fn is_full(der: &[u8]) -> bool {
    let Some(second) = last_integer(der) else {
        return false;
    };
    let Some(first) = last_integer(&der[..second]) else {
        return false;
    };
    // Before them, the head of the sequence that holds exactly these two.
    let length = der.len() - first;
    first >= 2 && usize::from(der[first - 1]) == length && der[first - 2] == 0x30
}

/// Where the full-length integer begins that the bytes end in.
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
