//! Roots that the user names besides the system's: the file of `AZMI_CA_FILE`.

use crate::error::{Code, Error, Result};
use crate::limits;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fs::File;
use std::io::Read as _;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The certificates of the file, as DER. It may be a pipe, and block.
///
/// # Errors
/// `InvalidCaFile`.
pub(super) fn read(file: &str) -> Result<Vec<Vec<u8>>> {
    let wrong = |why: String| {
        Error::new(Code::InvalidCaFile, format!("The file of AZMI_CA_FILE, {file}, {why}."))
            .hint("It must hold certificates in PEM form (-----BEGIN CERTIFICATE-----). Correct it, or remove the variable.")
    };
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|open| open.take(limits::ROOTS_FILE + 1).read_to_end(&mut bytes))
        .map_err(|e| wrong(format!("can't be read: {e}")))?;
    if bytes.len() as u64 > limits::ROOTS_FILE {
        let limit = limits::ROOTS_FILE / (1024 * 1024);
        return Err(wrong(format!("is larger than {limit} MiB")));
    }
    // Bundles have comments around the certificates, in any encoding.
    let roots = certificates(&String::from_utf8_lossy(&bytes))
        .ok_or_else(|| wrong("holds a certificate that is damaged".to_owned()))?;
    if roots.is_empty() {
        Err(wrong("holds no certificate".to_owned()))
    } else {
        Ok(roots)
    }
}

/// Every certificate in a text; `None` if one has no end or is not base64.
fn certificates(text: &str) -> Option<Vec<Vec<u8>>> {
    text.split(BEGIN)
        .skip(1)
        .map(|after| {
            let (body, _) = after.split_once(END)?;
            let digits: String = body.split_ascii_whitespace().collect();
            STANDARD.decode(digits).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests;
