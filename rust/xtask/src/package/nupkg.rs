//! A module as a package of the PowerShell Gallery's kind: a NuGet package with the module's files at its root. What it says of itself is
//! what the module's manifest says.

use super::archive::{self, Entry};
use std::collections::BTreeSet;

/// What a manifest says of a module.
#[derive(Clone, Debug, Default)]
pub struct Described {
    /// The module's name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Who made it.
    pub authors: String,
    /// What it is for.
    pub description: String,
    /// Words to find it by.
    pub tags: Vec<String>,
}

/// Reads a manifest as data: literals only, as galleries read them.
pub fn described(id: &str, manifest: &str) -> Result<Described, String> {
    let literal = |key: &str| {
        let found = literals(manifest, key).into_iter().next();
        found.ok_or_else(|| format!("{id}.psd1: no {key}"))
    };
    Ok(Described {
        id: id.to_owned(),
        version: literal("ModuleVersion")?,
        authors: literal("Author")?,
        description: literal("Description")?,
        tags: literals(manifest, "Tags"),
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

/// A package of a module's files; `needs` is a module that it needs in the same version.
pub fn make(id: &str, needs: Option<&str>, mut files: Vec<Entry>) -> Result<Vec<u8>, String> {
    let manifest = format!("{id}.psd1");
    let manifest = files.iter().find(|file| file.name == manifest).ok_or_else(|| format!("no {manifest}"))?;
    let about = described(id, &String::from_utf8_lossy(&manifest.bytes))?;
    let parts = [
        Entry::text(format!("{id}.nuspec"), nuspec(&about, needs)),
        Entry::text("_rels/.rels", relations(id)),
        Entry::text("[Content_Types].xml", content_types(&files)),
    ];
    files.extend(parts);
    archive::zip(files)
}

fn nuspec(about: &Described, needs: Option<&str>) -> String {
    let Described { id, version, authors, description, tags } = about;
    let element = |name: &str, text: &str| format!("    <{name}>{}</{name}>\n", escaped(text));
    let dependency = needs.map_or_else(String::new, |needed| {
        let inner = format!("<dependency id=\"{needed}\" version=\"[{version}]\" />");
        format!("    <dependencies>\n      {inner}\n    </dependencies>\n")
    });
    let elements = [
        element("id", id),
        element("version", version),
        element("authors", authors),
        element("owners", authors),
        element("requireLicenseAcceptance", "false"),
        element("description", description),
        element("copyright", "MIT licence"),
        // Found by galleries as a module; without the first word it would be a library.
        element("tags", &format!("PSModule {}", tags.join(" "))),
        dependency,
    ];
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<package xmlns=\"http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd\">\n  \
         <metadata>\n{}  </metadata>\n</package>\n",
        elements.concat()
    )
}

fn relations(id: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\n  \
         <Relationship Type=\"http://schemas.microsoft.com/packaging/2010/07/manifest\" Target=\"/{id}.nuspec\" Id=\"manifest\" />\n</Relationships>\n"
    )
}

/// The kinds of the files: by the end of the name, or one by one where a name has none.
fn content_types(files: &[Entry]) -> String {
    let mut ends = BTreeSet::from(["nuspec"]);
    let mut named = BTreeSet::new();
    for file in files {
        let name = file.name.rsplit('/').next().unwrap_or_default();
        match name.rsplit_once('.') {
            Some((_, end)) => drop(ends.insert(end)),
            None => drop(named.insert(&file.name)),
        }
    }
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\n  \
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\" />\n",
    );
    for end in ends {
        text += &format!("  <Default Extension=\"{end}\" ContentType=\"application/octet\" />\n");
    }
    for name in named {
        text += &format!("  <Override PartName=\"/{name}\" ContentType=\"application/octet\" />\n");
    }
    text + "</Types>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests;
