//! The program as a process: a reader that goes away.
#![cfg(unix)]

use std::io;
use std::process::{Command, Stdio};

#[test]
fn nobody_reading_any_more_is_no_panic() {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_azmi-xtask"));
    let output = xtask.args(["test", "--only", "header"]).stdin(Stdio::null()).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(141));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
