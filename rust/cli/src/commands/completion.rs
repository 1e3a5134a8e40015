//! `azmi completion`.

use crate::args::Shell;
use crate::failure::Failure;
use crate::output::print_bytes;
use azmi_cli::scripts::completion;
use clap_complete::Shell as Kind;

/// Prints the completion script.
pub fn run(shell: Shell) -> Result<(), Failure> {
    let kind = match shell {
        Shell::Bash => Kind::Bash,
        Shell::Zsh => Kind::Zsh,
        Shell::Fish => Kind::Fish,
        Shell::Powershell => Kind::PowerShell,
    };
    print_bytes(&completion(kind))
}
