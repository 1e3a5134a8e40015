use super::{Entry, read, zip};
use std::fs;
use std::io::{Cursor, Read};

#[test]
fn the_order_of_files_does_not_matter() {
    let one = Entry::text("b.txt", "two");
    let other = Entry {
        program: true,
        ..Entry::text("a/azmi", "one")
    };
    let first = zip(vec![one.clone(), other.clone()]).unwrap();
    assert_eq!(first, zip(vec![other, one]).unwrap());
    assert_ne!(first, zip(vec![Entry::text("b.txt", "two")]).unwrap());
}

#[test]
fn times_are_one_and_only_programs_run() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("linux-x64")).unwrap();
    fs::write(folder.path().join("linux-x64/azmi"), "program").unwrap();
    fs::write(folder.path().join("LICENSE"), "text").unwrap();
    let bytes = zip(read(folder.path(), "Module/1.0/").unwrap()).unwrap();

    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut seen = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        assert_eq!(file.last_modified(), Some(zip::DateTime::default()));
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        let mode = file.unix_mode().unwrap() & 0o777;
        seen.push((file.name().unwrap().into_owned(), mode, text));
    }
    let expected = [
        ("Module/1.0/LICENSE", 0o644, "text"),
        ("Module/1.0/linux-x64/azmi", 0o755, "program"),
    ];
    let expected = expected.map(|(name, mode, text)| (name.to_owned(), mode, text.to_owned()));
    assert_eq!(seen, expected);
}
