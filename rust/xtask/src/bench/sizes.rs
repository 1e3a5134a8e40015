//! Sizes of what ships.

use super::figures::{Figures, Lack};
use super::prepare::Prepared;
use std::fs;
use std::path::Path;

/// Measures all of them, in bytes.
pub fn measure(prepared: &Prepared, figures: &mut Figures) {
    let of = |file: &Path| -> Result<Vec<f64>, Lack> {
        let facts = fs::metadata(file).map_err(|error| error.to_string())?;
        Ok(vec![bytes(facts.len())])
    };
    figures.take("size: azmi", "bytes", of(&prepared.azmi));
    figures.take("size: azmi.so", "bytes", of(&prepared.library));
    let windows = prepared.windows.as_ref().map_err(Clone::clone);
    figures.take("size: azmi.dll", "bytes", windows.and_then(|file| of(file)));
    let zip = prepared.zip.clone().map(|size| vec![bytes(size)]);
    figures.take("size: module zip", "bytes", zip);
}

#[expect(
    clippy::cast_precision_loss,
    reason = "files of ours are below 2^53 bytes"
)]
fn bytes(size: u64) -> f64 {
    size as f64
}
