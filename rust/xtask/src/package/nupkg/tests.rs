use super::{make, nuspec};
use crate::context::{Context, VERSION};
use crate::package::archive::Entry;
use std::io::{Cursor, Read};

#[test]
fn a_gallery_package_is_made_from_the_manifest() {
    let manifest = Context::new(true).text("powershell/module/ManagedIdentity.psd1").unwrap();
    let files = vec![
        Entry::text("ManagedIdentity.psd1", manifest),
        Entry::text("LICENSE", ""),
        Entry::text("linux-x64/azmi.so", ""),
    ];
    let bytes = make("ManagedIdentity", Some("Other"), files).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let text = read("ManagedIdentity.nuspec");
    for part in
        ["<id>ManagedIdentity</id>", &format!("<version>{VERSION}</version>"), "<tags>PSModule ", "PSEdition_Core"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains('@'), "{text}");
    assert!(text.contains(&format!("<dependency id=\"Other\" version=\"[{VERSION}]\" />")), "{text}");
    let kinds = read("[Content_Types].xml");
    assert!(kinds.contains("Extension=\"so\"") && kinds.contains("PartName=\"/LICENSE\""), "{kinds}");
    assert!(read("_rels/.rels").contains("/ManagedIdentity.nuspec"));
    assert!(make("NoSuch", None, Vec::new()).is_err() && nuspec("x", "", None).is_err());
}
