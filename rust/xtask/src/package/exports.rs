//! The names that the library exports: recorded in `tests/abi/symbols.txt`, and read from what was built.

use crate::surroundings::Surroundings;
use object::Object;
use std::collections::BTreeSet;
use std::fs;

/// Where they are recorded, one a line.
const RECORDED: &str = "tests/abi/symbols.txt";

/// The recorded names.
///
/// # Errors
/// The file can't be read, or names nothing.
pub fn recorded(around: &Surroundings) -> Result<BTreeSet<String>, String> {
    let text = fs::read_to_string(around.path(RECORDED))
        .map_err(|error| format!("{RECORDED}: {error}"))?;
    let names: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    if names.is_empty() {
        return Err(format!("{RECORDED} names nothing"));
    }
    Ok(names)
}

/// What a file exports more or less than it should.
#[must_use]
pub fn wrong(file: &object::File<'_>, wanted: &BTreeSet<String>) -> Option<String> {
    let exports = file.exports().unwrap_or_default();
    let found: BTreeSet<String> = exports
        .iter()
        .map(|export| String::from_utf8_lossy(export.name()).into_owned())
        .collect();
    let differ: Vec<_> = found.symmetric_difference(wanted).cloned().collect();
    (!differ.is_empty()).then(|| format!("exports other names: {}", differ.join(", ")))
}

/// The names as a linker for Windows takes them.
///
/// # Errors
/// As [`recorded`].
pub fn definition(around: &Surroundings) -> Result<String, String> {
    let names = recorded(around)?;
    let lines = names.iter().map(|name| format!("{name}\n"));
    Ok(format!("EXPORTS\n{}", lines.collect::<String>()))
}
