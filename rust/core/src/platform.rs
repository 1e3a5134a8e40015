//! What the machine and its clock say, so that tests can say otherwise.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

pub use azmi_os::file::ReadError;
pub use azmi_os::proxy::{ProxySetting, SystemProxy};

/// The facts about the machine that behaviour depends on.
pub trait Platform: Send + Sync {
    /// Seconds since 1970-01-01T00:00:00Z.
    fn now(&self) -> i64;

    /// The chassis asset tag of the firmware, which Azure sets on its VMs.
    fn chassis_asset_tag(&self) -> Option<String>;

    /// The system's proxy settings (Windows).
    fn system_proxy(&self) -> SystemProxy;

    /// Whether a file exists.
    fn file_exists(&self, path: &Path) -> bool;

    /// Whether this account may look into a folder.
    fn may_list(&self, folder: &Path) -> bool;

    /// A path of ours with every link in it followed, if it exists. Never one that a peer named.
    fn real_path(&self, path: &Path) -> Option<PathBuf>;

    /// Reads a small regular file, opened once and not through a link.
    ///
    /// # Errors
    /// As the operating system says.
    fn read_small_file(&self, path: &Path, limit: usize) -> Result<zeroize::Zeroizing<Vec<u8>>, ReadError>;

    /// `%ProgramFiles%` as the system knows it (Windows).
    fn program_files(&self) -> Option<PathBuf>;

    /// `%ProgramData%` as the system knows it, never as a variable says (Windows).
    fn program_data(&self) -> Option<PathBuf>;
}

/// The machine this process runs on.
pub struct ThisMachine;

impl ThisMachine {
    /// A shared handle to it.
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
