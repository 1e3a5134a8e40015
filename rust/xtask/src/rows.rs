//! The parts of `test`: each gives rows of the closing table.

pub mod abi;
pub mod azure_cli;
pub mod azure_clients;
pub mod bench;
pub mod dotnet;
pub mod fuzz;
pub mod header;
pub mod package;
pub mod pester;
pub mod rust;
pub mod samples;
pub mod signing;
pub mod windows;
pub mod workshop;

use crate::table::{Row, Verdict};
use clap::ValueEnum;

/// A part of the tests that can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Require {
    /// The Rust tests: core, system, C ABI with its C and C++ programs, emulator, command line
    Rust,
    /// include/azmi.h is what the sources say
    Header,
    /// The C ABI: attacked, examined, compared with the last version's
    Abi,
    /// The shim's library under .NET
    Dotnet,
    /// The package: its native files and its archives
    Package,
    /// Signing, tried with a certificate made for it
    Signing,
    /// The packed module in PowerShell
    Pwsh,
    /// The real Azure CLI against the emulator
    AzureCli,
    /// Azure's identity clients for Python, Node.js, .NET and Rust against the emulator, beside ours
    AzureClients,
    /// The Windows library under Wine
    Windows,
    /// The samples in every language, against the emulator
    Samples,
    /// Sizes and instruction counts against the committed baseline
    Guard,
    /// Every figure of the bench can be measured
    Bench,
    /// The fuzz targets, for a bounded time
    Fuzz,
}

impl Require {
    /// A required part must not be skipped: then it failed, for the same reason.
    #[must_use]
    pub fn enforce(self, required: &[Require], row: Row) -> Row {
        if row.verdict == Verdict::Skipped && required.contains(&self) {
            return Row::failed(row.what, row.took, format!("required, but {}", row.note));
        }
        row
    }
}

#[cfg(test)]
mod tests;
