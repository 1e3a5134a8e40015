//! Pipes and terminals: a reader that stops early, colors, and closed streams.
#![cfg(target_os = "linux")]

use crate::support::{World, azmi};
use azmi_emulator::{Emulator, Options, Scenario};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

const FLEET: &str = r#"{ "arm": { "fleet": { "count": 5000 }, "graphRows": 100, "graphQuota": 1000 } }"#;

#[test]
fn a_reader_that_stops_early_ends_the_program_silently() {
    let scenario = Scenario::from_json(FLEET).unwrap();
    let emulator = Emulator::start_in_thread(Options { scenario, ..Options::default() }).unwrap();
    let world = World { emulator };
    let mut child =
        world.command("vm identity --all -o tsv").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(!first.is_empty());
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    let told = String::from_utf8(ended.stderr).unwrap();
    assert!(!told.lines().any(|line| line.contains('[')), "{told}");
    let pages = world.emulator.requests();
    let pages = pages.iter().filter(|request| request.path.contains("Microsoft.ResourceGraph")).count();
    assert!(pages < 40, "{pages} of 50 pages were requested without a reader");
}

#[test]
fn help_into_a_closed_pipe_causes_no_failure() {
    let program = env!("CARGO_BIN_EXE_azmi");
    let script = format!("'{program}' --help | true; '{program}' token --help 2>&1 >&- | cat");
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!told.contains("panicked"), "{told}");
}

#[test]
fn a_write_error_is_reported() {
    let world = World::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = world.command("whoami").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("[OutputFailed]"));
}

/// Returns what a program prints on its own terminal, which `script` provides.
fn on_a_terminal(world: &World, arguments: &str, variables: &[(&str, &str)]) -> String {
    let line = format!("'{}' {arguments}", env!("CARGO_BIN_EXE_azmi"));
    let output = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(&world.emulator.endpoints().environment)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs script, which provides a terminal: cargo xtask test --only shells/terminal"]
fn colors_appear_on_terminals_or_on_request() {
    let world = World::new();
    let colored = on_a_terminal(&world, "doctor", &[("TERM", "xterm")]);
    assert!(colored.contains("\u{1b}[32mPass   \u{1b}[0m"), "{colored:?}");
    let plain = on_a_terminal(&world, "doctor", &[("TERM", "xterm"), ("NO_COLOR", "1")]);
    assert!(plain.contains("Pass") && !plain.contains('\u{1b}'), "{plain:?}");
    let piped = world.command("doctor").env("TERM", "xterm").output().unwrap();
    assert!(!piped.stdout.contains(&0x1b));
    assert_eq!(azmi(["--help"]).output().unwrap().stdout.iter().filter(|byte| **byte == 0x1b).count(), 0);
}

#[test]
#[ignore = "needs script, which provides a terminal: cargo xtask test --only shells/terminal"]
fn progress_on_terminals_is_one_line_that_is_cleared_before_the_output() {
    let world = World::new();
    let group = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg1";
    let template = r#"{"properties":{"mode":"Incremental","template":{"resources":[]}}}"#;
    let line = format!(
        "rest --method put --path {group}/providers/Microsoft.Resources/deployments/d1 --api-version 2022-09-01 --body '{template}' --wait"
    );
    let text = on_a_terminal(&world, &line, &[]);
    let (before, answer) = text.split_once('{').unwrap();
    let steps: Vec<_> = before.lines().last().unwrap().split('\r').collect();
    assert!(steps.iter().any(|step| step.contains("Accepted")), "{text:?}");
    assert!(steps.iter().all(|step| step.chars().count() < 80), "{text:?}");
    // The rest of the line is blank when the output begins, and the output isn't changed.
    let wiped = &steps[steps.len() - 2..];
    assert!(wiped[0].trim().is_empty() && wiped[1].is_empty(), "{text:?}");
    assert!(answer.trim_end().ends_with('}'), "{text:?}");
}
