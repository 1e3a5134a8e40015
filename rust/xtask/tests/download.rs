//! The download against a local server: the right file, a wrong hash, no such file, nobody there, silence.

use azmi_xtask::tools::download::{Fetch, Policy, Refused, fetch};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

/// SHA-512 of `hello`.
const HELLO: &str = "9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043";

/// Answers one request with these bytes, and gives its address.
fn answer_once(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request);
        let _ = stream.write_all(answer);
    });
    format!("http://{address}/tool.zip")
}

fn policy() -> Policy {
    Policy {
        connect: Duration::from_secs(2),
        answer: Duration::from_millis(300),
        ..Policy::default()
    }
}

/// How a try went.
struct Tried {
    outcome: Result<(), Refused>,
    said: Vec<String>,
    files: Vec<(String, Vec<u8>)>,
}

/// Fetches into an empty folder.
fn try_fetch(url: &str, sha512: &str, policy: &Policy) -> Tried {
    let folder = tempfile::tempdir().unwrap();
    let tools = folder.path().join("tools");
    let mut said = Vec::new();
    let what = Fetch {
        title: "Tool",
        version: "1.2",
        url,
        sha512,
    };
    let outcome = fetch(&what, &tools.join("tool.zip"), policy, &mut |line| {
        said.push(line.to_owned())
    });
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        (
            path.file_name().unwrap().to_string_lossy().into_owned(),
            fs::read(path).unwrap(),
        )
    };
    let files = fs::read_dir(tools)
        .map(|entries| entries.map(read).collect())
        .unwrap_or_default();
    Tried {
        outcome,
        said,
        files,
    }
}

#[test]
fn the_right_file_is_kept_and_its_name_and_size_are_said_first() {
    let url =
        answer_once(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
    let Tried {
        outcome,
        said,
        files,
    } = try_fetch(&url, HELLO, &policy());
    outcome.unwrap();
    assert_eq!(files, [("tool.zip".to_owned(), b"hello".to_vec())]);
    assert_eq!(said, [format!("downloading Tool 1.2 (0.0 MB) from {url}")]);
}

#[test]
fn another_file_is_deleted_and_refused() {
    let url =
        answer_once(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nHELLO");
    let Tried { outcome, files, .. } = try_fetch(&url, HELLO, &policy());
    assert!(
        matches!(outcome, Err(Refused::WrongHash { .. })),
        "{outcome:?}"
    );
    assert!(files.is_empty(), "{files:?}");
}

#[test]
fn a_file_cut_short_is_refused() {
    let url = answer_once(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhel");
    let Tried { outcome, files, .. } = try_fetch(&url, HELLO, &policy());
    assert!(
        matches!(
            outcome,
            Err(Refused::Connection(_) | Refused::WrongHash { .. })
        ),
        "{outcome:?}"
    );
    assert!(files.is_empty(), "{files:?}");
}

#[test]
fn no_such_file_names_the_status() {
    let url =
        answer_once(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let Tried {
        outcome,
        said,
        files,
    } = try_fetch(&url, HELLO, &policy());
    assert_eq!(
        outcome.unwrap_err().to_string(),
        "not downloaded: the server answered HTTP 404"
    );
    assert!(said.is_empty() && files.is_empty());
}

#[test]
fn nobody_listening_is_a_quick_no() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/tool.zip", listener.local_addr().unwrap());
    drop(listener);
    let before = Instant::now();
    let Tried { outcome, files, .. } = try_fetch(&url, HELLO, &policy());
    assert!(
        matches!(outcome, Err(Refused::Connection(_))),
        "{outcome:?}"
    );
    assert!(
        before.elapsed() < Duration::from_secs(3),
        "{:?}",
        before.elapsed()
    );
    assert!(files.is_empty());
}

#[test]
fn no_route_to_the_host_ends_within_the_limit() {
    // A name that no resolver knows: what a machine without a way out meets first.
    let before = Instant::now();
    let Tried { outcome, files, .. } =
        try_fetch("http://azmi-download.invalid/tool.zip", HELLO, &policy());
    assert!(
        matches!(outcome, Err(Refused::Connection(_))),
        "{outcome:?}"
    );
    assert!(
        before.elapsed() < Duration::from_secs(5),
        "{:?}",
        before.elapsed()
    );
    assert!(files.is_empty());
}

#[test]
fn a_silent_server_ends_within_the_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/tool.zip", listener.local_addr().unwrap());
    let before = Instant::now();
    let Tried { outcome, .. } = try_fetch(&url, HELLO, &policy());
    assert!(
        matches!(outcome, Err(Refused::Connection(_))),
        "{outcome:?}"
    );
    assert!(
        before.elapsed() < Duration::from_secs(5),
        "{:?}",
        before.elapsed()
    );
    drop(listener);
}

#[test]
fn a_length_larger_than_any_tool_is_refused_before_reading() {
    let url = answer_once(
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\nhello",
    );
    let Tried { outcome, files, .. } = try_fetch(&url, HELLO, &policy());
    assert!(
        matches!(outcome, Err(Refused::TooLarge(99_999_999_999))),
        "{outcome:?}"
    );
    assert!(files.is_empty());
}

#[test]
fn offline_asks_nobody() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/tool.zip", listener.local_addr().unwrap());
    let Tried { outcome, .. } = try_fetch(
        &url,
        HELLO,
        &Policy {
            offline: true,
            ..policy()
        },
    );
    assert!(matches!(outcome, Err(Refused::Offline)), "{outcome:?}");
    assert!(listener.accept().is_err(), "something connected");
}

#[test]
fn without_a_written_hash_nobody_is_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/tool.zip", listener.local_addr().unwrap());
    let Tried { outcome, .. } = try_fetch(&url, "", &policy());
    assert!(matches!(outcome, Err(Refused::NoHash)), "{outcome:?}");
    assert!(listener.accept().is_err(), "something connected");
}
