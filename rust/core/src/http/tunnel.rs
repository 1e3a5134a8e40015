//! What is said to a proxy: `CONNECT` for a way through it, and who one is.

use super::exchange::Stream;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use url::Url;

/// The longest answer to `CONNECT` that is read.
const LONGEST_ANSWER: usize = 8 * 1024;

/// Why the proxy did not let us through.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It asks for credentials.
    Credentials,
    /// It said something else, or nothing; in words.
    Other(String),
}

/// Asks the proxy at the other end of `stream` for a way to `host` and `port`.
///
/// # Errors
/// A [`Refusal`].
pub(super) async fn open(
    stream: &mut Box<dyn Stream>,
    host: &str,
    port: u16,
    proxy: &Url,
) -> Result<(), Refusal> {
    let mut request = format!("CONNECT {host}:{port} HTTP/1.1\r\nhost: {host}:{port}\r\n");
    if let Some(credentials) = credentials(proxy) {
        request += &format!("proxy-authorization: {credentials}\r\n");
    }
    request += "\r\n";
    let broke = |error: std::io::Error| Refusal::Other(format!("the connection broke: {error}"));
    stream.write_all(request.as_bytes()).await.map_err(broke)?;
    let mut answer = Vec::new();
    // The other end of the tunnel waits for us, so that nothing follows the answer.
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() > LONGEST_ANSWER {
            return Err(Refusal::Other("its answer has no end".to_owned()));
        }
        if stream.read_buf(&mut answer).await.map_err(broke)? == 0 {
            return Err(Refusal::Other("it closed the connection".to_owned()));
        }
    }
    match status(&answer) {
        Some(200..=299) => Ok(()),
        Some(407) => Err(Refusal::Credentials),
        Some(status) => Err(Refusal::Other(format!("it answered {status}"))),
        None => Err(Refusal::Other("it does not speak HTTP".to_owned())),
    }
}

fn status(answer: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(answer).ok()?.lines().next()?;
    let (version, rest) = line.split_once(' ')?;
    let known = matches!(version, "HTTP/1.1" | "HTTP/1.0");
    known.then(|| rest.get(..3)?.parse().ok()).flatten()
}

/// The value of `Proxy-Authorization`, if the proxy's URL holds a name and a password.
pub(super) fn credentials(proxy: &Url) -> Option<String> {
    if proxy.username().is_empty() && proxy.password().is_none() {
        return None;
    }
    let mut plain = percent_decode_str(proxy.username()).collect::<Vec<u8>>();
    plain.push(b':');
    plain.extend(percent_decode_str(proxy.password().unwrap_or_default()));
    Some(format!("Basic {}", STANDARD.encode(plain)))
}

#[cfg(test)]
mod tests;
