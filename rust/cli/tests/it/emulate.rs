//! `azmi emulate`: starting it, using it from `azmi`, and every way to stop it.

use crate::support::{Ran, azmi};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("emulate");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let _ = std::fs::remove_file(&path);
    path
}

/// A running emulator, which is killed if a test ends early.
struct Running {
    child: Child,
    ready_file: PathBuf,
    facts: Value,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    fn start(name: &str, more: &[&str]) -> Self {
        let ready_file = scratch(name);
        let mut command = azmi(["emulate", "--ready-file"]);
        command.arg(&ready_file).args(more);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut running = Self { child, ready_file, facts: Value::Null };
        let until = Instant::now() + PATIENCE;
        while !running.ready_file.exists() {
            assert!(running.child.try_wait().unwrap().is_none(), "the emulator ended at once");
            assert!(Instant::now() < until, "no ready file");
            std::thread::sleep(Duration::from_millis(10));
        }
        // The file is complete from the moment it exists.
        running.facts = serde_json::from_slice(&std::fs::read(&running.ready_file).unwrap()).unwrap();
        running
    }

    fn text(&self, name: &str) -> &str {
        self.facts[name].as_str().unwrap()
    }

    fn variables(&self) -> BTreeMap<String, String> {
        serde_json::from_value(self.facts["environment"].clone()).unwrap()
    }

    /// Waits for the end and returns what the emulator printed.
    fn ended(mut self) -> Ran {
        let until = Instant::now() + PATIENCE;
        while self.child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < until, "the emulator doesn't end");
            std::thread::sleep(Duration::from_millis(10));
        }
        let mut ran = Ran { code: self.child.wait().unwrap().code(), stdout: String::new(), stderr: String::new() };
        self.child.stdout.take().unwrap().read_to_string(&mut ran.stdout).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut ran.stderr).unwrap();
        assert!(!self.ready_file.exists(), "the ready file must be removed");
        let port = self.text("imds").rsplit(':').next().unwrap().parse::<u16>().unwrap();
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "nothing may listen any more");
        ran
    }
}

