//! Runs programs, and shows or reads their output.

use crate::say;
use crate::say::outputs;
use std::env;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

/// The time limit of every program, so that a hang ends the task before the CI runner's own limit.
const LIMIT: Duration = Duration::from_secs(40 * 60);
const LOOK_AGAIN: Duration = Duration::from_millis(10);
const LEFT_BEHIND: Duration = Duration::from_secs(10);

/// Returns the text that a command is shown as: program and arguments.
pub fn shown(command: &Command) -> String {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    let mut words = words.skip(if command.get_program() == "nice" { 3 } else { 0 });
    let program = words.next().map(Path::new).and_then(Path::file_stem).unwrap_or_default();
    words.fold(program.display().to_string(), |line, word| line + " " + &word.to_string_lossy())
}

/// Removes this machine's proxy settings for a program that connects to loopback, except the settings of cargo and npm,
/// which may download something for it.
pub fn on_loopback(command: &mut Command) -> &mut Command {
    let proxy = env::var_os("HTTPS_PROXY").or_else(|| env::var_os("https_proxy"));
    if let Some(proxy) = proxy.filter(|proxy| !proxy.is_empty()) {
        command.env("CARGO_HTTP_PROXY", &proxy).env("npm_config_https_proxy", &proxy);
    }
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        command.env_remove(name);
    }
    command
}

/// Runs a program with its output passed through. Returns no note for the table of steps.
pub fn run(command: &mut Command) -> Result<String, String> {
    let words = shown(command);
    say!("$ {words}");
    let (out, err) = outputs().map_err(|error| error.to_string())?;
    let child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn();
    let mut child = child.map_err(|error| not_started(&words, &error))?;
    verdict(wait(&mut child, &words, LIMIT)?, &words).map(|()| String::new())
}

/// Runs a program with its errors passed through. Returns its output, and shows it at the end, without uninformative
/// lines.
pub fn show(command: &mut Command, says_nothing: fn(&str) -> bool) -> Result<String, String> {
    let words = shown(command);
    say!("$ {words}");
    let (_, err) = outputs().map_err(|error| error.to_string())?;
    let output = gather(command.stderr(err), LIMIT)?;
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    out.lines().filter(|line| !says_nothing(line)).for_each(|line| say!("{line}"));
    verdict(output.status, &words).map(|()| out)
}

/// Returns the output of a program that succeeds. Shows the output of one that fails.
pub fn read(command: &mut Command) -> Result<String, String> {
    let output = output(command)?;
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let ended = verdict(output.status, &shown(command));
    if ended.is_err() {
        say!("{out}{}", String::from_utf8_lossy(&output.stderr));
    }
    ended.map(|()| out)
}

/// Returns a program's status and outputs, even if it fails.
pub fn output(command: &mut Command) -> Result<Output, String> {
    gather(command.stderr(Stdio::piped()), LIMIT)
}

/// Returns a program's status and outputs, within a time limit.
pub fn gather(command: &mut Command, limit: Duration) -> Result<Output, String> {
    let words = shown(command);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| not_started(&words, &error))?;
    let (out, err) = (reader(child.stdout.take()), reader(child.stderr.take()));
    let status = wait(&mut child, &words, limit)?;
    // A child that the program left running may keep its outputs open.
    let late = |_| format!("`{words}` ended, but a program that it started keeps its output open");
    let stdout = out.recv_timeout(LEFT_BEHIND).map_err(late)?;
    let stderr = err.recv_timeout(LEFT_BEHIND).map_err(late)?;
    Ok(Output { status, stdout, stderr })
}

/// Reads a pipe on its own thread, since a full pipe blocks the program.
fn reader(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        let _ = sender.send(bytes);
    });
    receiver
}

fn wait(child: &mut Child, words: &str, limit: Duration) -> Result<ExitStatus, String> {
    let until = Instant::now() + limit;
    while Instant::now() < until {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            return Ok(status);
        }
        sleep(LOOK_AGAIN);
    }
    let _ = child.kill().and_then(|()| child.wait());
    Err(format!("`{words}` was stopped after {} seconds", limit.as_secs()))
}

fn verdict(status: ExitStatus, words: &str) -> Result<(), String> {
    if status.success() {
        return Ok(());
    }
    // The whole command is printed above, so its beginning is enough.
    let start: String = words.chars().take(90).collect();
    let more = if start.len() < words.len() { "..." } else { "" };
    Err(format!("`{start}{more}` failed with {status}"))
}

fn not_started(words: &str, error: &std::io::Error) -> String {
    format!("`{words}` couldn't be started: {error}")
}

#[cfg(all(test, unix))]
mod tests;
