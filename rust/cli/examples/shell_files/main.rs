//! Writes the files that a package of `azmi` brings: completions for bash, zsh, fish and PowerShell, and the manual pages.
//!
//! `cargo run --package azmi-cli --example shell_files -- FOLDER`
#![forbid(unsafe_code)]

mod manual;

use azmi_cli::scripts::completion;
use clap_complete::{Generator, Shell};
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
        std::fs::write(completions.join(shell.file_name("azmi")), completion(shell))?;
    }
    manual::write(&man)
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