#[test]
fn it_serves_azmi_and_stops_when_standard_input_closes() {
    let mut running = Running::start("stdin.json", &["--exit-with-stdin"]);
    let mut command = azmi(["vm", "principal-id", "-o", "tsv", "-n", "vm1"]);
    let ran: Ran = command.envs(running.variables()).output().unwrap().into();
    assert_eq!(ran.line(), running.facts["systemAssigned"]["principalId"].as_str().unwrap());

    drop(running.child.stdin.take());
    let (imds, arm) = (running.text("imds").to_owned(), running.text("arm").to_owned());
    let ran = running.ended();
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(ran.stdout.contains(&imds) && ran.stdout.contains(&arm), "{}", ran.stdout);
    assert!(ran.stdout.contains(&format!("export AZURE_POD_IDENTITY_AUTHORITY_HOST='{imds}'\n")), "{}", ran.stdout);
    assert!(ran.stdout.contains(&format!("$env:AZMI_ENVIRONMENT = '{arm}'\n")), "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn its_lines_can_be_pasted_into_a_shell() {
    let mut running = Running::start("shell.json", &["--exit-with-stdin"]);
    let mut said = vec![0; 4096];
    let read = running.child.stdout.as_mut().unwrap().read(&mut said).unwrap();
    let said = String::from_utf8(said[..read].to_vec()).unwrap();
    let exports: String =
        said.lines().filter(|line| line.starts_with("export ")).map(|line| format!("{line}\n")).collect();
    let script = format!("{exports}exec '{}' whoami -o tsv", env!("CARGO_BIN_EXE_azmi"));
    let ran: Ran = std::process::Command::new("sh").args(["-c", &script]).env_clear().output().unwrap().into();
    assert!(ran.line().starts_with(running.facts["systemAssigned"]["principalId"].as_str().unwrap()));
}

#[cfg(unix)]
#[test]
fn it_stops_on_a_signal() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        // Standard input is closed from the start, as for services. That alone must not stop the emulator.
        let mut running = Running::start(&format!("signal{signal}.json"), &[]);
        drop(running.child.stdin.take());
        std::thread::sleep(Duration::from_millis(100));
        assert!(running.child.try_wait().unwrap().is_none());
        let kill = std::process::Command::new("kill").args([signal, &running.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        assert_eq!(running.ended().code, Some(0), "{signal}");
    }
}

#[test]
fn a_scenario_and_addresses_can_be_given() {
    let scenario = scratch("scenario.json");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let machine = "33333333-3333-4333-8333-3333333333aa";
    let json = serde_json::json!({
        "virtualMachines": [{
            "name": "web-1", "resourceGroup": "shop", "identity": { "systemAssigned": true, "principalId": machine }
        }],
        "thisVm": "web-1",
        "resources": [],
        "roleAssignments": [{ "principal": "web-1", "role": "Reader" }],
    });
    std::fs::write(&scenario, json.to_string()).unwrap();
    let imds = format!("localhost:{free}");
    let more = ["--exit-with-stdin", "--imds", &imds, "--scenario", scenario.to_str().unwrap()];
    let running = Running::start("scenario-ready.json", &more);
    assert_eq!(running.text("imds"), format!("http://127.0.0.1:{free}"));
    let mut command = azmi(["vm", "principal-id", "-o", "tsv", "-n", "web-1"]);
    let ran: Ran = command.envs(running.variables()).output().unwrap().into();
    assert_eq!(ran.line(), machine);
}

#[test]
fn faults_can_be_given() {
    let faults = r#"[{"endpoint":"arm","status":409,"body":"{\"error\":{\"code\":\"Busy\"}}"}]"#;
    let file = scratch("faults.json");
    std::fs::write(&file, faults).unwrap();
    for given in [faults.to_owned(), format!("@{}", file.display())] {
        let more = ["--exit-with-stdin", "--faults", &given];
        let running = Running::start("faults-ready.json", &more);
        let mut command = azmi(["vm", "principal-id", "-g", "rg1", "-n", "vm1"]);
        let ran: Ran = command.envs(running.variables()).output().unwrap().into();
        ran.failed(1, "Conflict");
    }
}

#[test]
fn errors_that_prevent_the_start_are_reported() {
    let run = |arguments: &[&str]| -> Ran {
        let mut command = azmi(["emulate", "--exit-with-stdin"]);
        command.args(arguments).output().unwrap().into()
    };
    let missing = run(&["--scenario", "/no/such/scenario.json"]);
    missing.failed(2, "InvalidScenario");
    assert!(!missing.stderr.contains("os error"), "{missing:?}");
    let broken = scratch("broken.json");
    std::fs::write(&broken, "{ \"virtualMachines\": 5 }").unwrap();
    let ran = run(&["--scenario", broken.to_str().unwrap()]);
    ran.failed(2, "InvalidScenario");
    assert!(ran.stderr.contains("virtualMachines"), "{}", ran.stderr);
    // A dangling reference is found when the emulator starts.
    std::fs::write(&broken, r#"{"thisVm":"nowhere"}"#).unwrap();
    let ran = run(&["--scenario", broken.to_str().unwrap()]);
    ran.failed(2, "InvalidScenario");
    assert!(ran.stderr.contains("thisVm"), "{}", ran.stderr);
    for faults in ["[", "{}", "web filter", "web-filters", r#"[{"endpoint":"mars"}]"#, "@/no/such/faults.json"] {
        run(&["--faults", faults]).failed(2, "InvalidFaults");
    }
    run(&["--imds", "0.0.0.0:0"]).failed(2, "EmulatorNotStarted");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    run(&["--imds", &taken.local_addr().unwrap().to_string()]).failed(1, "EmulatorNotStarted");
    run(&["--ready-file", "/no/such/folder/ready.json"]).failed(1, "ReadyFileFailed");
}

#[test]
fn a_command_runs_inside_and_its_exit_code_is_returned() {
    let program = env!("CARGO_BIN_EXE_azmi");
    let inside = |words: &[&str]| -> Ran {
        let mut command = azmi(["emulate", "--"]);
        // A variable that would lead elsewhere isn't passed to the command.
        command.env("IDENTITY_ENDPOINT", "http://127.0.0.1:9/").env("IDENTITY_HEADER", "secret");
        command.args(words).output().unwrap().into()
    };
    let whoami = inside(&[program, "whoami", "--query", "source", "-o", "tsv"]);
    assert_eq!((whoami.code, whoami.stdout.as_str()), (Some(0), "Vm\n"), "{whoami:?}");
    let missing = inside(&[program, "vm", "principal-id", "-n", "vm9"]);
    assert_eq!(missing.code, Some(6), "{missing:?}");
    inside(&["/nowhere/program"]).failed(2, "CommandNotStarted");
}

#[cfg(unix)]
#[test]
fn a_command_is_terminated_gracefully_and_can_clean_up() {
    use std::io::BufRead as _;
    let script = "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done";
    let mut command = azmi(["emulate", "--", "sh", "-c", script]);
    let mut running = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let output = running.stdout.as_mut().unwrap();
    std::io::BufReader::new(output).read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    let id = running.id().to_string();
    let kill = std::process::Command::new("kill").args(["-TERM", &id]).status();
    assert!(kill.unwrap().success());
    assert_eq!(running.wait().unwrap().code(), Some(9));
}

#[test]
fn programs_can_read_the_variables_line_by_line() {
    let mut command = azmi(["emulate", "--output", "env", "--exit-with-stdin"]);
    let ran: Ran = command.output().unwrap().into();
    assert!(ran.code == Some(0) && !ran.stdout.is_empty());
    let variables = ran.stdout.strip_suffix("\n\n").unwrap();
    for line in variables.lines() {
        let (name, value) = line.split_once('=').unwrap();
        assert!(name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') && !value.is_empty(), "{line}");
    }
}

#[test]
fn programs_can_read_a_startup_error_in_the_same_format() {
    let mut command = azmi(["emulate", "--output", "env", "--exit-with-stdin", "--scenario", "/no/such/scenario.json"]);
    let ran: Ran = command.output().unwrap().into();
    assert_eq!(ran.code, Some(2));
    let (id, message) = ran.stdout.split_once('\n').unwrap();
    assert_eq!(id, "error=InvalidScenario");
    let message = message.strip_prefix("message=").and_then(|text| text.strip_suffix('\n')).unwrap();
    assert!(ran.stderr.starts_with(&format!("azmi: {message} [InvalidScenario]\n")), "{ran:?}");
}

#[test]
fn global_options_may_precede_the_command() {
    let program = env!("CARGO_BIN_EXE_azmi");
    let run = |line: &str| -> Ran { azmi(line.split(' ')).output().unwrap().into() };
    let quiet = run("-q emulate --exit-with-stdin");
    assert_eq!((quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()), (Some(0), "", ""));
    let verbose = run(&format!("-v emulate -- {program} whoami --query source -o tsv"));
    assert_eq!((verbose.code, verbose.stdout.as_str()), (Some(0), "Vm\n"), "{verbose:?}");
    assert!(verbose.stderr.contains("azmi: Imds: GET /metadata/identity/oauth2/token?"), "{verbose:?}");
    let requests = verbose.stderr.lines().filter(|line| !line.starts_with("azmi: warning: "));
    assert!(requests.into_iter().all(|line| line.ends_with(": HTTP 200")), "{verbose:?}");
    for other in ["env", "completion bash"] {
        let (plain, options) = (run(other), run(&format!("-q --verbose {other}")));
        assert_eq!((options.code, options.stdout, options.stderr), (Some(0), plain.stdout, String::new()), "{other}");
    }
}
