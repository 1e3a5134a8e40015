//! The real Azure CLI, unchanged, against the emulator.
//!
//! Runs the `az` that `AZMI_AZ` names, else the one on PATH; without one it says so and passes. Nothing but loopback is reached: the
//! proxy named for everything else doesn't exist.

mod support;

use azmi_emulator::{Emulator, Endpoint, Endpoints, Options, RoleAssignment, Scenario};
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long one command may take, first start on a slow disk included.
const LIMIT: Duration = Duration::from_secs(180);

struct AzureCli {
    program: PathBuf,
    folder: PathBuf,
    variables: Vec<(&'static str, String)>,
}

impl AzureCli {
    fn new(program: PathBuf, endpoints: &Endpoints) -> Self {
        let folder = env::temp_dir().join(format!("azmi-azure-cli-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let variables = vec![
            ("AZURE_CONFIG_DIR", folder.to_string_lossy().into_owned()),
            ("AZURE_CORE_COLLECT_TELEMETRY", "no".to_owned()),
            ("AZURE_CORE_SURVEY_MESSAGE", "no".to_owned()),
            ("AZURE_POD_IDENTITY_AUTHORITY_HOST", endpoints.imds.clone()),
            (
                "REQUESTS_CA_BUNDLE",
                endpoints.ca_file.to_string_lossy().into_owned(),
            ),
            ("HTTP_PROXY", "http://127.0.0.1:9".to_owned()),
            ("HTTPS_PROXY", "http://127.0.0.1:9".to_owned()),
            ("NO_PROXY", "localhost,127.0.0.1".to_owned()),
        ];
        Self {
            program,
            folder,
            variables,
        }
    }

    /// Runs a command to its end.
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Another source's variables would win over the endpoint under test.
        for name in [
            "IDENTITY_ENDPOINT",
            "IDENTITY_HEADER",
            "IMDS_ENDPOINT",
            "MSI_ENDPOINT",
            "MSI_SECRET",
            "AZURE_CLIENT_ID",
        ] {
            command.env_remove(name);
        }
        command.envs(self.variables.iter().map(|(name, value)| (*name, value)));
        let mut child = command.spawn().expect("az starts");
        let begun = Instant::now();
        while child.try_wait().expect("az can be waited for").is_none() {
            if begun.elapsed() > LIMIT {
                let _ = child.kill();
                panic!("az {arguments:?} took longer than {LIMIT:?}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        child.wait_with_output().expect("its output")
    }

    /// Runs a command that must succeed; its standard output.
    fn out(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "az {arguments:?}: {errors}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for AzureCli {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os("AZMI_AZ") {
        return Some(PathBuf::from(named));
    }
    let names: &[&str] = if cfg!(windows) {
        &["az.cmd", "az.exe"]
    } else {
        &["az"]
    };
    let path = env::var_os("PATH")?;
    let candidates =
        env::split_paths(&path).flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    candidates
        .into_iter()
        .find(|file: &PathBuf| Path::is_file(file))
}

#[test]
fn it_signs_in_three_ways_and_prints_the_principal_id() {
    let Some(program) = find() else {
        println!("skipped: azure-cli not found");
        return;
    };
    // Without a role the CLI refuses to sign in: it sees no subscription.
    let mut scenario = Scenario::default();
    let reader = |principal: &str| RoleAssignment {
        principal: principal.to_owned(),
        role: "Reader".to_owned(),
        scope: None,
    };
    scenario.role_assignments.push(reader("uai1"));
    let emulator = Emulator::start_in_thread(Options {
        scenario,
        ..Options::default()
    })
    .expect("starts");
    let facts = emulator.endpoints();
    let az = AzureCli::new(program, facts);

    az.out(&[
        "cloud",
        "register",
        "--name",
        "Emulated",
        "--endpoint-resource-manager",
        &facts.arm,
    ]);
    az.out(&["cloud", "set", "--name", "Emulated"]);
    let principal_id = [
        "resource",
        "list",
        "-n",
        "vm1",
        "--query",
        "[*].identity.principalId",
        "--out",
        "tsv",
    ];

    let identity = &facts.user_assigned[0];
    let user = ["--query", "[0].user.assignedIdentityInfo", "--out", "tsv"];
    for (selector, value, info) in [
        ("", "", "MSI".to_owned()),
        (
            "--client-id",
            identity.client_id.as_str(),
            format!("MSIClient-{}", identity.client_id),
        ),
        (
            "--object-id",
            identity.principal_id.as_str(),
            format!("MSIObject-{}", identity.principal_id),
        ),
        (
            "--resource-id",
            identity.resource_id.as_str(),
            format!("MSIResource-{}", identity.resource_id),
        ),
    ] {
        let mut login = vec!["login", "--identity"];
        if !selector.is_empty() {
            login.extend([selector, value]);
        }
        login.extend(user);
        assert_eq!(az.out(&login), info);
        assert_eq!(
            az.out(&principal_id),
            support::SYSTEM,
            "signed in with {selector}"
        );
        let asked = emulator.requests();
        let last = asked
            .iter()
            .rev()
            .find(|request| request.endpoint == Endpoint::Arm)
            .expect("a request");
        let oid = last
            .authorization
            .as_ref()
            .and_then(|bearer| bearer.oid.as_deref());
        assert_eq!(
            oid,
            Some(if selector.is_empty() {
                support::SYSTEM
            } else {
                &identity.principal_id
            })
        );
    }

    let wrong = az.run(&[
        "login",
        "--identity",
        "--client-id",
        "99999999-9999-4999-8999-999999999999",
    ]);
    assert!(!wrong.status.success());
    let errors = String::from_utf8_lossy(&wrong.stderr);
    assert!(errors.contains("Identity not found"), "{errors}");
}
