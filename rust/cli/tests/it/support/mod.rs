//! What the tests of the program share: the emulator as the world, and the built program run in it.
#![allow(dead_code, reason = "each test program uses its part")]

use azmi_emulator::{Emulator, Endpoint, Fault, Options};
use std::process::{Command, Output, Stdio};

/// What one run of the program left.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Standard output of a run that went well and said nothing else.
    pub fn answer(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        assert!(self.stdout.ends_with('\n'), "{self:?}");
        self.stdout
    }

    /// The only line of the answer.
    pub fn line(self) -> String {
        let answer = self.answer();
        assert_eq!(answer.lines().count(), 1, "{answer:?}");
        answer.trim_end_matches('\n').to_owned()
    }

    /// The answer as JSON.
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.answer()).unwrap()
    }

    /// Checks a failure: code, id, and that standard output stayed empty.
    pub fn failed(&self, code: i32, id: &str) {
        assert_eq!((self.code, self.stdout.as_str()), (Some(code), ""), "{self:?}");
        let told = self.stderr.lines().rfind(|line| line.starts_with("azmi: ")).unwrap();
        // Behind the id stand the service's code and the request's id, where there are any.
        let ends = told.ends_with(']');
        let named = told.contains(&format!(" [{id}]")) || told.contains(&format!(" [{id}; "));
        assert!(ends && named, "{self:?}");
        // Whoever interrupted knows what to do next.
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
    // Without it, no socket can be opened on Windows.
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    command
}

/// An emulator of its own for each test.
pub struct World {
    pub emulator: Emulator,
}

impl World {
    pub fn new() -> Self {
        Self { emulator: Emulator::start_in_thread(Options::default()).unwrap() }
    }

    /// The program, pointed at this world.
    pub fn command(&self, line: &str) -> Command {
        let mut command = azmi(line.split(' '));
        command.envs(&self.emulator.endpoints().environment);
        command
    }

    /// Runs a command line, split at blanks.
    pub fn run(&self, line: &str) -> Ran {
        self.command(line).output().unwrap().into()
    }

    /// Principal id of this machine's own identity.
    pub fn own_principal(&self) -> String {
        self.emulator.endpoints().system_assigned.as_ref().unwrap().principal_id.clone()
    }

    /// Makes an endpoint answer a status, always.
    pub fn fail(&self, endpoint: Endpoint, status: u16) {
        self.emulator.set_faults(vec![Fault { status: Some(status), ..Fault::at(endpoint) }]);
    }
}
