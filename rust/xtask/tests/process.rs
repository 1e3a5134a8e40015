//! The program as a process: whom it writes to, and what it hands on.
#![cfg(unix)]

use azmi_xtask::context::Context;
use azmi_xtask::run::{gather, on_loopback};
use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn nobody_reading_any_more_is_no_panic() {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_azmi-xtask"));
    let output = xtask.args(["test", "--only", "header"]).stdin(Stdio::null()).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(141));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_nested_cargo_is_told_nothing_of_this_package_and_a_program_on_loopback_nothing_of_proxies() {
    let mut command = Context::new(true).command("sh");
    command.args(["-c", "env"]).env("http_proxy", "http://proxy").env("HTTPS_PROXY", "http://proxy");
    let told = on_loopback(&mut command).output().unwrap();
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some() && told.contains("PATH="));
    for start in ["CARGO_PKG_", "CARGO_MANIFEST_", "LD_LIBRARY_PATH", "http_proxy", "HTTPS_PROXY"] {
        assert!(!told.lines().any(|line| line.starts_with(start)), "{start} in\n{told}");
    }
}

#[test]
fn a_program_that_does_not_end_is_ended() {
    let start = Instant::now();
    let why = gather(Command::new("sleep").arg("60"), Duration::from_millis(100)).unwrap_err();
    assert!(why.starts_with("`sleep 60` was ended"), "{why}");
    let mut both = Command::new("sh");
    both.args(["-c", "echo out; echo err >&2"]);
    let output = gather(both.stderr(Stdio::piped()), Duration::from_secs(30)).unwrap();
    assert_eq!((output.stdout, output.stderr), (b"out\n".to_vec(), b"err\n".to_vec()));
    assert!(start.elapsed() < Duration::from_secs(40));
}
