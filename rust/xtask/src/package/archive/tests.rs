use super::{Entry, read, tar, zip};
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
fn what_is_for_linux_is_nobody_s_and_of_no_time() {
    let program = Entry {
        program: true,
        ..Entry::text("top/azmi", "one")
    };
    let entries = vec![program, Entry::text("top/LICENSE", "text")];
    let bytes = tar(entries.clone()).unwrap();
    assert_eq!(bytes, tar(entries.into_iter().rev().collect()).unwrap());

    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&*bytes));
    let facts = |entry: tar::Entry<'_, _>| {
        let (header, path) = (entry.header().clone(), entry.path().unwrap().into_owned());
        assert_eq!((header.uid().unwrap(), header.mtime().unwrap()), (0, 0));
        (path, header.mode().unwrap(), header.size().unwrap())
    };
    let seen: Vec<_> = archive
        .entries()
        .unwrap()
        .map(|entry| facts(entry.unwrap()))
        .collect();
    let expected = [("top/LICENSE", 0o644, 4), ("top/azmi", 0o755, 3)];
    assert_eq!(
        seen,
        expected.map(|(name, mode, size)| (name.into(), mode, size))
    );
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
