//! `azmi completion`.

use crate::args::{self, Shell};
use crate::failure::Failure;
use crate::output::print_bytes;
use clap_complete::{Shell as Kind, generate};

/// Prints the completion script.
pub fn run(shell: Shell) -> Result<(), Failure> {
    let kind = match shell {
        Shell::Bash => Kind::Bash,
        Shell::Zsh => Kind::Zsh,
        Shell::Fish => Kind::Fish,
        Shell::Powershell => Kind::PowerShell,
    };
    let mut script = Vec::new();
    generate(kind, &mut args::command(), "azmi", &mut script);
    print_bytes(&script)
}
