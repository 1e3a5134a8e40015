use super::{COMPLETE, Pin, fetched, pins, unpack};
use crate::package::archive::Entry;
use sha2::{Digest, Sha512};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use tempfile::tempdir;

/// Starts a server that sends the same bytes for every request and counts the requests.
fn serve(answer: Vec<u8>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming().take(8) {
            let mut stream = stream.unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&answer);
        }
    });
    (format!("http://{address}/1.0"), asked)
}

fn ok(file: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", file.len());
    [head.as_bytes(), file].concat()
}

fn zip_of(name: &str, text: &str) -> Vec<u8> {
    crate::package::archive::zip(vec![Entry::text(name, text)]).unwrap()
}

fn pin(url: &str, file: &[u8]) -> Pin {
    Pin {
        name: "thing".to_owned(),
        title: "Thing".to_owned(),
        host: "any".to_owned(),
        version: "1.0".to_owned(),
        url: url.to_owned(),
        sha512: Sha512::digest(file).iter().map(|byte| format!("{byte:02x}")).collect(),
        by_hand: "make one".to_owned(),
    }
}

#[test]
fn a_tool_is_downloaded_once_and_then_found_offline() {
    let archive = zip_of("bin/thing.txt", "hello");
    let (url, asked) = serve(ok(&archive));
    let (temporary, pin) = (tempdir().unwrap(), pin(&url, &archive));
    let tools = temporary.path();
    let folder = fetched(tools, &pin, false).unwrap();
    assert_eq!(fs::read_to_string(folder.join("bin/thing.txt")).unwrap(), "hello");
    assert_eq!(fetched(tools, &pin, true), Ok(folder));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    // A changed pin is downloaded again.
    let changed = Pin { sha512: "00".repeat(64), ..pin };
    assert!(fetched(tools, &changed, true).unwrap_err().contains("--offline"));
}

#[test]
fn a_rejected_download_names_the_host_and_leaves_no_files() {
    let archive = zip_of("a", "b");
    for (answer, words) in [
        (ok(b"another file"), "isn't the one in"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(), "404"),
        (ok(&archive)[..60].to_vec(), "transfer closed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_vec(), "Maximum file size exceeded"),
    ] {
        let (url, _) = serve(answer);
        let (tools, pin) = (tempdir().unwrap(), pin(&url, &archive));
        let why = fetched(tools.path(), &pin, false).unwrap_err();
        assert!(why.contains(words) && why.contains("127.0.0.1:"), "{why}");
        let left = fs::read_dir(tools.path()).map(|files| files.count()).unwrap_or(0);
        assert_eq!(left, 0, "{words}");
    }
}

#[test]
fn a_refused_connection_names_the_host() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let why = fetched(tempdir().unwrap().path(), &pin(&format!("http://{free}/x"), b""), false).unwrap_err();
    assert!(why.contains(&format!("not downloaded from {free}")), "{why}");
    assert!(!why.contains("--offline"), "{why}");
}

#[test]
fn a_folder_is_complete_or_missing() {
    let temporary = tempdir().unwrap();
    let folder = temporary.path();
    let (archive, into) = (folder.join("a.zip"), folder.join("into"));
    fs::write(&archive, "no archive").unwrap();
    assert!(unpack(&archive, &into, "x").is_err() && !into.exists());
    fs::write(&archive, zip_of("../outside", "x")).unwrap();
    let _ = unpack(&archive, &into, "x");
    assert!(!folder.join("outside").exists());
    fs::write(&archive, zip_of("inside", "x")).unwrap();
    unpack(&archive, &into, "x").unwrap();
    assert_eq!(fs::read_to_string(into.join(COMPLETE)).unwrap(), "x");
}

#[test]
fn every_pin_has_a_hash_and_uses_https() {
    let pins = pins().unwrap();
    assert!(pins.len() >= 6);
    for pin in pins {
        assert!(pin.url.starts_with("https://"), "{}", pin.url);
        let hex = pin.sha512.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        assert!(pin.sha512.len() == 128 && hex, "{}", pin.name);
        assert!(pin.url.contains(&pin.version) && !pin.by_hand.is_empty(), "{}", pin.name);
    }
}
