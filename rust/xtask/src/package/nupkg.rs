//! Makes a PowerShell Gallery package of a module: a NuGet package with the module's files at its root, and metadata
//! from the module's manifest.

use super::archive::{self, Entry};
use std::collections::BTreeSet;

const NUSPEC: &str = include_str!("nupkg/nuspec.xml");
const RELATIONS: &str = include_str!("nupkg/rels.xml");
const CONTENT_TYPES: &str = include_str!("nupkg/content_types.xml");

/// Makes a package of a module's files. `needs` is another module, which it requires in the same version.
pub fn make(id: &str, needs: Option<&str>, mut files: Vec<Entry>) -> Result<Vec<u8>, String> {
    let manifest = format!("{id}.psd1");
    let manifest = files.iter().find(|file| file.name == manifest).ok_or_else(|| format!("no {manifest}"))?;
    let parts = [
        Entry::text(format!("{id}.nuspec"), nuspec(id, &String::from_utf8_lossy(&manifest.bytes), needs)?),
        Entry::text("_rels/.rels", RELATIONS.replace("@ID@", id)),
        Entry::text("[Content_Types].xml", content_types(&files)),
    ];
    files.extend(parts);
    archive::zip(files)
}

/// Makes the nuspec from the manifest, which is read as data: only literals, as galleries do. The tag `PSModule` marks
/// a module.
fn nuspec(id: &str, manifest: &str, needs: Option<&str>) -> Result<String, String> {
    let literals = |key: &str| -> Result<Vec<String>, String> {
        let lines = manifest.lines().filter_map(|line| line.split_once('='));
        let line = lines.filter(|(name, _)| name.trim() == key).map(|(_, value)| value).next();
        let found: Vec<String> = line.unwrap_or_default().split('\'').skip(1).step_by(2).map(escaped).collect();
        if found.is_empty() { Err(format!("{id}.psd1: no {key}")) } else { Ok(found) }
    };
    let version = &literals("ModuleVersion")?[0];
    let dependencies = needs.map_or_else(String::new, |needed| {
        format!(
            "    <dependencies>\n      <dependency id=\"{needed}\" version=\"[{version}]\" />\n    </dependencies>\n"
        )
    });
    Ok(NUSPEC
        .replace("@ID@", id)
        .replace("@VERSION@", version)
        .replace("@AUTHORS@", &literals("Author")?[0])
        .replace("@DESCRIPTION@", &literals("Description")?[0])
        .replace("@TAGS@", &literals("Tags").unwrap_or_default().join(" "))
        .replace("@DEPENDENCIES@", &dependencies))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Lists the content types by extension, or by file for names without one.
fn content_types(files: &[Entry]) -> String {
    let kind = |file: &Entry| match file.name.rsplit('/').next().unwrap_or_default().rsplit_once('.') {
        Some((_, end)) => format!("Default Extension=\"{end}\""),
        None => format!("Override PartName=\"/{}\"", file.name),
    };
    let mut kinds: BTreeSet<String> = files.iter().map(kind).collect();
    kinds.insert("Default Extension=\"nuspec\"".to_owned());
    let lines = kinds.iter().map(|kind| format!("  <{kind} ContentType=\"application/octet\" />\n"));
    CONTENT_TYPES.replace("@TYPES@", &lines.collect::<String>())
}

#[cfg(test)]
mod tests;
