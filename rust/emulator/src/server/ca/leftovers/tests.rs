use super::*;
use std::path::PathBuf;
use std::time::SystemTime;

/// A separate folder for this test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("azmi-leftovers-{}-{name}", std::process::id()));
        fs::create_dir(&path).expect("a new folder");
        Self(path)
    }

    fn file(&self, name: &str, age: Duration) -> File {
        let file = File::create(self.0.join(name)).expect("a file");
        file.set_modified(SystemTime::now() - age).expect("its age");
        file
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("a folder");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn roots_without_a_running_emulator_are_removed() {
    let folder = Folder::new("dead");
    let own = folder.file("own", Duration::ZERO);
    drop(folder.file("azmi-emulator-1-a.pem", AGE));
    drop(folder.file("azmi-emulator-4294967295-b-c.pem", 2 * AGE));
    remove(&folder.0, &own);
    assert_eq!(folder.names(), ["own"]);
}

#[test]
fn locked_recent_and_foreign_files_are_kept() {
    let folder = Folder::new("alive");
    drop(folder.file("azmi-emulator-1-held.pem", AGE));
    let held = hold(&folder.0.join("azmi-emulator-1-held.pem")).expect("opens");
    drop(folder.file("azmi-emulator-1-young.pem", AGE / 2));
    let others = [
        "azmi-emulator-.pem",
        "azmi-emulator-1-.pem",
        "azmi-emulator-1-a.pem.txt",
        "azmi-emulator-1.pem",
        "azmi-emulator-keys-1-a.pem",
        "other.pem",
    ];
    for name in others {
        drop(folder.file(name, AGE));
    }
    let before = folder.names();
    remove(&folder.0, &held);
    assert_eq!(folder.names(), before);
    assert_eq!(before.len(), 2 + others.len());
}

#[cfg(unix)]
#[test]
fn links_and_folders_with_such_names_are_kept() {
    let folder = Folder::new("links");
    let own = folder.file("target", 2 * AGE);
    std::os::unix::fs::symlink(folder.0.join("target"), folder.0.join("azmi-emulator-1-a.pem")).expect("a link");
    let inner = folder.0.join("azmi-emulator-1-b.pem");
    fs::create_dir(&inner).expect("a folder");
    let opened = File::open(&inner).expect("it opens");
    opened.set_modified(SystemTime::now() - AGE).expect("its age");
    let before = folder.names();
    remove(&folder.0, &own);
    assert_eq!(folder.names(), before);
}

#[test]
fn our_own_file_names_are_recognized() {
    assert!(is_ours(&name("unique")));
}
