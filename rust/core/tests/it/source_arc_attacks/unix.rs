//! Cases that only Unix has: files that aren't regular files, races, and an account without rights.

use super::*;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

fn run(program: &str, arguments: &[&str], path: &Path, rest: &[&str]) -> bool {
    Command::new(program).args(arguments).arg(path).args(rest).output().is_ok_and(|done| done.status.success())
}

#[tokio::test]
async fn anything_but_a_regular_file_is_refused_without_blocking() {
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
    let mut names = vec!["pipe.key", "folder.key", "link.key", "endless.key", "loop.key", "socket.key"];
    // Creating a device node needs rights that not every account has; a link to one is always among the cases.
    if run("mknod", &[], &file("zero.key"), &["c", "1", "5"]) {
        names.push("zero.key");
    }
    for name in names {
        challenge(&emulator, &format!("Basic realm={}", file(name).display()));
        assert_eq!(ask(&emulator, Machine::with_agent(&lab)).await, Some(Code::ArcChallengeRefused), "{name}");
        assert_nothing_was_sent(&emulator, name);
    }
}

#[tokio::test]
async fn a_link_named_in_a_challenge_is_not_followed_even_into_the_agents_folder() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    lab.key("server.key", b"the agent's");
    let link = lab.path("link");
    symlink(lab.tokens(), &link).unwrap();
    // The access time of a link shows when it was followed.
    let used = || {
        use std::os::unix::fs::MetadataExt;
        let message = link.symlink_metadata().unwrap();
        (message.atime(), message.atime_nsec())
    };
    let before = used();
    for path in [
        link.join("server.key"),
        link.join("../AzureConnectedMachineAgent/Tokens/server.key"),
        lab.path("AzureConnectedMachineAgent/../link/server.key"),
    ] {
        challenge(&emulator, &format!("Basic realm={}", path.display()));
        assert_eq!(ask(&emulator, Machine::with_agent(&lab)).await, Some(Code::ArcChallengeRefused));
        assert_nothing_was_sent(&emulator, "link");
    }
    assert_eq!(used(), before);
    let _ = std::fs::metadata(link.join("server.key")).unwrap();
    assert_ne!(used(), before, "this file system doesn't record access times");
}

#[tokio::test]
async fn the_agents_folder_may_be_behind_a_link() {
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    // Since agent 1.63, the folder has moved, and a link stands in its old place. The challenge may name either.
    let moved = lab.path("moved");
    std::fs::rename(lab.tokens(), &moved).unwrap();
    symlink(&moved, lab.tokens()).unwrap();
    std::fs::write(moved.join("moved.key"), "key").unwrap();
    for folder in ["/var/opt/azcmagent/tokens", moved.to_str().unwrap()] {
        challenge(&emulator, &format!("Basic realm={folder}/moved.key"));
        assert_eq!(ask(&emulator, Machine::with_agent(&lab)).await, Some(Code::TokenRefused));
        assert_eq!(asked(&emulator, OF).len(), 2);
    }
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
    assert_eq!(ask(&emulator, machine).await, Some(Code::ArcChallengeRefused));
    assert_nothing_was_sent(&emulator, "growing");
}

#[tokio::test]
async fn a_hard_link_in_the_folder_counts_as_a_file_of_the_folder() {
    // Creating one needs write access to the agent's folder, and the system doesn't allow links to other accounts' files.
    let lab = Lab::new();
    let emulator = agent(&lab, "");
    std::fs::write(lab.path("first.key"), "key").unwrap();
    std::fs::hard_link(lab.path("first.key"), lab.tokens().join("second.key")).unwrap();
    challenge(&emulator, &format!("Basic realm={}", lab.tokens().join("second.key").display()));
    assert_eq!(ask(&emulator, Machine::with_agent(&lab)).await, Some(Code::TokenRefused));
}
