//! The command line of `cargo xtask`.

use crate::package::rid::Rid;
use clap::{Args as ClapArgs, Parser, Subcommand};
use std::path::PathBuf;

/// Builds, tests, packages and demonstrates ManagedIdentity for PowerShell.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Args {
    #[command(subcommand)]
    pub task: Task,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// Build everything, start the emulator, and print the VM's principal id from azmi, .NET and PowerShell
    Demo(Common),
    /// Run every test that this machine can run
    Test(TestOptions),
    /// Check formatting, lints, licences and the project's own rules
    Lint(Common),
    /// Write include/azmi.h and tests/abi/contract.json from the Rust sources
    Header {
        /// Change nothing; fail if a committed file differs
        #[arg(long)]
        verify: bool,
    },
    /// Install Azure's own identity clients below target/peers, to compare tests and measurements
    Peers(Common),
    /// Measure this project and Azure's own clients, and write docs/speed.md
    Bench(BenchOptions),
    /// Build the module folders and the release files, below target/package
    Package(PackageOptions),
}

/// Options of every task that needs tools.
#[derive(Debug, ClapArgs)]
pub struct Common {
    /// Download nothing; use the tools on this machine
    #[arg(long)]
    pub offline: bool,
    /// Steps and tools, separated by commas, that must not be skipped or missing
    #[arg(long, value_delimiter = ',')]
    pub require: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub struct PackageOptions {
    #[command(flatten)]
    pub common: Common,
    /// The systems to build for, separated by commas; by default, all that this machine has compilers for
    #[arg(long, value_enum, value_delimiter = ',')]
    pub systems: Vec<Rid>,
    /// Use native files from this folder, which has a subfolder for each system
    #[arg(long, value_name = "FOLDER")]
    pub natives: Option<PathBuf>,
    /// Only build the native files, into target/package/natives
    #[arg(long)]
    pub only_natives: bool,
    /// Build this system's library again in another folder, and compare
    #[arg(long)]
    pub rebuild: bool,
    /// Sign with this certificate, a PKCS #12 file with its key
    #[arg(long, value_name = "FILE", requires = "password_file")]
    pub certificate: Option<PathBuf>,
    /// A file that contains the certificate's password
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub password_file: Option<PathBuf>,
    /// The timestamp server for signatures
    #[arg(long, value_name = "URL", requires = "certificate")]
    pub timestamp_server: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct TestOptions {
    #[command(flatten)]
    pub common: Common,
    /// Only run these steps, separated by commas; `samples` means all steps that begin with `samples/`
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<String>,
    /// Run the long tests at full length: threads, faults, fuzzing, Valgrind, sanitizers
    #[arg(long)]
    pub deep: bool,
}

#[derive(Debug, ClapArgs)]
pub struct BenchOptions {
    #[command(flatten)]
    pub common: Common,
    /// Only check that everything can be measured, and write nothing
    #[arg(long)]
    pub quick: bool,
}

#[cfg(test)]
mod tests;
