use super::{Entry, read, tar, zip};
use std::fs;
use std::io::{Cursor, Read};
use std::process::Command;
use tempfile::tempdir;

#[test]
fn the_order_of_files_does_not_matter() {
    let one = Entry::text("b.txt", "two");
    let other = Entry { program: true, ..Entry::text("a/azmi", "one") };
    let first = zip(vec![one.clone(), other.clone()]).unwrap();
    assert_eq!(first, zip(vec![other, one]).unwrap());
    assert_ne!(first, zip(vec![Entry::text("b.txt", "two")]).unwrap());
}

#[cfg(target_os = "linux")]
#[test]
fn tarballs_have_no_owner_and_no_time() {
    let program = Entry { program: true, ..Entry::text("top/azmi", "one") };
    let entries = [program, Entry::text("top/LICENSE", "text")];
    let temporary = tempdir().unwrap();
    let folder = temporary.path();
    let (first, again) = (folder.join("first.tar.gz"), folder.join("again.tar.gz"));
    tar(&entries, &first).unwrap();
    let [one, other] = entries;
    tar(&[other, one], &again).unwrap();
    assert_eq!(fs::read(&first).unwrap(), fs::read(&again).unwrap());
    let mut list = Command::new("tar");
    list.args(["--list", "--verbose", "--numeric-owner", "--utc", "--file"]).arg(&first);
    let message = crate::run::read(&mut list).unwrap();
    let expected = [
        "drwxr-xr-x 0/0 0 1970-01-01 00:00 top/",
        "-rw-r--r-- 0/0 4 1970-01-01 00:00 top/LICENSE",
        "-rwxr-xr-x 0/0 3 1970-01-01 00:00 top/azmi",
    ];
    let lines = message.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    assert_eq!(lines.collect::<Vec<_>>(), expected);
}

#[test]
fn all_times_are_equal_and_only_programs_are_executable() {
    let temporary = tempdir().unwrap();
    let folder = temporary.path();
    fs::create_dir(folder.join("linux-x64")).unwrap();
    fs::write(folder.join("linux-x64/azmi"), "program").unwrap();
    fs::write(folder.join("LICENSE"), "text").unwrap();
    let bytes = zip(read(folder, "Module/1.0/").unwrap()).unwrap();

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
    let expected = [("Module/1.0/LICENSE", 0o644, "text"), ("Module/1.0/linux-x64/azmi", 0o755, "program")];
    let expected = expected.map(|(name, mode, text)| (name.to_owned(), mode, text.to_owned()));
    assert_eq!(seen, expected);
}
