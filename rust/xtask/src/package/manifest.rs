//! What a module's manifest says of the module, read as data: literals only, as galleries read them.

use super::gallery::Described;
use std::fs;
use std::path::Path;

/// Reads `<name>.psd1` of a module's folder.
///
/// # Errors
/// It can't be read, or lacks something.
pub fn read(folder: &Path, name: &str) -> Result<Described, String> {
    let file = folder.join(format!("{name}.psd1"));
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let literal = |key: &str| {
        let found = literals(&text, key).into_iter().next();
        found.ok_or_else(|| format!("{}: no {key}", file.display()))
    };
    Ok(Described {
        id: name.to_owned(),
        version: literal("ModuleVersion")?,
        authors: literal("Author")?,
        description: literal("Description")?,
        tags: literals(&text, "Tags"),
        needs: None,
    })
}

/// The quoted words of the line that begins with a key.
fn literals(text: &str, key: &str) -> Vec<String> {
    let line = text.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then_some(value)
    });
    let quoted = line.unwrap_or_default().split('\'').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}
