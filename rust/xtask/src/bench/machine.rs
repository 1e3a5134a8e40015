//! What the figures were measured on: machine and versions.

use crate::run::{Show, run};
use std::fs;
use std::process::Command;

/// Lines for the report.
#[must_use]
pub fn facts() -> Vec<(&'static str, String)> {
    vec![
        ("processor", processor()),
        (
            "processors",
            std::thread::available_parallelism()
                .map_or(0, usize::from)
                .to_string(),
        ),
        // Without the kernel's release, which may name a build of whoever made the machine.
        ("system", first_line("uname", &["-sm"])),
        ("load when it began", load()),
        ("rustc", first_line("rustc", &["--version"])),
        ("curl", first_line("curl", &["--version"])),
        ("Python", first_line("python3", &["--version"])),
        ("Node.js", first_line("node", &["--version"])),
        (
            "PowerShell",
            first_line(
                "pwsh",
                &[
                    "-NoProfile",
                    "-Command",
                    "'{0} on {1}' -f $PSVersionTable.PSVersion, [Runtime.InteropServices.RuntimeInformation]::FrameworkDescription",
                ],
            ),
        ),
    ]
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or_else(
            || "unknown".to_owned(),
            |rest| rest.trim_start_matches([' ', '\t', ':']).to_owned(),
        )
}

/// The load of the last minute: what else ran.
#[must_use]
pub fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}

fn first_line(program: &str, args: &[&str]) -> String {
    match run(Command::new(program).args(args), Show::Never).into_output() {
        Ok(output) => output.lines().next().unwrap_or_default().to_owned(),
        Err(_) => "not there".to_owned(),
    }
}
