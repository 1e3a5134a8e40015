//! A server that sends the bytes that a test writes, including what no well-behaved emulator would send.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A server on loopback.
pub struct Raw {
    /// Its address, `http://127.0.0.1:<port>`.
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Raw {
    /// Reads one request per connection and responds with what `answer` makes of its head; `None` means no response.
    pub async fn start(answer: impl Fn(&str, usize) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                        let mut part = [0; 1024];
                        match stream.read(&mut part).await {
                            Ok(read) if read > 0 => head.extend_from_slice(&part[..read]),
                            _ => return,
                        }
                    }
                    let head = String::from_utf8_lossy(&head).into_owned();
                    let number = {
                        let mut log = log.lock().expect("no panic");
                        log.push(head.clone());
                        log.len()
                    };
                    match answer(&head, number) {
                        Some(bytes) => {
                            let _ = stream.write_all(&bytes).await;
                            let _ = stream.shutdown().await;
                        }
                        None => std::future::pending().await,
                    }
                });
            }
        });
        Self { url, asked }
    }

    /// Counts the requests whose first line contains `part`.
    pub fn count(&self, part: &str) -> usize {
        let asked = self.asked.lock().expect("no panic");
        let first = |head: &String| head.lines().next().is_some_and(|line| line.contains(part));
        asked.iter().filter(|head| first(head)).count()
    }
}

/// A JSON response.
pub fn json(status: u16, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// A response with a token for `audience`.
pub fn token(audience: &str) -> Vec<u8> {
    let claims = serde_json::json!({ "aud": audience, "oid": super::NOBODY });
    let token = azmi_emulator::unsigned_token(&claims);
    json(200, &format!(r#"{{"access_token":"{token}","expires_in":"3600"}}"#))
}
