//! What is said to a proxy: `CONNECT` for a way through it, and who one is.

use super::exchange::Stream;
use super::tls::TlsFailure;
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
    /// No encrypted connection to the proxy itself.
    Tls(TlsFailure),
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
    stream.flush().await.map_err(broke)?;
    let mut answer = Vec::new();
    // A refusal may have a body, which is not waited for.
    let head = loop {
        if let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if answer.len() > LONGEST_ANSWER {
            return Err(Refusal::Other("its answer has no end".to_owned()));
        }
        if stream.read_buf(&mut answer).await.map_err(broke)? == 0 {
            return Err(Refusal::Other("it closed the connection".to_owned()));
        }
    };
    match status(&answer) {
        // The other end of the tunnel waits for us: what follows at once is the proxy's own.
        Some(200..=299) if answer.len() > head => {
            Err(Refusal::Other("it says more than it should".to_owned()))
        }
        Some(200..=299) => Ok(()),
        Some(407) => Err(Refusal::Credentials),
        Some(status) => Err(Refusal::Other(format!("it answered {status}"))),
        None => Err(Refusal::Other("it does not speak HTTP".to_owned())),
    }
}

fn status(answer: &[u8]) -> Option<u16> {
    // What comes after the number may be in any encoding.
    let rest = answer
        .strip_prefix(b"HTTP/1.1 ")
        .or_else(|| answer.strip_prefix(b"HTTP/1.0 "))?;
    std::str::from_utf8(rest.get(..3)?).ok()?.parse().ok()
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
