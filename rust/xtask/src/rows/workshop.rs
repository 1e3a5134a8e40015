//! What several rows need and only one of them should build: made when first asked for, kept for the rest of the task.

use super::windows::prefix::Prefix;
use crate::artifacts::{self, Built, TestBinary};
use crate::package::natives::{Natives, Part};
use crate::package::release::{self, Archive};
use crate::package::rid::Rid;
use crate::package::{self, Packed};
use crate::surroundings::Surroundings;
use crate::tools::Tools;
use crate::tools::dotnet::Dotnet;
use crate::tools::powershell::PowerShell;
use crate::tools::windows::{Mingw, Wine};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The shared things of one task.
#[derive(Debug)]
pub struct Workshop<'a> {
    /// What tools are asked for with.
    pub tools: Tools<'a>,
    deep: bool,
    dotnet: OnceLock<Result<Dotnet, String>>,
    pwsh: OnceLock<Result<PowerShell, String>>,
    mingw: OnceLock<Result<Mingw, String>>,
    rust: OnceLock<Result<Built, String>>,
    natives: Natives,
    systems: Vec<Rid>,
    rebuild: bool,
    place: PathBuf,
    packed: OnceLock<Result<Packed, String>>,
    archives: OnceLock<Result<Vec<Archive>, String>>,
    windows_tests: OnceLock<Result<Vec<TestBinary>, String>>,
    wine: OnceLock<Result<Prefix, String>>,
}

impl<'a> Workshop<'a> {
    /// An empty one.
    #[must_use]
    pub fn new(tools: Tools<'a>) -> Self {
        Self {
            deep: false,
            dotnet: OnceLock::new(),
            pwsh: OnceLock::new(),
            mingw: OnceLock::new(),
            rust: OnceLock::new(),
            natives: Natives::default(),
            // Enough for tests: this system, and the Windows that runs under Wine.
            systems: Rid::host().into_iter().chain([Rid::WinX64]).collect(),
            rebuild: false,
            place: scratch(tools.around, "package"),
            packed: OnceLock::new(),
            archives: OnceLock::new(),
            windows_tests: OnceLock::new(),
            wine: OnceLock::new(),
            tools,
        }
    }

    /// Whether the long tests run at full length.
    #[must_use]
    pub fn with_depth(mut self, deep: bool) -> Self {
        self.deep = deep;
        self
    }

    /// Whether the long tests run at full length.
    #[must_use]
    pub fn deep(&self) -> bool {
        self.deep
    }

    /// The checkout and its variables.
    #[must_use]
    pub fn around(&self) -> &'a Surroundings {
        self.tools.around
    }

    /// The .NET SDK.
    ///
    /// # Errors
    /// Why there is none.
    pub fn dotnet(&self) -> Result<&Dotnet, String> {
        self.dotnet
            .get_or_init(|| Dotnet::find(&self.tools))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// PowerShell 7.
    ///
    /// # Errors
    /// Why there is none.
    pub fn pwsh(&self) -> Result<&PowerShell, String> {
        self.pwsh
            .get_or_init(|| PowerShell::find(&self.tools))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The compiler for Windows.
    ///
    /// # Errors
    /// Why there is none.
    pub fn mingw(&self) -> Result<&Mingw, String> {
        self.mingw
            .get_or_init(|| Mingw::find(self.around()))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// All Rust tests, with the `azmi` that their build also makes.
    ///
    /// # Errors
    /// The build failed.
    pub fn rust(&self) -> Result<&Built, String> {
        // Without this crate: its program is running, and Windows does not let it be written anew.
        let args = ["test", "--workspace", "--exclude", "azmi-xtask", "--no-run"];
        self.rust
            .get_or_init(|| artifacts::build(self.around(), &args))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The tests that run under Wine.
    ///
    /// # Errors
    /// There is no compiler for them, or the build failed.
    pub fn windows_tests(&self) -> Result<&[TestBinary], String> {
        self.windows_tests
            .get_or_init(|| super::windows::build_tests(self.around(), self.mingw()?))
            .as_deref()
            .map_err(Clone::clone)
    }

    /// Wine, with a world of its own.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn wine(&self) -> Result<&Prefix, String> {
        self.wine
            .get_or_init(|| Prefix::ready(self, self.mingw()?, &Wine::find(self.around())?))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The `azmi` program of the tests' build.
    ///
    /// # Errors
    /// The build failed.
    pub fn azmi(&self) -> Result<&Path, String> {
        self.rust()?
            .azmi
            .as_deref()
            .ok_or_else(|| "cargo built no azmi program".to_owned())
    }

    /// The native library for this system, as it ships.
    ///
    /// # Errors
    /// The build failed.
    pub fn library(&self) -> Result<&Path, String> {
        let host = Rid::host().ok_or("the module does not serve this system")?;
        self.natives.file(self.around(), host, Part::Library)
    }

    /// The `azmi` program for this system, as it ships.
    ///
    /// # Errors
    /// The build failed.
    pub fn released_azmi(&self) -> Result<&Path, String> {
        let host = Rid::host().ok_or("the module does not serve this system")?;
        self.natives.file(self.around(), host, Part::Program)
    }

    /// The native library for Windows, as far as it can be built here.
    ///
    /// # Errors
    /// There is no compiler for it, or the build failed.
    pub fn windows_library(&self) -> Result<&Path, String> {
        self.natives.file(self.around(), Rid::WinX64, Part::Library)
    }

    /// Takes native files from elsewhere, and packs for these systems.
    #[must_use]
    pub fn with_natives(mut self, natives: Natives, systems: Vec<Rid>) -> Self {
        self.natives = natives;
        self.systems = systems;
        self
    }

    /// Whether the library is built a second time, in another folder.
    #[must_use]
    pub fn with_rebuild(mut self, rebuild: bool) -> Self {
        self.rebuild = rebuild;
        self
    }

    /// Whether the library is built a second time, in another folder.
    #[must_use]
    pub fn rebuild(&self) -> bool {
        self.rebuild || self.deep
    }

    /// The native files as they ship, of every system that can be built for here.
    #[must_use]
    pub fn natives(&self) -> &Natives {
        &self.natives
    }

    /// Packs into this folder instead of one of the task's own: what is handed out is no task's to overwrite but that of packing.
    #[must_use]
    pub fn with_place(mut self, place: PathBuf) -> Self {
        self.place = place;
        self
    }

    /// Where everything is laid out.
    #[must_use]
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// The systems that are packed for, in the order they are told in.
    #[must_use]
    pub fn systems(&self) -> Vec<Rid> {
        let mut systems = self.systems.clone();
        systems.sort();
        systems.dedup();
        systems
    }

    /// The module folders as they ship.
    ///
    /// # Errors
    /// Why it can't be packed.
    pub fn packed(&self) -> Result<&Packed, String> {
        self.packed
            .get_or_init(|| package::pack(self))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The archives of what is packed, as it is packed: unsigned.
    ///
    /// # Errors
    /// Why there are none.
    pub fn archives(&self) -> Result<&[Archive], String> {
        self.archives
            .get_or_init(|| release::archives(self.packed()?))
            .as_deref()
            .map_err(Clone::clone)
    }

    /// A folder for a row's files.
    #[must_use]
    pub fn scratch(&self, name: &str) -> PathBuf {
        scratch(self.around(), name)
    }
}

fn scratch(around: &Surroundings, name: &str) -> PathBuf {
    around.target().join("xtask").join(name)
}
