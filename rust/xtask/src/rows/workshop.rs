//! What several rows need and only one of them should build: made when first asked for, kept for the rest of the task.

use crate::artifacts::{self, Built};
use crate::surroundings::Surroundings;
use crate::tasks::package::{self, Packed};
use crate::tools::Tools;
use crate::tools::dotnet::Dotnet;
use crate::tools::powershell::PowerShell;
use crate::tools::windows::Mingw;
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

/// The shared things of one task.
#[derive(Debug)]
pub struct Workshop<'a> {
    /// What tools are asked for with.
    pub tools: Tools<'a>,
    deep: bool,
    dotnet: OnceCell<Result<Dotnet, String>>,
    pwsh: OnceCell<Result<PowerShell, String>>,
    mingw: OnceCell<Result<Mingw, String>>,
    rust: OnceCell<Result<Built, String>>,
    released_azmi: OnceCell<Result<PathBuf, String>>,
    library: OnceCell<Result<PathBuf, String>>,
    windows_library: OnceCell<Result<PathBuf, String>>,
    packed: OnceCell<Result<Packed, String>>,
}

impl<'a> Workshop<'a> {
    /// An empty one.
    #[must_use]
    pub fn new(tools: Tools<'a>) -> Self {
        Self {
            tools,
            deep: false,
            dotnet: OnceCell::new(),
            pwsh: OnceCell::new(),
            mingw: OnceCell::new(),
            rust: OnceCell::new(),
            released_azmi: OnceCell::new(),
            library: OnceCell::new(),
            windows_library: OnceCell::new(),
            packed: OnceCell::new(),
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
            .get_or_init(|| Mingw::find(&self.tools))
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
            .get_or_init(|| artifacts::build(self.around(), &args, None))
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

    /// The `azmi` program, as it ships.
    ///
    /// # Errors
    /// The build failed.
    pub fn released_azmi(&self) -> Result<&Path, String> {
        let args = ["build", "--release", "--package", "azmi-cli"];
        let make = || {
            let built = artifacts::build(self.around(), &args, None)?;
            built
                .azmi
                .ok_or_else(|| "cargo built no azmi program".to_owned())
        };
        self.released_azmi
            .get_or_init(make)
            .as_deref()
            .map_err(Clone::clone)
    }

    /// The native library for this system, as it ships.
    ///
    /// # Errors
    /// The build failed.
    pub fn library(&self) -> Result<&Path, String> {
        self.library
            .get_or_init(|| self.native(None))
            .as_deref()
            .map_err(Clone::clone)
    }

    /// The native library for Windows, as far as it can be built here.
    ///
    /// # Errors
    /// There is no compiler for it, or the build failed.
    pub fn windows_library(&self) -> Result<&Path, String> {
        self.windows_library
            .get_or_init(|| self.native(Some(self.mingw()?)))
            .as_deref()
            .map_err(Clone::clone)
    }

    fn native(&self, cross: Option<&Mingw>) -> Result<PathBuf, String> {
        let built = artifacts::build(
            self.around(),
            // Built as the shared library alone: beside an rlib, cargo leaves link-time optimisation out, a quarter of the size.
            &[
                "rustc",
                "--release",
                "--package",
                "azmi-ffi",
                "--crate-type",
                "cdylib",
            ],
            cross,
        )?;
        built
            .library
            .ok_or_else(|| "cargo built no native library".to_owned())
    }

    /// The module folder as it ships, for this system and for Windows where mingw is there.
    ///
    /// # Errors
    /// Why it can't be packed.
    pub fn packed(&self) -> Result<&Packed, String> {
        self.packed
            .get_or_init(|| package::pack(self))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// A folder for a row's files.
    #[must_use]
    pub fn scratch(&self, name: &str) -> PathBuf {
        self.around().target().join("xtask").join(name)
    }
}
