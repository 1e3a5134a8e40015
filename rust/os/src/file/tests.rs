use super::{ReadError, read_followed, read_small};
use std::fs;
use std::path::PathBuf;

/// A test's own folder, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("azmi-os-file-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn reads_up_to_the_limit_and_no_further() {
    let folder = Folder::new("limit");
    let path = folder.file("a.key", b"0123456789");
    assert_eq!(read_small(&path, 10).unwrap().as_slice(), b"0123456789");
    assert_eq!(read_small(&path, 4096).unwrap().as_slice(), b"0123456789");
    assert!(matches!(read_small(&path, 9), Err(ReadError::TooLarge)));
    assert!(read_small(&folder.file("empty", b""), 0).unwrap().is_empty());
}

#[test]
fn a_missing_file_is_reported() {
    let folder = Folder::new("none");
    assert!(matches!(read_small(&folder.0.join("no.key"), 10), Err(ReadError::NotFound)));
    let file = folder.file("plain", b"x");
    assert!(matches!(read_small(&file.join("below"), 10), Err(ReadError::NotFound)));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::CString;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_link_is_followed_if_the_user_names_it_but_a_pipe_is_not_read() {
        let folder = Folder::new("followed");
        let file = folder.file("a.pem", b"x");
        let link = folder.0.join("link.pem");
        symlink(&file, &link).unwrap();
        assert_eq!(read_followed(&link, 10).unwrap().as_slice(), b"x");
        assert!(matches!(read_small(&link, 10), Err(ReadError::NotARegularFile)));
        let pipe = folder.0.join("pipe.pem");
        let name = CString::new(pipe.as_os_str().as_bytes()).unwrap();
        // SAFETY: The name is NUL-terminated.
        assert_eq!(unsafe { libc::mkfifo(name.as_ptr(), 0o600) }, 0);
        assert!(matches!(read_followed(&pipe, 10), Err(ReadError::NotARegularFile)));
    }

    #[test]
    fn the_limit_holds_for_a_file_that_reports_no_size() {
        let path = std::path::Path::new("/proc/self/status");
        if path.exists() {
            assert_eq!(fs::metadata(path).unwrap().len(), 0);
            assert!(!read_small(path, 1 << 20).unwrap().is_empty());
            assert!(matches!(read_small(path, 16), Err(ReadError::TooLarge)));
        }
    }

    #[test]
    fn links_folders_pipes_sockets_and_devices_are_rejected_at_once() {
        let folder = Folder::new("kinds");
        let target = folder.file("target", b"secret");
        let link = folder.0.join("link");
        symlink(&target, &link).unwrap();
        let dangling = folder.0.join("dangling");
        symlink(folder.0.join("nothing"), &dangling).unwrap();
        let pipe = folder.0.join("pipe");
        let name = CString::new(pipe.as_os_str().as_bytes()).unwrap();
        // SAFETY: The name is NUL-terminated and outlives the call.
        assert_eq!(unsafe { libc::mkfifo(name.as_ptr(), 0o600) }, 0);
        let socket = folder.0.join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for path in [&link, &dangling, &pipe, &socket, &folder.0, &PathBuf::from("/dev/null")] {
            let result = read_small(path, 100);
            assert!(matches!(result, Err(ReadError::NotARegularFile)), "{}: {result:?}", path.display());
        }
    }

    #[test]
    fn a_link_to_the_folder_is_followed() {
        let folder = Folder::new("through");
        folder.file("a.key", b"k");
        let link = folder.0.join("there");
        symlink(&folder.0, &link).unwrap();
        assert_eq!(read_small(&link.join("a.key"), 10).unwrap().as_slice(), b"k");
    }

    #[test]
    fn denied_access_is_reported() {
        let folder = Folder::new("denied");
        let path = folder.file("a.key", b"k");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        // Root may read everything; other accounts are denied.
        match read_small(&path, 10) {
            Ok(_) => assert!(fs::read(&path).is_ok()),
            Err(error) => assert!(matches!(error, ReadError::AccessDenied), "{error:?}"),
        }
    }
}

#[cfg(windows)]
mod windows {
    use super::*;

    #[test]
    fn folders_and_devices_are_rejected_at_once() {
        let folder = Folder::new("kinds");
        // A folder can't even be opened for reading.
        assert!(matches!(read_small(&folder.0, 100), Err(ReadError::AccessDenied | ReadError::NotARegularFile)));
        for read in [read_small, read_followed] {
            let device = read(std::path::Path::new("NUL"), 100);
            assert!(matches!(device, Err(ReadError::NotARegularFile | ReadError::Io(_))), "{device:?}");
        }
    }
}
