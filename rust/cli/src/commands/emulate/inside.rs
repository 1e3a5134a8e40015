//! Runs a command against the emulator: with its environment variables, and without those that would direct clients elsewhere.

use super::stop::Stop;
use crate::failure::{Failure, Own};
use azmi_core::VARIABLES;
use azmi_emulator::Endpoints;
use std::ffi::OsString;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::time::Duration;

/// How often to check whether the command has ended.
const LOOK: Duration = Duration::from_millis(20);

/// How long to wait for the command to end by itself when the emulator stops.
const GRACE: Duration = Duration::from_secs(5);

/// Runs the command and returns its exit code.
pub async fn run(words: &[OsString], endpoints: &Endpoints, stop: Stop) -> Result<ExitCode, Failure> {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    for variable in VARIABLES {
        command.env_remove(variable.name);
        command.env_remove(variable.name.to_ascii_lowercase());
    }
    command.envs(&endpoints.environment);
    let mut child = command.spawn().map_err(|error| {
        Failure::Own(Own {
            id: "CommandNotStarted",
            message: format!("{} couldn't be started: {error}.", words[0].to_string_lossy()),
            hint: "After --, give a program and its arguments:\nazmi emulate -- pwsh -File job.ps1",
            usage: true,
        })
    })?;
    let stopped = tokio::select! {
        ended = end_of(&mut child) => return ended.map(code).map_err(lost),
        is_known = stop.wait() => {
            if !is_known {
                azmi_os::process::ask_to_end(&mut child);
            }
            tokio::time::timeout(GRACE, end_of(&mut child)).await
        }
    };
    match stopped {
        Ok(ended) => ended.map(code).map_err(lost),
        Err(_) => {
            // The command may have ended by itself in the meantime.
            let _ = child.kill();
            child.wait().map(code).map_err(lost)
        }
    }
}

/// Polls the process, because waiting would need a thread or another signal handler.
async fn end_of(child: &mut Child) -> std::io::Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The exit code as a shell reports it.
fn code(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status).map(|signal| 128 + signal);
    #[cfg(not(unix))]
    let signal = None;
    let number = status.code().or(signal).unwrap_or(1);
    // Windows has exit codes that don't fit in a byte. None of them means success.
    ExitCode::from(u8::try_from(number).unwrap_or(1))
}

fn lost(error: std::io::Error) -> Failure {
    Failure::Own(Own {
        id: "CommandLost",
        message: format!("It isn't known how the command ended: {error}."),
        hint: "Check whether it's still running.",
        usage: false,
    })
}
