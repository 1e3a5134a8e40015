//! What the tests of the program share: an emulator, and the built program that runs against it.
#![allow(dead_code, reason = "each test file uses only part of it")]

use azmi_emulator::{Emulator, Endpoint, Fault, Options};
use std::process::{Command, Output, Stdio};

/// The result of one run of the program.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Returns standard output after checking that the run succeeded and standard error is empty.
    pub fn answer(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        assert!(self.stdout.ends_with('\n'), "{self:?}");
        self.stdout
    }

    /// The only line of the output.
    pub fn line(self) -> String {
        let answer = self.answer();
        assert_eq!(answer.lines().count(), 1, "{answer:?}");
        answer.trim_end_matches('\n').to_owned()
    }

    /// The output as JSON.
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.answer()).unwrap()
    }

    /// Checks a failure: code, id, and that standard output is empty.
    pub fn failed(&self, code: i32, id: &str) {
        assert_eq!((self.code, self.stdout.as_str()), (Some(code), ""), "{self:?}");
        let told = self.stderr.lines().rfind(|line| line.starts_with("azmi: ")).unwrap();
        // After the id come the service's code and the request id, if any.
        let ends = told.ends_with(']');
        let named = told.contains(&format!(" [{id}]")) || told.contains(&format!(" [{id}; "));
        assert!(ends && named, "{self:?}");
        // A user who interrupted the program needs no next step.
        let hint = self.stderr.lines().any(|line| line.starts_with("  "));
        assert!(hint || id == "Cancelled", "no next step: {self:?}");
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The program with an empty environment.
pub fn azmi<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_azmi"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    // Without this variable, Windows can't open a socket.
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    command
}

/// A separate emulator for each test.
pub struct World {
    pub emulator: Emulator,
}

impl World {
    pub fn new() -> Self {
        Self { emulator: Emulator::start_in_thread(Options::default()).unwrap() }
    }

    /// The program, configured for this emulator.
    pub fn command(&self, line: &str) -> Command {
        let mut command = azmi(line.split(' '));
        command.envs(&self.emulator.endpoints().environment);
        command
    }

    /// Runs a command line, split at spaces.
    pub fn run(&self, line: &str) -> Ran {
        self.command(line).output().unwrap().into()
    }

    /// The principal id of the machine's system-assigned identity.
    pub fn own_principal(&self) -> String {
        self.emulator.endpoints().system_assigned.as_ref().unwrap().principal_id.clone()
    }

    /// Makes an endpoint respond with this status to every request.
    pub fn fail(&self, endpoint: Endpoint, status: u16) {
        self.emulator.set_faults(vec![Fault { status: Some(status), ..Fault::at(endpoint) }]);
    }
}
