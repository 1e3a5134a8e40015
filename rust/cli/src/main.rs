//! `azmi`: managed-identity tokens and VM principal ids from a shell.
//!
//! Parses the command line, calls `azmi-core`, and prints the result. Results go to standard output, everything else to standard
//! error, so that `$(azmi ...)` contains only the result.
#![forbid(unsafe_code)]

mod color;
mod commands;
mod defect;
mod failure;
mod hints;
mod json;
mod output;
mod session;
mod watch;

use azmi_cli::args::{self, Command, VmCommand};
use failure::Failure;
use std::process::ExitCode;

/// Wipes freed memory, because tokens pass through buffers of HTTP and TLS libraries that don't wipe them.
#[global_allocator]
static ALLOCATOR: azmi_os::alloc::WipingAllocator = azmi_os::alloc::WipingAllocator::new();

fn main() -> ExitCode {
    defect::end_in_order();
    // A wrong command line exits here with code 2, help and version with 0.
    let args = match args::parse(std::env::args_os()) {
        Ok(args) => args,
        Err(error) => error.exit(),
    };
    match run(args.command) {
        Ok(code) => code,
        Err(failure) => {
            failure.print();
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Token(options) => commands::token::run(options)?,
        Command::Whoami(options) => commands::whoami::run(options)?,
        Command::Vm { command: VmCommand::PrincipalId(options) } => commands::vm::principal_id(options)?,
        Command::Vm { command: VmCommand::Identity(options) } => commands::vm::identity(options)?,
        Command::Rest(options) => commands::rest::run(*options)?,
        // The exit code shows whether a check failed.
        Command::Doctor(options) => return commands::doctor::run(options),
        Command::Emulate(options) => return commands::emulate::run(options),
        Command::Env(options) => commands::env::run(&options)?,
        Command::Completion { shell, .. } => commands::completion::run(shell)?,
    }
    Ok(ExitCode::SUCCESS)
}
