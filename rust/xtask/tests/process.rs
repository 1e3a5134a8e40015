//! Tests the program as a process whose output pipe is closed.
#![cfg(unix)]

use std::io;
use std::process::{Command, Stdio};

#[test]
fn a_closed_pipe_is_not_a_panic() {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_azmi-xtask"));
    let output = xtask.args(["test", "--only", "header"]).stdin(Stdio::null()).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(141));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
