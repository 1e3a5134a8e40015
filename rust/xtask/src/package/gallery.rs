//! A module as a package of the PowerShell Gallery's kind: a NuGet package with the module's files at its root.

use super::archive::Entry;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::collections::BTreeSet;
use std::io::Result;

/// What the package says of itself; it is what the manifest says.
#[derive(Clone, Debug)]
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
    /// The module it needs, in this very version.
    pub needs: Option<String>,
}

/// The files that make a package of a module's files.
///
/// # Errors
/// XML could not be written.
pub fn parts(about: &Described, files: &[Entry]) -> std::result::Result<Vec<Entry>, String> {
    let nuspec = nuspec(about).map_err(|error| error.to_string())?;
    Ok(vec![
        Entry::text(format!("{}.nuspec", about.id), nuspec),
        Entry::text("_rels/.rels", relations(&about.id)),
        Entry::text("[Content_Types].xml", content_types(files)),
    ])
}

fn nuspec(about: &Described) -> Result<Vec<u8>> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let text = |xml: &mut Writer<Vec<u8>>, name: &str, value: &str| -> Result<()> {
        xml.create_element(name)
            .write_text_content(BytesText::new(value))?;
        Ok(())
    };
    // Found by galleries as a module; without the word it would be a library.
    let tags = [&["PSModule".to_owned()], about.tags.as_slice()].concat();
    xml.create_element("package")
        .with_attribute((
            "xmlns",
            "http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd",
        ))
        .write_inner_content(|xml| {
            xml.create_element("metadata").write_inner_content(|xml| {
                text(xml, "id", &about.id)?;
                text(xml, "version", &about.version)?;
                text(xml, "authors", &about.authors)?;
                text(xml, "owners", &about.authors)?;
                text(xml, "requireLicenseAcceptance", "false")?;
                text(xml, "description", &about.description)?;
                text(xml, "copyright", "MIT licence")?;
                text(xml, "tags", &tags.join(" "))?;
                if let Some(id) = &about.needs {
                    let exact = format!("[{}]", about.version);
                    let needed = [("id", id.as_str()), ("version", exact.as_str())];
                    xml.create_element("dependencies")
                        .write_inner_content(|xml| {
                            xml.create_element("dependency")
                                .with_attributes(needed)
                                .write_empty()?;
                            Ok(())
                        })?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
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
