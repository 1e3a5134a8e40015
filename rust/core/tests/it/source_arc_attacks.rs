//! Attacks on the rules for the Azure Arc agent's key files: whatever a hostile listener or a hostile account on the machine
//! puts into the challenge, the client sends only a key from the agent's own folder, and no call hangs.

use crate::sources::machine::{Lab, Machine};
use crate::sources::*;
use crate::support::*;
use azmi_core::{Code, Identity, SourceKind};
use azmi_emulator::{Emulator, Endpoint, Fault};
use std::time::{Duration, Instant};

const OF: Endpoint = Endpoint::Arc;

fn agent(lab: &Lab, settings: &str) -> Emulator {
    let folder = serde_json::to_string(&lab.tokens()).unwrap();
    emulator_with(&format!(r#"{{"hosts":{{"arc":{{"keyFolder":{folder}{settings}}}}}}}"#))
}

/// Requests a token on `machine`; returns the failure's id, or `None` if a token arrived.
async fn ask(emulator: &Emulator, machine: Machine) -> Option<Code> {
    emulator.clear_requests();
    let options = with_variables(variables(emulator, OF), Identity::SystemAssigned);
    let begin = Instant::now();
    let again = azmi_core::TokenRequest { force_refresh: true, ..request(ARM) };
    let result = made(options, machine).unwrap().token(&again, &quick()).await;
    assert!(begin.elapsed() < Duration::from_secs(5));
    result.err().map(|error| {
        assert_eq!(error.source_kind(), Some(SourceKind::Arc));
        assert!(error.next_step().is_some());
        error.code()
    })
}

/// Makes the listener send `header` as its challenge.
fn challenge(emulator: &Emulator, header: &str) {
    emulator.set_faults(vec![Fault {
        status: Some(401),
        headers: [("www-authenticate".to_owned(), Some(header.to_owned()))].into(),
        ..Fault::at(OF)
    }]);
}

/// Asserts that nothing was sent after the challenge.
fn assert_nothing_was_sent(emulator: &Emulator, what: &str) {
    let sent = asked(emulator, OF);
    assert_eq!(sent.len(), 1, "{what}");
    assert!(!sent[0].headers.contains_key("authorization"), "{what}");
}

#[tokio::test]
async fn each_trap_of_a_hostile_listener_is_refused() {
    for (trap, good) in [
        ("proper", true),
        ("quoted", true),
        ("largest", true),
        ("otherFolder", false),
        ("parentFolder", false),
        ("otherExtension", false),
        ("tooLarge", false),
        ("link", false),
        ("missing", false),
        ("noHeader", false),
    ] {
        // Wine, and accounts without the right, can't create the link.
        if cfg!(windows) && trap == "link" {
            continue;
        }
        let lab = Lab::new();
        let emulator = agent(&lab, &format!(r#","challenge":"{trap}""#));
        let outcome = ask(&emulator, Machine::with_agent(&lab)).await;
        if good {
            assert_eq!(outcome, None, "{trap}");
        } else {
            assert_eq!(outcome, Some(Code::ArcChallengeRefused), "{trap}");
            assert_nothing_was_sent(&emulator, trap);
        }
    }
}

#[tokio::test]
async fn a_file_without_a_key_is_not_sent() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    for (name, content) in [
        ("empty", &b""[..]),
        ("line-break-only", b"\r\n"),
        ("not-text", b"\xff\xfe\x00k"),
        ("umlaut", "schl\u{fc}ssel".as_bytes()),
        ("zero-byte", b"key\0"),
        ("bell", b"key\x07"),
        ("second-header", b"key\r\nX-Forwarded-For: 10.0.0.1"),
        ("second-line", b"key\nkey"),
        ("tab", b"key\tkey"),
    ] {
        challenge(&emulator, &lab.key(&format!("{name}.key"), content));
        assert_eq!(ask(&emulator, Machine::with_agent(&lab)).await, Some(Code::ArcChallengeRefused), "{name}");
        assert_nothing_was_sent(&emulator, name);
    }
}

#[tokio::test]
async fn a_trailing_line_break_is_not_part_of_the_key() {
    for end in ["", "\n", "\r\n", "\r\n\r\n"] {
        let lab = Lab::new();
        let emulator = agent(&lab, "");
        // The agent expects the key from its own file, to which an editor has added a line break.
        let machine = Machine::with_agent(&lab).after_check({
            let folder = lab.tokens();
            Box::new(move || {
                for file in std::fs::read_dir(&folder).unwrap() {
                    let path = file.unwrap().path();
                    let text = std::fs::read_to_string(&path).unwrap();
                    std::fs::write(&path, format!("{text}{end}")).unwrap();
                }
            })
        });
        assert_eq!(ask(&emulator, machine).await, None, "{end:?}");
    }
}

#[tokio::test]
async fn a_challenge_that_is_not_a_path_is_refused() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    lab.key("real.key", b"key");
    let inside = lab.tokens().join("real.key").display().to_string();
    let long = format!("Basic realm=/{}.key", "a".repeat(9_000));
    for header in [
        "",
        "Basic",
        "Basic realm",
        "Basic realm=",
        "Basic realm=\"\"",
        "Basic realm=.key",
        "Basic realm=real.key",
        &format!("Basic {inside}"),
        &format!("Bearer realm={inside}"),
        &format!("Basicrealm={inside}"),
        &format!("Basic file={inside}"),
        &format!("Basic realm={inside}/"),
        &format!("Basic realm={inside}/."),
        &format!("Basic realm={inside}, Basic realm=/etc/passwd"),
        &format!("Basic realm={}", lab.tokens().display()),
        "Basic realm=/etc/passwd",
        "Basic realm=/proc/self/environ.key",
        "Basic realm=//10.0.0.1/share/real.key",
        "Basic realm=\\\\10.0.0.1\\share\\real.key",
        "Basic realm=file:///var/opt/azcmagent/tokens/real.key",
        &long,
    ] {
        challenge(&emulator, header);
        let outcome = ask(&emulator, Machine::with_agent(&lab)).await;
        assert_eq!(outcome, Some(Code::ArcChallengeRefused), "{header}");
        assert_nothing_was_sent(&emulator, header);
    }
}

#[cfg(unix)]
mod unix;

#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
mod real_folder {
    use super::*;
    use crate::sources::namespace::is_inside;
    use azmi_core::{Call, Client};
    use std::process::Command;

    const FOLDER: &str = "/var/opt/azcmagent/tokens";
    const ENDPOINT: &str = "AZMI_TEST_ENDPOINT";

    fn emulator() -> Emulator {
        emulator_with(&format!(r#"{{"hosts":{{"arc":{{"keyFolder":"{FOLDER}"}}}}}}"#))
    }

    #[tokio::test]
    #[ignore = "needs namespaces: cargo xtask test --only rust/namespaces"]
    async fn only_the_agents_real_folder_is_read() {
        if !is_inside("source_arc_attacks::real_folder::only_the_agents_real_folder_is_read") {
            return;
        }
        let emulator = emulator();
        let options = || with_variables(variables(&emulator, OF), Identity::SystemAssigned);
        let again = azmi_core::TokenRequest { force_refresh: true, ..request(ARM) };
        let client = Client::new(options()).unwrap();
        client.token(&again, &quick()).await.unwrap();

        // A system file that reports a size of zero but holds more than the limit.
        std::fs::write(format!("{FOLDER}/large.key"), "").unwrap();
        let mounted = Command::new("mount")
            .args(["--bind", "/proc/kallsyms", &format!("{FOLDER}/large.key")])
            .status()
            .is_ok_and(|status| status.success());
        let size = std::fs::read(format!("{FOLDER}/large.key")).unwrap().len();
        assert!(mounted && size > 4_096);
        challenge(&emulator, &format!("Basic realm={FOLDER}/large.key"));
        let error = client.token(&again, &quick()).await.unwrap_err();
        assert_eq!(error.code(), Code::ArcChallengeRefused);
        assert!(error.message().contains("larger than 4096"), "{error}");

        // The variable that moves the folder for other programs has no effect here.
        let mut elsewhere = variables(&emulator, OF);
        elsewhere.insert("PROGRAMDATA".to_owned(), "/tmp".to_owned());
        std::fs::write("/var/opt/moved.key", "secret").unwrap();
        challenge(&emulator, "Basic realm=/var/opt/moved.key");
        let moved = Client::new(with_variables(elsewhere, Identity::SystemAssigned)).unwrap();
        assert_eq!(code(moved.token(&again, &quick()).await), Code::ArcChallengeRefused);
    }

    #[test]
    #[ignore = "needs namespaces and other accounts: cargo xtask test --only rust/accounts"]
    fn an_account_without_the_right_is_pointed_to_the_group() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        if let Ok(endpoint) = std::env::var(ENDPOINT) {
            // This is the other account.
            let variables = [("IDENTITY_ENDPOINT", endpoint.as_str()), ("IMDS_ENDPOINT", "http://localhost")];
            let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let options = with_variables(variables, Identity::SystemAssigned);
            let client = Client::new(options).unwrap();
            let error = runtime.block_on(client.token(&request(ARM), &Call::new())).unwrap_err();
            assert_eq!(error.code(), Code::ArcAccessDenied);
            assert!(error.next_step().unwrap().contains("usermod -aG himds"));
            return;
        }
        if !is_inside("source_arc_attacks::real_folder::an_account_without_the_right_is_pointed_to_the_group") {
            return;
        }
        let emulator = emulator();
        let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        // Copies the test binary to where the other account can reach it.
        let program = "/var/opt/test";
        std::fs::copy(std::env::current_exe().unwrap(), program).unwrap();
        let mode = |path: &str, mode: u32| {
            let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
            std::fs::set_permissions(path, permissions).unwrap();
        };
        mode(program, 0o755);
        mode(FOLDER, 0o700);
        let done = Command::new("setpriv")
            .args(nobody)
            .args([program, "--exact", "--nocapture", "--include-ignored"])
            .arg("source_arc_attacks::real_folder::an_account_without_the_right_is_pointed_to_the_group")
            .current_dir("/")
            .env(ENDPOINT, &emulator.endpoints().sources[&OF].url)
            .output()
            .unwrap();
        assert!(done.status.success() && String::from_utf8_lossy(&done.stdout).contains("1 passed"), "{done:?}");
        assert_eq!(asked(&emulator, OF).len(), 1);
    }
}
