//! Writes what shells want of a program: completions for bash, zsh, fish and PowerShell, and the manual pages. They are made when the
//! program is packaged, and are no part of it, which keeps it small.
//!
//! `cargo run --package azmi-cli --example shell_files -- FOLDER`
#![forbid(unsafe_code)]

use azmi_cli::args::Args;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::{Error, Result};
use std::path::Path;
use std::process::ExitCode;

/// Writes all of them into the folder: `completions/azmi.bash`, `_azmi`, `azmi.fish`, `_azmi.ps1`, and `man/man1/azmi*.1`.
pub fn write(folder: &Path) -> Result<()> {
    let completions = folder.join("completions");
    let man = folder.join("man").join("man1");
    std::fs::create_dir_all(&completions)?;
    std::fs::create_dir_all(&man)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
        clap_complete::generate_to(shell, &mut Args::command(), "azmi", &completions)?;
    }
    clap_mangen::generate_to(Args::command(), man)
}

fn main() -> ExitCode {
    let written = match std::env::args_os().nth(1) {
        Some(folder) => write(Path::new(&folder)),
        None => Err(Error::other("usage: shell_files FOLDER")),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
