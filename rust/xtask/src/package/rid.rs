//! The supported systems, by their names in .NET and PowerShell.

use clap::ValueEnum;
use std::env::consts::{ARCH, OS};
use std::fmt;

/// A system. Its name is also a folder of the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Rid {
    /// Windows on x86-64
    WinX64,
    /// Windows on Arm64
    WinArm64,
    /// Linux with glibc on x86-64
    LinuxX64,
    /// Linux with glibc on Arm64
    LinuxArm64,
}

impl Rid {
    pub const ALL: [Rid; 4] = [Rid::WinX64, Rid::WinArm64, Rid::LinuxX64, Rid::LinuxArm64];

    pub fn host() -> Option<Self> {
        let host = Self::host_name();
        Self::ALL.into_iter().find(|rid| rid.name() == host)
    }

    pub fn host_name() -> String {
        let system = match OS {
            "windows" => "win",
            "macos" => "osx",
            other => other,
        };
        let processor = match ARCH {
            "x86_64" => "x64",
            "aarch64" => "arm64",
            other => other,
        };
        format!("{system}-{processor}")
    }

    pub fn name(self) -> &'static str {
        match self {
            Rid::WinX64 => "win-x64",
            Rid::WinArm64 => "win-arm64",
            Rid::LinuxX64 => "linux-x64",
            Rid::LinuxArm64 => "linux-arm64",
        }
    }

    pub fn is_windows(self) -> bool {
        matches!(self, Rid::WinX64 | Rid::WinArm64)
    }

    /// Returns the library's file name. PowerShell looks for it without the prefix `lib`, which cargo adds on Linux.
    pub fn library(self) -> &'static str {
        if self.is_windows() { "azmi.dll" } else { "azmi.so" }
    }

    pub fn program(self) -> &'static str {
        if self.is_windows() { "azmi.exe" } else { "azmi" }
    }

    /// Returns the target of released files, even for a test build.
    pub fn released_target(self) -> &'static str {
        match self {
            Rid::WinX64 => "x86_64-pc-windows-msvc",
            Rid::WinArm64 => "aarch64-pc-windows-msvc",
            Rid::LinuxX64 => "x86_64-unknown-linux-gnu",
            Rid::LinuxArm64 => "aarch64-unknown-linux-gnu",
        }
    }
}

impl fmt::Display for Rid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
