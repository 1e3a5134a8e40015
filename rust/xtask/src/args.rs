//! The command line of `cargo xtask`.

use crate::package::rid::Rid;
use clap::{Args as ClapArgs, Parser, Subcommand};
use std::path::PathBuf;

/// Builds, tests, packages and shows ManagedIdentity for PowerShell.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Args {
    #[command(subcommand)]
    pub task: Task,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// Build, start the emulator, sign in, and print the VM's principal id from azmi, .NET and PowerShell
    Demo(Common),
    /// Run every test this machine can run
    Test(TestOptions),
    /// Check formatting, lints, licences and the rules of the tree
    Lint(Common),
    /// Write include/azmi.h and tests/abi/contract.json from the Rust sources
    Header {
        /// Change nothing; fail when a committed file differs
        #[arg(long)]
        verify: bool,
    },
    /// Install Azure's own identity clients below target/peers, to test and measure beside
    Peers(Common),
    /// Measure ours beside Azure's own clients, and write docs/speed.md
    Bench(BenchOptions),
    /// Make the module folders and what is handed out of them, below target/package
    Package(PackageOptions),
}

/// Options of every task that looks for tools.
#[derive(Debug, ClapArgs)]
pub struct Common {
    /// Download nothing: use what is on this machine
    #[arg(long)]
    pub offline: bool,
    /// Steps and tools whose absence is a failure instead of a skip, separated by commas
    #[arg(long, value_delimiter = ',')]
    pub require: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub struct PackageOptions {
    #[command(flatten)]
    pub common: Common,
    /// The systems to serve, separated by commas; without this, all that this machine has compilers for
    #[arg(long, value_enum, value_delimiter = ',')]
    pub systems: Vec<Rid>,
    /// Take native files from this folder, which holds one folder per system, where it has them
    #[arg(long, value_name = "FOLDER")]
    pub natives: Option<PathBuf>,
    /// Build the native files into target/package/natives, and nothing else
    #[arg(long)]
    pub only_natives: bool,
    /// Build this system's library once more, in another folder, and compare
    #[arg(long)]
    pub rebuild: bool,
    /// Sign with this certificate, a PKCS #12 file with its key
    #[arg(long, value_name = "FILE", requires = "password_file")]
    pub certificate: Option<PathBuf>,
    /// The file that holds the certificate's password
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub password_file: Option<PathBuf>,
    /// The server that certifies when something was signed
    #[arg(long, value_name = "URL", requires = "certificate")]
    pub timestamp_server: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct TestOptions {
    #[command(flatten)]
    pub common: Common,
    /// Run these steps only, separated by commas; `samples` stands for all steps that begin with `samples/`
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
    /// Measure everything once or twice, to see that it can be, and write nothing down
    #[arg(long)]
    pub quick: bool,
}

#[cfg(test)]
mod tests;
