use super::{described, make};
use crate::context::{Context, VERSION};
use crate::package::archive::Entry;
use std::io::{Cursor, Read};

#[test]
fn the_manifest_is_read_and_becomes_a_gallery_package() {
    let manifest = Context::new(true).text("powershell/module/ManagedIdentity.psd1").unwrap();
    let about = described("ManagedIdentity", &manifest).unwrap();
    assert_eq!(about.version, VERSION);
    assert!(about.tags.contains(&"PSEdition_Core".to_owned()), "{about:?}");
    let files = vec![
        Entry::text("ManagedIdentity.psd1", manifest),
        Entry::text("LICENSE", ""),
        Entry::text("linux-x64/azmi.so", ""),
    ];
    let bytes = make("ManagedIdentity", Some("Other"), files).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let nuspec = text("ManagedIdentity.nuspec");
    assert!(nuspec.contains("<id>ManagedIdentity</id>") && nuspec.contains("PSModule"), "{nuspec}");
    assert!(nuspec.contains(&format!("<dependency id=\"Other\" version=\"[{VERSION}]\" />")), "{nuspec}");
    let kinds = text("[Content_Types].xml");
    assert!(kinds.contains("Extension=\"so\"") && kinds.contains("PartName=\"/LICENSE\""), "{kinds}");
    assert!(text("_rels/.rels").contains("/ManagedIdentity.nuspec"));
    assert!(make("NoSuch", None, Vec::new()).is_err() && described("x", "").is_err());
}
