//! Names with a special meaning on Windows: streams, devices, pipes and other machines.

use super::*;
use tokio::net::windows::named_pipe::{NamedPipeServer, ServerOptions};
use tokio::time::timeout;

#[tokio::test]
async fn a_name_with_a_special_meaning_on_windows_is_refused() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    std::fs::write(lab.path("outside.key"), "secret").unwrap();
    std::fs::write(lab.tokens().join("plain.txt"), "secret").unwrap();
    // Where a name with a drive but without a folder would lead.
    std::env::set_current_dir(lab.path("")).unwrap();
    let drive = lab.path("").display().to_string()[..2].to_owned();
    for name in [
        &format!("{drive}outside.key"),
        "plain.txt:hidden.key",
        "plain.txt::$DATA.key",
        "nul.key",
        "con.key",
        "com1.key",
        "..\\..\\outside.key",
        "../../outside.key",
        "*.key",
    ] {
        let path = format!("{}\\{name}", lab.tokens().display());
        challenge(&emulator, &format!("Basic realm={path}"));
        assert_eq!(ask(&emulator, Machine::with_agent(&lab)).await, Some(Code::ArcChallengeRefused), "{name}");
        assert_nothing_was_sent(&emulator, name);
    }
}

#[tokio::test]
async fn only_a_plain_path_into_the_folder_is_accepted() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    lab.key("real.key", b"key");
    let folder = lab.tokens().display().to_string();
    let (drive, rest) = folder.split_at(2);
    for path in [
        format!("{folder}\\real.key"),
        format!("{}/real.key", folder.replace('\\', "/")),
        format!("{}\\real.key", folder.to_uppercase()),
    ] {
        challenge(&emulator, &format!("Basic realm={path}"));
        let outcome = ask(&emulator, Machine::with_agent(&lab)).await;
        // The key is read and sent, and the listener sends the challenge again.
        assert_eq!(outcome, Some(Code::TokenRefused), "{path}");
    }
    for path in [
        format!("\\\\localhost\\{}${rest}\\real.key", &drive[..1]),
        format!("\\\\?\\{folder}\\real.key"),
        format!("\\\\.\\{folder}\\real.key"),
        format!("\\??\\{folder}\\real.key"),
        "\\\\.\\pipe\\real.key".to_owned(),
        "//10.0.0.1/share/real.key".to_owned(),
        format!("{rest}\\real.key"),
        format!("{drive}real.key"),
    ] {
        challenge(&emulator, &format!("Basic realm={path}"));
        let outcome = ask(&emulator, Machine::with_agent(&lab)).await;
        assert_eq!(outcome, Some(Code::ArcChallengeRefused), "{path}");
        assert_nothing_was_sent(&emulator, &path);
    }
}

/// Whether the pipe has been opened.
async fn was_opened(pipe: &NamedPipeServer) -> bool {
    timeout(Duration::from_millis(50), pipe.connect()).await.is_ok()
}

#[tokio::test]
async fn a_pipe_named_in_a_challenge_is_never_opened() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    let name = format!("azmi-{}.key", std::process::id());
    let path = format!("\\\\.\\pipe\\{name}");
    let pipe = ServerOptions::new().create(&path).unwrap();
    let folder = lab.tokens().display().to_string();
    for path in [
        path.clone(),
        format!("\\\\?\\pipe\\{name}"),
        format!("//./pipe/{name}"),
        format!("\\??\\pipe\\{name}"),
        format!("\\\\localhost\\pipe\\{name}"),
        format!("\\\\127.0.0.1\\pipe\\{name}"),
        format!("\\\\?\\UNC\\localhost\\pipe\\{name}"),
        format!("\\\\?\\GLOBALROOT\\Device\\NamedPipe\\{name}"),
        format!("{folder}\\..\\..\\..\\..\\..\\..\\..\\pipe\\{name}"),
        format!("{folder}\\\\.\\pipe\\{name}"),
        format!("pipe\\{name}"),
    ] {
        challenge(&emulator, &format!("Basic realm={path}"));
        let outcome = ask(&emulator, Machine::with_agent(&lab)).await;
        assert_eq!(outcome, Some(Code::ArcChallengeRefused), "{path}");
        assert_nothing_was_sent(&emulator, &path);
        assert!(!was_opened(&pipe).await, "{path}");
    }
    // Checking whether the pipe exists opens it.
    let _ = std::fs::canonicalize(&path);
    assert!(was_opened(&pipe).await, "this system doesn't report connections");
}
