//! One file by HTTPS, accepted only with the SHA-512 that is written down for it.

use super::pins::Pin;
use sha2::{Digest, Sha512};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

/// No tool is larger than this.
const LARGEST: u64 = 1 << 30;

/// What may be downloaded, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Nothing may.
    pub offline: bool,
    /// For finding the host, and again for connecting to it.
    pub connect: Duration,
    /// From the request to the first byte of the answer.
    pub answer: Duration,
    /// For all of the file.
    pub body: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            offline: false,
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(30),
            body: Duration::from_secs(20 * 60),
        }
    }
}

/// What to fetch.
#[derive(Clone, Copy, Debug)]
pub struct Fetch<'a> {
    /// The name and version it is shown with.
    pub title: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Where it lies.
    pub url: &'a str,
    /// SHA-512, lower-case hexadecimal.
    pub sha512: &'a str,
}

impl<'a> Fetch<'a> {
    /// A pinned file.
    #[must_use]
    pub fn of(pin: &'a Pin) -> Self {
        Self {
            title: &pin.title,
            version: &pin.version,
            url: &pin.url,
            sha512: &pin.sha512,
        }
    }
}

/// Why a download did not happen, or was refused.
#[derive(Debug)]
pub enum Refused {
    /// `--offline` was given.
    Offline,
    /// No hash is written down, so nothing could be trusted.
    NoHash,
    /// The server answered, but not with the file.
    Status(u16),
    /// The server could not be reached, or stopped answering.
    Connection(String),
    /// Larger than any tool.
    TooLarge(u64),
    /// Another file than the one written down.
    WrongHash {
        /// The hash of what came.
        got: String,
    },
    /// It could not be written here.
    Io(io::Error),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Offline => f.write_str("not on this machine, and --offline downloads nothing"),
            Refused::NoHash => f.write_str(
                "not downloaded: no SHA-512 is written down for it in rust/xtask/tools.toml",
            ),
            Refused::Status(status) => {
                write!(f, "not downloaded: the server answered HTTP {status}")
            }
            Refused::Connection(why) => write!(f, "not downloaded: {why}"),
            Refused::TooLarge(bytes) => write!(
                f,
                "not downloaded: {bytes} bytes are more than any tool has"
            ),
            Refused::WrongHash { got } => {
                write!(
                    f,
                    "downloaded and deleted: its SHA-512 {}... is not the one in rust/xtask/tools.toml",
                    got.get(..16).unwrap_or(got)
                )
            }
            Refused::Io(error) => write!(f, "not downloaded: it could not be written: {error}"),
        }
    }
}

impl std::error::Error for Refused {}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Refused::Io(error)
    }
}

/// Fetches a file to `to`. Says name, size and address before the first byte of it is read. What fails leaves no file behind.
///
/// # Errors
/// Why there is no such file now.
pub fn fetch(
    what: &Fetch<'_>,
    to: &Path,
    policy: &Policy,
    say: &mut dyn FnMut(&str),
) -> Result<(), Refused> {
    if policy.offline {
        return Err(Refused::Offline);
    }
    if what.sha512.is_empty() {
        return Err(Refused::NoHash);
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_resolve(Some(policy.connect))
        .timeout_connect(Some(policy.connect))
        .timeout_recv_response(Some(policy.answer))
        .timeout_recv_body(Some(policy.body))
        .build()
        .into();
    let response = agent.get(what.url).call().map_err(|error| match error {
        ureq::Error::StatusCode(status) => Refused::Status(status),
        other => Refused::Connection(other.to_string()),
    })?;
    let size = response.body().content_length();
    if let Some(bytes) = size.filter(|bytes| *bytes > LARGEST) {
        return Err(Refused::TooLarge(bytes));
    }
    let told = size.map_or_else(
        || "size not told".to_owned(),
        |bytes| format!("{:.1} MB", bytes as f64 / 1e6),
    );
    say(&format!(
        "downloading {} {} ({told}) from {}",
        what.title, what.version, what.url
    ));

    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let part = to.with_extension("part");
    let body = response.into_body();
    let accepted = receive(
        &mut body.into_reader().take(LARGEST + 1),
        &part,
        what.sha512,
    );
    match accepted {
        Ok(()) => Ok(fs::rename(&part, to)?),
        Err(refused) => {
            let _ = fs::remove_file(&part);
            Err(refused)
        }
    }
}

fn receive(body: &mut impl Read, part: &Path, sha512: &str) -> Result<(), Refused> {
    let mut file = File::create(part)?;
    let mut hash = Sha512::new();
    let mut buffer = vec![0; 1 << 16];
    let mut total = 0;
    loop {
        let read = body
            .read(&mut buffer)
            .map_err(|error| Refused::Connection(error.to_string()))?;
        if read == 0 {
            break;
        }
        total += read as u64;
        if total > LARGEST {
            return Err(Refused::TooLarge(total));
        }
        hash.update(&buffer[..read]);
        file.write_all(&buffer[..read])?;
    }
    file.flush()?;
    let got = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    if got == sha512 {
        Ok(())
    } else {
        Err(Refused::WrongHash { got })
    }
}
