//! What the built libraries export: the recorded functions and nothing else, on Linux and on Windows.

use crate::rows::workshop::Workshop;
use crate::table::Row;
use object::Object;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

/// A row for each system that the library can be built for here.
pub(super) fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let elf = row(shop, "abi: exports of the ELF file", shop.library());
    let pe = match shop.mingw() {
        Err(why) => Row::skipped("abi: exports of the PE file", why),
        Ok(_) => row(shop, "abi: exports of the PE file", shop.windows_library()),
    };
    vec![elf, pe]
}

fn row(shop: &Workshop<'_>, what: &str, library: Result<&Path, String>) -> Row {
    let start = Instant::now();
    match library.and_then(|library| check(shop, library)) {
        Ok(names) => Row::passed(what, start.elapsed(), format!("{names} functions")),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}

fn check(shop: &Workshop<'_>, library: &Path) -> Result<usize, String> {
    let recorded: BTreeSet<String> = super::recorded(shop)?.into_iter().collect();
    let exported = of(library)?;
    let differ: Vec<&str> = recorded
        .symmetric_difference(&exported)
        .map(String::as_str)
        .collect();
    if differ.is_empty() {
        return Ok(exported.len());
    }
    Err(format!(
        "exported and recorded differ in {}",
        differ.join(", ")
    ))
}

/// The names that a library exports.
fn of(library: &Path) -> Result<BTreeSet<String>, String> {
    let failed = |why: String| format!("{}: {why}", library.display());
    let data = std::fs::read(library).map_err(|error| failed(error.to_string()))?;
    let file = object::File::parse(&*data).map_err(|error| failed(error.to_string()))?;
    let exports = file.exports().map_err(|error| failed(error.to_string()))?;
    Ok(exports
        .iter()
        .map(|export| String::from_utf8_lossy(export.name()).into_owned())
        .collect())
}
