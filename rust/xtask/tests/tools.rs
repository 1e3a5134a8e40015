//! A tool's way from a server into `target/tools`: fetched once, unpacked whole, refused with what to do by hand.

use azmi_xtask::surroundings::Surroundings;
use azmi_xtask::tools::Tools;
use azmi_xtask::tools::pins::Pins;
use azmi_xtask::tools::unpack::{COMPLETE, unpack};
use sha2::{Digest, Sha512};
use std::fs;
use std::io::{Cursor, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use zip::write::SimpleFileOptions;

/// Serves the same file to everybody and counts them.
fn serve(file: Vec<u8>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming().take(8) {
            let mut stream = stream.unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                file.len()
            );
            let _ = stream
                .write_all(head.as_bytes())
                .and_then(|()| stream.write_all(&file));
        }
    });
    (format!("http://{address}/1.0"), asked)
}

fn zip_of(name: &str, text: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive
        .start_file(name, SimpleFileOptions::default())
        .unwrap();
    archive.write_all(text.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

fn sha512(bytes: &[u8]) -> String {
    Sha512::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn pins(url: &str, sha512: &str) -> Pins {
    let text = format!(
        "[[tool]]\nname = \"thing\"\ntitle = \"Thing\"\nhost = \"any\"\nversion = \"1.0\"\nurl = \"{url}\"\nsha512 = \"{sha512}\"\nby_hand = \"make one\""
    );
    Pins::parse(&text).unwrap()
}

fn tools<'a>(around: &'a Surroundings, pins: Pins, offline: bool) -> Tools<'a> {
    Tools {
        pins,
        ..Tools::new(around, offline)
    }
}

#[test]
fn a_tool_is_fetched_once_and_then_found_offline() {
    let checkout = tempfile::tempdir().unwrap();
    let around = Surroundings::new(checkout.path(), []);
    let archive = zip_of("bin/thing.txt", "hello");
    let hash = sha512(&archive);
    let (url, asked) = serve(archive);

    let folder = tools(&around, pins(&url, &hash), false)
        .downloaded("thing")
        .unwrap();
    assert_eq!(folder, checkout.path().join("target/tools/thing-1.0"));
    assert_eq!(
        fs::read_to_string(folder.join("bin/thing.txt")).unwrap(),
        "hello"
    );
    let again = tools(&around, pins(&url, &hash), true)
        .downloaded("thing")
        .unwrap();
    assert_eq!(again, folder);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let left: Vec<_> = fs::read_dir(checkout.path().join("target/tools"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["thing-1.0"], "archives and halves are cleared away");
}

#[test]
fn a_raised_pin_is_fetched_anew() {
    let checkout = tempfile::tempdir().unwrap();
    let around = Surroundings::new(checkout.path(), []);
    for text in ["one", "two"] {
        let archive = zip_of("thing.txt", text);
        let hash = sha512(&archive);
        let (url, _) = serve(archive);
        let folder = tools(&around, pins(&url, &hash), false)
            .downloaded("thing")
            .unwrap();
        assert_eq!(fs::read_to_string(folder.join("thing.txt")).unwrap(), text);
    }
}

#[test]
fn a_refusal_says_what_to_do_by_hand() {
    let checkout = tempfile::tempdir().unwrap();
    let around = Surroundings::new(checkout.path(), []);
    let (url, _) = serve(zip_of("thing.txt", "hello"));
    let wrong = tools(&around, pins(&url, &sha512(b"other")), false)
        .downloaded("thing")
        .unwrap_err();
    assert!(
        wrong.contains("SHA-512") && wrong.ends_with("make one"),
        "{wrong}"
    );
    let unknown = tools(&around, pins(&url, ""), false)
        .downloaded("thing")
        .unwrap_err();
    assert!(
        unknown.contains("no SHA-512 is written down") && unknown.ends_with("make one"),
        "{unknown}"
    );
    let offline = tools(&around, pins(&url, ""), true)
        .downloaded("thing")
        .unwrap_err();
    assert!(
        offline.contains("--offline") && offline.ends_with("make one"),
        "{offline}"
    );
    assert!(!checkout.path().join("target/tools/thing-1.0").exists());
}

#[test]
fn an_archive_that_would_leave_its_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("bad.zip");
    fs::write(&archive, zip_of("../outside.txt", "no")).unwrap();
    assert!(unpack(&archive, &folder.path().join("tool"), "").is_err());
    assert!(!folder.path().join("outside.txt").exists());
    assert!(!folder.path().join("tool").exists());
}

#[test]
fn what_is_no_archive_leaves_the_old_folder_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let tool = folder.path().join("tool");
    let good = folder.path().join("good.zip");
    fs::write(&good, zip_of("a.txt", "old")).unwrap();
    unpack(&good, &tool, "made from good").unwrap();
    assert_eq!(
        fs::read_to_string(tool.join(COMPLETE)).unwrap(),
        "made from good"
    );

    for name in ["bad.zip", "bad.tar.gz"] {
        let bad = folder.path().join(name);
        fs::write(&bad, "no archive").unwrap();
        assert!(unpack(&bad, &tool, "").is_err());
        assert_eq!(fs::read_to_string(tool.join("a.txt")).unwrap(), "old");
    }
    let only = |path: &Path| {
        fs::read_dir(path)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().is_dir())
            .count()
    };
    assert_eq!(only(folder.path()), 1, "no half-made folder stays");
}
