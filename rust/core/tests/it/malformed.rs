//! A response that isn't HTTP, or breaks its rules, would be the same again: it isn't retried, but reported at once.

use crate::support::*;
use azmi_core::{Client, ClientOptions, Code, Env};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A server that sends these bytes on every connection and counts the connections.
fn server(answer: &'static [u8]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut stream = stream;
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer);
        }
    });
    (address, count)
}

#[tokio::test]
async fn a_response_that_is_not_http_is_not_retried() {
    for answer in [
        b"SSH-2.0-OpenSSH_9.6\r\n".as_slice(),
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"\x15\x03\x01\x00\x02\x02\x16",
    ] {
        let (address, count) = server(answer);
        let variable = ("AZURE_POD_IDENTITY_AUTHORITY_HOST".to_owned(), address);
        let client =
            Client::new(ClientOptions { env: Env::from_pairs([variable]), ..ClientOptions::default() }).unwrap();
        let begin = Instant::now();
        let error = client.token(&request(VAULT), &quick()).await.unwrap_err();
        let shown = String::from_utf8_lossy(answer);
        assert_eq!(error.code(), Code::BadResponse, "{shown}: {error}");
        assert!(begin.elapsed() < Duration::from_secs(10), "{shown}");
        assert_eq!(count.load(Ordering::SeqCst), 1, "{shown}");
    }
}
