//! Running a program: shown as it runs, or read.

use crate::say;
use crate::say::outputs;
use std::env;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

/// No program of a task may run longer than this; a hang must end a run, not a runner.
const LIMIT: Duration = Duration::from_secs(40 * 60);
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// The words a command is shown with: variables it is given, program and arguments.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(program.as_os_str());
    let args = command.get_args().map(|arg| arg.to_string_lossy());
    args.fold(name.to_string_lossy().into_owned(), |line, arg| line + " " + &arg)
}

/// Takes this machine's proxies away from a program that talks to loopback; cargo and npm, should they fetch something for it, keep them.
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

/// Runs a program with its output passed through.
pub fn run(command: &mut Command) -> Result<(), String> {
    let words = shown(command);
    say!("$ {words}");
    let (out, err) = outputs().map_err(|error| error.to_string())?;
    let child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn();
    let mut child = child.map_err(|error| not_started(&words, &error))?;
    let status = wait(&mut child)?;
    verdict(status, &words)
}

/// What a program printed, given that it ended well. What it printed otherwise is shown.
pub fn read(command: &mut Command) -> Result<String, String> {
    let words = shown(command);
    let output = output(command)?;
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    match verdict(output.status, &words) {
        Ok(()) => Ok(out),
        Err(why) => {
            say!("{out}{}", String::from_utf8_lossy(&output.stderr));
            Err(why)
        }
    }
}

/// A program's end and both outputs, whatever they are.
pub fn output(command: &mut Command) -> Result<Output, String> {
    let words = shown(command);
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(&words, &error))?;
    // Read beside, since a full pipe stops a program; a hang is the runner's to end.
    thread::spawn(move || child.wait_with_output())
        .join()
        .map_err(|_| format!("`{words}` could not be read"))?
        .map_err(|error| format!("`{words}`: {error}"))
}

fn wait(child: &mut Child) -> Result<ExitStatus, String> {
    let until = Instant::now() + LIMIT;
    while Instant::now() < until {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            return Ok(status);
        }
        sleep(LOOK_AGAIN);
    }
    let _ = child.kill();
    child.wait().map_err(|error| error.to_string())
}

fn verdict(status: ExitStatus, words: &str) -> Result<(), String> {
    if status.success() {
        return Ok(());
    }
    // A long command is told by its beginning; all of it stands above.
    let start: String = words.chars().take(90).collect();
    let more = if start.len() < words.len() { "..." } else { "" };
    Err(format!("`{start}{more}` ended with {status}"))
}

fn not_started(words: &str, error: &std::io::Error) -> String {
    format!("`{words}` could not be started: {error}")
}
