//! Running a program: its two outputs read as one, in the order they were written, shown or kept, within a time limit.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, PipeReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// No program of a task may run longer than this; a hang must end a run, not a runner.
const LIMIT: Duration = Duration::from_secs(40 * 60);
/// How long the rest of the output may take to arrive once the program has ended: a process left behind may hold the pipe.
const LAST_OUTPUT: Duration = Duration::from_secs(2);

/// Whether output is shown while it arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Each line at once.
    Live,
    /// Only when the program fails.
    OnFailure,
    /// Never: the caller reads it.
    Never,
}

/// How a program ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Exit code 0, and in time.
    pub ok: bool,
    /// What it said on both outputs.
    pub output: String,
    /// Why it did not succeed, in a few words.
    pub reason: String,
}

impl Ended {
    /// The output, or the reason why there is none to trust.
    ///
    /// # Errors
    /// The reason, when the program failed.
    pub fn into_output(self) -> Result<String, String> {
        if self.ok {
            Ok(self.output)
        } else {
            Err(self.reason)
        }
    }
}

/// The words a command is shown with: program and arguments.
#[must_use]
pub fn shown(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let name = program
        .file_stem()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned();
    command.get_args().fold(name, |line, arg| {
        format!("{line} {}", arg.to_string_lossy())
    })
}

/// What comes before a program so that it gives way to whatever else runs: for work beside tests that look at the time.
pub const UNHURRIED: &[&str] = if cfg!(unix) {
    &["nice", "-n", "10"]
} else {
    &[]
};

/// A command for a program, behind [`UNHURRIED`].
#[must_use]
pub fn unhurried(program: impl AsRef<OsStr>) -> Command {
    let mut words = UNHURRIED.iter().map(OsStr::new).chain([program.as_ref()]);
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// Runs a command to its end. A program that can't be started is an [`Ended`] that is not `ok`, with the reason.
pub fn run(command: &mut Command, show: Show) -> Ended {
    run_within(command, show, LIMIT)
}

/// [`run`] with a time limit of its own.
pub fn run_within(command: &mut Command, show: Show, limit: Duration) -> Ended {
    let words = shown(command);
    match start(command) {
        Ok((child, reader)) => watch(child, reader, show, limit, &words),
        Err(error) => Ended {
            ok: false,
            output: String::new(),
            reason: format!("`{words}` could not be started: {error}"),
        },
    }
}

fn start(command: &mut Command) -> io::Result<(Child, PipeReader)> {
    let (reader, writer) = io::pipe()?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let child = command.spawn();
    // The command keeps its copies of the pipe's writing end; without letting go of them the reader would never see the end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    Ok((child?, reader))
}

fn watch(mut child: Child, reader: PipeReader, show: Show, limit: Duration, words: &str) -> Ended {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        while matches!(reader.read_until(b'\n', &mut line), Ok(n) if n > 0) {
            if sender
                .send(String::from_utf8_lossy(&line).into_owned())
                .is_err()
            {
                return;
            }
            line.clear();
        }
    });

    let deadline = Instant::now() + limit;
    let mut output = String::new();
    let mut status = None;
    let mut until = deadline;
    loop {
        match lines.recv_timeout(
            Duration::from_millis(50).min(until.saturating_duration_since(Instant::now())),
        ) {
            Ok(line) => {
                if show == Show::Live {
                    print!("{line}");
                    let _ = io::stdout().flush();
                }
                output.push_str(&line);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if Instant::now() >= until => break,
            Err(RecvTimeoutError::Timeout) => {
                if status.is_none()
                    && let Ok(Some(ended)) = child.try_wait()
                {
                    status = Some(ended);
                    until = Instant::now() + LAST_OUTPUT;
                }
            }
        }
    }
    // Both outputs are closed or the time is up; a program that closed them early gets the rest of its time.
    while status.is_none() && Instant::now() < deadline {
        status = child.try_wait().ok().flatten();
        thread::sleep(Duration::from_millis(5));
    }

    let reason = match status {
        Some(ended) if ended.success() => String::new(),
        Some(ended) => format!("`{words}` ended with {ended}"),
        None => {
            let _ = child.kill();
            let _ = child.wait();
            format!(
                "`{words}` was ended after {} s without an end of its own",
                limit.as_secs()
            )
        }
    };
    let ok = reason.is_empty();
    if !ok && show == Show::OnFailure {
        print!("{output}");
    }
    Ended { ok, output, reason }
}

#[cfg(test)]
mod tests;
