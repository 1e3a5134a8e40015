//! Access to the machine and its clock, which tests replace.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

pub use azmi_os::file::ReadError;
pub use azmi_os::proxy::{ProxySetting, SystemProxy};

/// The properties of the machine that the library depends on.
pub trait Platform: Send + Sync {
    /// Seconds since 1970-01-01T00:00:00Z.
    fn now(&self) -> i64;

    /// The chassis asset tag of the firmware, which Azure sets on its VMs.
    fn chassis_asset_tag(&self) -> Option<String>;

    /// The system's proxy settings (Windows).
    fn system_proxy(&self) -> SystemProxy;

    /// Whether a file exists.
    fn file_exists(&self, path: &Path) -> bool;

    /// Whether this account may list a folder.
    fn may_list(&self, folder: &Path) -> bool;

    /// Resolves all links in a path, if it exists. Never called with a path from a peer.
    fn real_path(&self, path: &Path) -> Option<PathBuf>;

    /// Reads a small regular file. Opens it once and doesn't follow a link.
    ///
    /// # Errors
    /// Those of the operating system.
    fn read_small_file(&self, path: &Path, limit: usize) -> Result<zeroize::Zeroizing<Vec<u8>>, ReadError>;

    /// The folder `%ProgramFiles%` from the system (Windows).
    fn program_files(&self) -> Option<PathBuf>;

    /// The folder `%ProgramData%` from the system, never from the variable (Windows).
    fn program_data(&self) -> Option<PathBuf>;
}

/// The machine that this process runs on.
pub struct ThisMachine;

impl ThisMachine {
    /// A shared instance.
    #[must_use]
    pub fn shared() -> Arc<dyn Platform> {
        Arc::new(Self)
    }
}

impl Platform for ThisMachine {
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }

    fn chassis_asset_tag(&self) -> Option<String> {
        azmi_os::firmware::chassis_asset_tag()
    }

    fn system_proxy(&self) -> SystemProxy {
        azmi_os::proxy::system_proxy()
    }

    fn file_exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn may_list(&self, folder: &Path) -> bool {
        std::fs::read_dir(folder).is_ok()
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        path.canonicalize().ok()
    }

    fn read_small_file(&self, path: &Path, limit: usize) -> Result<zeroize::Zeroizing<Vec<u8>>, ReadError> {
        azmi_os::file::read_small(path, limit)
    }

    fn program_files(&self) -> Option<PathBuf> {
        azmi_os::folders::program_files()
    }

    fn program_data(&self) -> Option<PathBuf> {
        azmi_os::folders::program_data()
    }
}
