//! A proxy that leads only to names below `localhost`, because Python resolves no name there but `localhost` itself.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Runs until the test ends.
pub struct Gate {
    /// The value for `HTTPS_PROXY`.
    pub url: String,
}

impl Gate {
    pub fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                thread::spawn(move || pass(client));
            }
        });
        Self { url }
    }
}

/// Serves one connection. The client reports a broken one itself.
fn pass(mut client: TcpStream) {
    let _ = client.set_read_timeout(Some(Duration::from_secs(120)));
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match client.read(&mut byte) {
            Ok(1) if head.len() < 16_384 => head.push(byte[0]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head);
    let Some(port) = port(head.lines().next().unwrap_or_default()) else {
        // Telemetry and update checks of the program under test, for which there is no network here.
        let _ = client.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
        return;
    };
    let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else {
        return;
    };
    let _ = client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n");
    let (Ok(from), Ok(to)) = (server.try_clone(), client.try_clone()) else {
        return;
    };
    let back = thread::spawn(move || copy(from, to));
    copy(client, server);
    let _ = back.join();
}

/// Returns the port if the line requests a name of this machine.
fn port(line: &str) -> Option<u16> {
    let target = line.strip_prefix("CONNECT ")?.split(' ').next()?;
    let (host, port) = target.rsplit_once(':')?;
    (host == "localhost" || host.ends_with(".localhost")).then(|| port.parse().ok()).flatten()
}

fn copy(mut from: TcpStream, mut to: TcpStream) {
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}
