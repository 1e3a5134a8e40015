//! Every exit code, with the error id that explains it.

use crate::support::{Ran, World, azmi};
use azmi_emulator::{Endpoint, Fault};
use std::time::{Duration, Instant};

#[test]
fn an_invalid_command_line_is_2() {
    for line in ["", "tokens", "token --nope", "token -o xml", "vm", "whoami --timeout soon", "whoami --source aks"] {
        let ran: Ran = azmi(line.split_terminator(' ')).output().unwrap().into();
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{line}: {ran:?}");
        assert!(ran.stderr.contains("Usage: azmi") || ran.stderr.contains("--help"), "{ran:?}");
    }
    let ran: Ran = azmi(["token", "--client-id", "me"]).output().unwrap().into();
    ran.failed(2, "InvalidClientId");
    let both = ["whoami", "--client-id", "66666666-6666-4666-8666-666666666661", "--resource-id", "/subscriptions/x"];
    let ran: Ran = azmi(both).output().unwrap().into();
    ran.failed(2, "ConflictingSelectors");
}

#[test]
fn help_and_version_are_successes() {
    for line in ["--help", "token --help", "vm principal-id --help", "doctor --help", "emulate --help"] {
        let ran: Ran = azmi(line.split(' ')).output().unwrap().into();
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{line}");
        assert!(ran.stdout.contains("Usage: azmi"), "{line}");
    }
    let ran: Ran = azmi(["--version"]).output().unwrap().into();
    assert_eq!(ran.line(), format!("azmi {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn help_names_the_columns_of_tsv() {
    for line in ["whoami", "vm principal-id", "vm identity", "doctor", "env"] {
        let words = line.split(' ').chain(["--help"]);
        let ran: Ran = azmi(words).output().unwrap().into();
        assert!(ran.answer().contains(" of tsv: "), "{line}");
    }
}

#[test]
fn variables_of_an_emulator_that_has_ended_are_named_as_the_cause() {
    let mut variables = World::new().emulator.endpoints().environment.clone();
    for variable in ["AZMI_CA_FILE", "AZMI_ENVIRONMENT", "AZURE_POD_IDENTITY_AUTHORITY_HOST"] {
        let ran: Ran = azmi(["token"]).envs(&variables).output().unwrap().into();
        assert!(ran.stderr.contains(&format!("{variable} seems to point to an emulator that has ended.")), "{ran:?}");
        assert!(ran.stderr.contains("Start the emulator again"), "{ran:?}");
        variables.remove(variable);
    }
}

#[test]
fn an_invalid_cloud_from_a_variable_is_blamed_on_the_variable() {
    for value in ["Mars", "http://arm.example.invalid"] {
        let mut command = azmi(["whoami"]);
        let ran: Ran = command.env("AZMI_ENVIRONMENT", value).output().unwrap().into();
        assert!(ran.stderr.starts_with("azmi: The variable AZMI_ENVIRONMENT can't be used: "), "{ran:?}");
    }
    let ran: Ran = azmi(["whoami", "--environment", "Mars"]).output().unwrap().into();
    assert!(!ran.stderr.contains("AZMI_ENVIRONMENT"), "{ran:?}");
}

#[test]
fn hints_name_options_instead_of_powershell_parameters() {
    let world = World::new();
    for (line, option) in [
        ("vm principal-id --name vm2", "--identity-name uai1"),
        ("token --source arc", "choose --source auto, which"),
        ("rest --path providers", "--uri"),
    ] {
        let ran = world.run(line);
        assert_ne!(ran.code, Some(0), "{line}");
        assert!(ran.stderr.contains(option), "{line}: {ran:?}");
        let parameter = |word: &str| {
            let name = word.trim_start_matches('(').strip_prefix('-');
            name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
        };
        assert!(!ran.stderr.split(' ').any(parameter), "{line}: {ran:?}");
    }
}

#[test]
fn no_endpoint_is_3_and_is_reported_quickly() {
    let start = Instant::now();
    let mut command = azmi(["whoami"]);
    // Nothing listens on port 1.
    command.env("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:1");
    let ran: Ran = command.output().unwrap().into();
    ran.failed(3, "NothingListening");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn an_unassigned_identity_is_4() {
    let world = World::new();
    world.run("token --client-id 66666666-6666-4666-8666-000000000000").failed(4, "IdentityNotAssigned");
}

#[test]
fn a_different_identity_is_4() {
    let world = World::new();
    let claims = [("appid", "66666666-6666-4666-8666-000000000000")];
    let claims = claims.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    world.emulator.set_faults(vec![Fault { claims, ..Fault::at(Endpoint::Imds) }]);
    let id = world.emulator.endpoints().user_assigned[0].client_id.clone();
    world.run(&format!("token --client-id {id}")).failed(4, "WrongIdentity");
}

#[test]
fn forbidden_is_5() {
    let world = World::new();
    let nobody = world.emulator.endpoints().user_assigned[0].clone();
    let ran = world.run(&format!("vm principal-id -n vm1 -g rg1 --client-id {}", nobody.client_id));
    ran.failed(5, "AuthorizationFailed");
    // Each command is complete on its own line.
    let line = |begin: &str| ran.stderr.lines().any(|line| line.starts_with(begin));
    assert!(
        line("  az role assignment create --assignee-object-id") && line("  New-AzRoleAssignment -ObjectId"),
        "{ran:?}"
    );
}

#[test]
fn a_refusal_ends_with_the_services_code_and_the_request_id() {
    let world = World::new();
    world.emulator.set_faults(vec![Fault {
        status: Some(403),
        body: Some(r#"{"error":{"code":"RequestDisallowedByPolicy","message":"no"}}"#.into()),
        headers: [("x-ms-request-id".into(), Some("req-4711".into()))].into(),
        matching: Some("/things".into()),
        ..Fault::at(Endpoint::Arm)
    }]);
    let ran = world.run("rest --method get --path /things?api-version=1");
    ran.failed(5, "DisallowedByPolicy");
    assert!(ran.stderr.contains("[DisallowedByPolicy; RequestDisallowedByPolicy; request req-4711]"), "{ran:?}");
    assert!(!ran.stderr.contains("role assignment"), "{ran:?}");
}

#[test]
fn not_found_is_6() {
    let world = World::new();
    world.run("vm principal-id -n no-such-vm").failed(6, "VmNotFound");
}

#[test]
fn throttled_is_7() {
    let world = World::new();
    let fault = Fault { status: Some(429), retry_after: Some("300".to_owned()), ..Fault::at(Endpoint::Imds) };
    world.emulator.set_faults(vec![fault]);
    world.run("token --timeout 5").failed(7, "Throttled");
}

#[test]
fn a_timeout_is_7() {
    let world = World::new();
    world.emulator.set_faults(vec![Fault { delay_ms: 20_000, ..Fault::at(Endpoint::Imds) }]);
    let start = Instant::now();
    world.run("token --timeout 0.3").failed(7, "TimedOut");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[test]
fn any_other_failure_is_1() {
    let world = World::new();
    let fault = Fault { body: Some("<html>".to_owned()), ..Fault::at(Endpoint::Imds) };
    world.emulator.set_faults(vec![fault]);
    world.run("token").failed(1, "BadResponse");
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_130_at_once() {
    let world = World::new();
    world.emulator.set_faults(vec![Fault { delay_ms: 20_000, ..Fault::at(Endpoint::Imds) }]);
    let mut command = world.command("token -v");
    let child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    // The request appears in the log once the program waits for the response.
    let until = Instant::now() + Duration::from_secs(10);
    while world.emulator.requests().is_empty() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
    let start = Instant::now();
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let ran: Ran = child.wait_with_output().unwrap().into();
    ran.failed(130, "Cancelled");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[cfg(unix)]
#[test]
fn a_body_that_never_arrives_or_never_ends_stops_at_the_time_limit() {
    let world = World::new();
    let pipe = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let pipe = pipe.join(format!("body-{}", std::process::id()));
    let _ = std::fs::remove_file(&pipe);
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let start = Instant::now();
    let put = "rest -m put --path /subscriptions?api-version=2022-12-01 --timeout 1 --body";
    world.run(&format!("{put} @{}", pipe.display())).failed(7, "TimedOut");
    assert!(start.elapsed() < Duration::from_secs(4));
    world.run(&format!("{put} @/dev/zero --timeout 60").replacen("--timeout 1 ", "", 1)).failed(2, "InvalidBody");
    std::fs::remove_file(&pipe).unwrap();
}

/// A command that blocks on a pipe without a writer where it expects a file. The pipe is removed with the test.
#[cfg(unix)]
fn stuck(world: &World, name: &str, line: &str) -> std::process::Command {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let pipe = folder.join(format!("{name}-{}.pem", std::process::id()));
    let _ = std::fs::remove_file(&pipe);
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let mut command = world.command(line);
    command.env("AZMI_CA_FILE", &pipe).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    command
}

#[cfg(unix)]
#[test]
fn an_endless_roots_file_ends_the_call_at_once() {
    let world = World::new();
    let start = Instant::now();
    let line = "rest --path /subscriptions?api-version=2022-12-01 --timeout 20";
    let ran: Ran = stuck(&world, "limit", line).output().unwrap().into();
    ran.failed(2, "InvalidCaFile");
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}
