use super::*;

/// A separate folder for a test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("azmi-{name}-{:016x}", chance()));
        fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn made(path: &Path) -> ReadyFile {
    ReadyFile { path: path.to_owned(), made: put(path, "text\n").unwrap() }
}

#[test]
fn it_appears_complete_and_without_leftovers_and_is_removed() {
    let folder = Folder::new("ready");
    let path = folder.0.join("ready.json");
    let file = made(&path);
    assert_eq!(fs::read_to_string(&path).unwrap(), "text\n");
    assert_eq!(folder.names(), ["ready.json"]);
    drop(file);
    assert!(folder.names().is_empty());
}

#[test]
fn an_existing_file_is_left_unchanged() {
    let folder = Folder::new("taken");
    let path = folder.0.join("ready.json");
    fs::write(&path, "mine").unwrap();
    let error = put(&path, "text").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert_eq!(folder.names(), ["ready.json"]);
}

#[cfg(unix)]
#[test]
fn a_planted_link_is_not_followed() {
    let folder = Folder::new("link");
    let (path, target) = (folder.0.join("ready.json"), folder.0.join("target"));
    for exists in [false, true] {
        if exists {
            fs::write(&target, "mine").unwrap();
        } else {
            std::os::unix::fs::symlink(&target, &path).unwrap();
        }
        let error = put(&path, "text").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(target.exists(), exists);
    }
    assert_eq!(fs::read_to_string(&target).unwrap(), "mine");
}

#[test]
fn a_file_that_replaced_it_is_not_removed() {
    let folder = Folder::new("other");
    let path = folder.0.join("ready.json");
    let file = made(&path);
    fs::remove_file(&path).unwrap();
    fs::write(&path, "mine").unwrap();
    drop(file);
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}
