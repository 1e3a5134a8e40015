//! `azmi`: managed-identity tokens and VM principal ids from a shell.
//!
//! Reads the command line, calls `azmi-core`, prints. Answers go to standard output, everything else to standard error, so
//! that `$(azmi ...)` holds the answer and nothing more.
#![forbid(unsafe_code)]

mod args;
mod commands;
mod failure;
mod output;
mod session;

use args::{Args, Command, VmCommand};
use clap::Parser;
use std::process::ExitCode;

/// Tokens pass through the buffers of HTTP and TLS libraries, which wipe nothing: this does.
#[global_allocator]
static ALLOCATOR: azmi_os::alloc::WipingAllocator = azmi_os::alloc::WipingAllocator::new();

fn main() -> ExitCode {
    // A wrong command line ends here with code 2, help and version with 0.
    let args = Args::parse();
    let done = match args.command {
        Command::Token(options) => commands::token::run(options),
        Command::Whoami(options) => commands::whoami::run(options),
        Command::Vm {
            command: VmCommand::PrincipalId(options),
        } => commands::vm::principal_id(options),
        Command::Emulate(options) => commands::emulate::run(options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            ExitCode::from(failure.exit_code())
        }
    }
}
