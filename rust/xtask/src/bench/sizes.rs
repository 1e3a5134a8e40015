//! Sizes of what ships.

use super::figures::Figures;
use super::prepare::Prepared;
use std::fs;
use std::io::{self, Cursor};
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Measures all of them, in bytes.
pub fn measure(prepared: &Prepared, figures: &mut Figures) {
    let of = |file: &Path| {
        fs::metadata(file)
            .map(|facts| vec![bytes(facts.len())])
            .map_err(|error| error.to_string())
    };
    figures.take("size: azmi", "bytes", of(&prepared.azmi));
    figures.take("size: azmi.so", "bytes", of(&prepared.library));
    let windows = prepared.windows.as_ref().map_err(Clone::clone);
    figures.take("size: azmi.dll", "bytes", windows.and_then(|file| of(file)));
    let module = prepared.module.as_ref().map_err(Clone::clone);
    figures.take(
        "size: module zip",
        "bytes",
        module.and_then(|manifest| {
            zipped(manifest.parent().unwrap_or(manifest))
                .map(|size| vec![bytes(size)])
                .map_err(|error| error.to_string())
        }),
    );
}

#[expect(
    clippy::cast_precision_loss,
    reason = "files of ours are below 2^53 bytes"
)]
fn bytes(size: u64) -> f64 {
    size as f64
}

/// The size of a folder as a zip file, as a gallery keeps it.
fn zipped(folder: &Path) -> io::Result<u64> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    add(&mut zip, folder, "")?;
    let written = zip.finish().map_err(io::Error::other)?;
    Ok(u64::try_from(written.into_inner().len()).unwrap_or(u64::MAX))
}

fn add(zip: &mut ZipWriter<Cursor<Vec<u8>>>, folder: &Path, below: &str) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            add(zip, &entry.path(), &format!("{name}/"))?;
        } else {
            zip.start_file(name, SimpleFileOptions::default())
                .map_err(io::Error::other)?;
            io::copy(&mut fs::File::open(entry.path())?, zip)?;
        }
    }
    Ok(())
}
