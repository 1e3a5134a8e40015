//! Files that are no files, races, and an account without rights: what only Unix has.

use super::*;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

fn run(program: &str, arguments: &[&str], path: &Path, rest: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .arg(path)
        .args(rest)
        .output()
        .is_ok_and(|done| done.status.success())
}

#[tokio::test]
async fn what_is_no_regular_file_is_refused_without_waiting() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    let file = |name: &str| lab.tokens().join(name);
    std::fs::write(lab.path("secret.key"), "secret").unwrap();
    assert!(run("mkfifo", &[], &file("pipe.key"), &[]));
    std::fs::create_dir(file("folder.key")).unwrap();
    symlink(lab.path("secret.key"), file("link.key")).unwrap();
    symlink("/dev/zero", file("endless.key")).unwrap();
    symlink(file("loop.key"), file("loop.key")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(file("socket.key")).unwrap();
    let mut names = vec![
        "pipe.key",
        "folder.key",
        "link.key",
        "endless.key",
        "loop.key",
        "socket.key",
    ];
    // A device needs rights that not every account has; a link to one is among them in any case.
    if run("mknod", &[], &file("zero.key"), &["c", "1", "5"]) {
        names.push("zero.key");
    }
    for name in names {
        challenge(&emulator, &format!("Basic realm={}", file(name).display()));
        assert_eq!(
            ask(&emulator, Machine::with_agent(&lab)).await,
            Some(Code::ArcChallengeRefused),
            "{name}"
        );
        nothing_was_told(&emulator, name);
    }
}

#[tokio::test]
async fn a_folder_swapped_after_the_check_leads_nowhere() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    // The path of the challenge runs through a link of an attacker's, which leads to the agent's folder while it is looked at
    // and to somebody's private keys when the file is opened.
    lab.key("server.key", b"the agent's");
    std::fs::create_dir(lab.path("private")).unwrap();
    std::fs::write(lab.path("private/server.key"), "a private key").unwrap();
    std::fs::write(lab.path("private/only.key"), "a private key").unwrap();
    let link = lab.path("link");
    let lead = {
        let link = link.clone();
        move |to: &Path| {
            let _ = std::fs::remove_file(&link);
            symlink(to, &link).unwrap();
        }
    };
    for (name, sent) in [("server.key", true), ("only.key", false)] {
        lead(&lab.tokens());
        let header = format!("Basic realm={}", link.join(name).display());
        challenge(&emulator, &header);
        let (lead, private) = (lead.clone(), lab.path("private"));
        let machine = Machine::with_agent(&lab).after_check(Box::new(move || lead(&private)));
        let seen = ask(&emulator, machine).await;
        // The agent's own file of that name is sent, and a file that only the other folder has isn't there.
        let expected = if sent {
            Code::TokenRefused
        } else {
            Code::ArcChallengeRefused
        };
        assert_eq!(seen, Some(expected));
        assert_eq!(asked(&emulator, OF).len(), if sent { 2 } else { 1 });
    }
}

#[tokio::test]
async fn the_agents_folder_may_lie_behind_a_link() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    // As agents from 1.63 on do: their folder has moved, and a link stands in its old place.
    let link = lab.path("moved");
    symlink(lab.tokens(), &link).unwrap();
    let key = lab.tokens().join("moved.key");
    std::fs::write(&key, "key").unwrap();
    challenge(
        &emulator,
        &format!("Basic realm={}", link.join("moved.key").display()),
    );
    assert_eq!(
        ask(&emulator, Machine::with_agent(&lab)).await,
        Some(Code::TokenRefused)
    );
    assert_eq!(asked(&emulator, OF).len(), 2);
}

#[tokio::test]
async fn a_file_that_grows_while_it_is_read_is_never_sent_beyond_the_limit() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    let header = lab.key("growing.key", &[b'k'; 4_000]);
    challenge(&emulator, &header);
    let file = lab.tokens().join("growing.key");
    let machine = Machine::with_agent(&lab).after_check(Box::new(move || {
        std::fs::write(&file, [b'k'; 4_097]).unwrap();
    }));
    assert_eq!(
        ask(&emulator, machine).await,
        Some(Code::ArcChallengeRefused)
    );
    nothing_was_told(&emulator, "growing");
}

#[tokio::test]
async fn a_second_name_of_a_file_is_a_file_of_the_folder() {
    // Only who may write to the agent's folder can make one, and the system lets nobody link to what isn't theirs.
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    std::fs::write(lab.path("first.key"), "key").unwrap();
    std::fs::hard_link(lab.path("first.key"), lab.tokens().join("second.key")).unwrap();
    challenge(
        &emulator,
        &format!("Basic realm={}", lab.tokens().join("second.key").display()),
    );
    assert_eq!(
        ask(&emulator, Machine::with_agent(&lab)).await,
        Some(Code::TokenRefused)
    );
}
