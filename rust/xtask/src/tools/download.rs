//! Pinned downloads into `target/tools`: by HTTPS, accepted only with the SHA-512 that stands in `tools.toml`.

use crate::context::Context;
use crate::package::rid::Rid;
use crate::{run, say};
use sha2::{Digest, Sha512};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// No tool is larger than this.
const LARGEST: u64 = 1 << 30;
/// For finding the host, and again for connecting to it.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(30);
const BODY: Duration = Duration::from_secs(20 * 60);
/// The file that says a folder is whole; its text is the hash of what the folder was made from.
const COMPLETE: &str = ".complete";

/// A file that may be downloaded.
#[derive(Clone, Debug)]
pub struct Pin {
    /// The name it is asked for with.
    pub name: String,
    /// The name it is shown with.
    pub title: String,
    /// The system it is for, such as `linux-x64`, or `any`.
    pub host: String,
    /// Its version.
    pub version: String,
    /// Where it lies.
    pub url: String,
    /// SHA-512 in lower-case hexadecimal.
    pub sha512: String,
    /// How to get it without us.
    pub by_hand: String,
}

/// All of them.
pub fn pins() -> Result<Vec<Pin>, String> {
    let table: toml::Table = toml::from_str(include_str!("../../tools.toml")).map_err(|error| error.to_string())?;
    let tools = table.get("tool").and_then(toml::Value::as_array).into_iter().flatten();
    tools.map(Pin::read).collect()
}

impl Pin {
    fn read(tool: &toml::Value) -> Result<Self, String> {
        let text = |name: &str| {
            let found = tool.get(name).and_then(toml::Value::as_str);
            found.map(str::to_owned).ok_or_else(|| format!("tools.toml: no {name}"))
        };
        Ok(Self {
            name: text("name")?,
            title: text("title")?,
            host: text("host")?,
            version: text("version")?,
            url: text("url")?,
            sha512: text("sha512")?,
            by_hand: text("by_hand")?,
        })
    }
}

/// The folder of a downloaded tool, from an earlier run or fetched now.
pub fn tool(context: &Context, name: &str) -> Result<PathBuf, String> {
    let host = Rid::host_name();
    let of_name: Vec<Pin> = pins()?.into_iter().filter(|pin| pin.name == name).collect();
    let by_hand = of_name.first().map(|pin| pin.by_hand.clone()).unwrap_or_default();
    let fits = |pin: &&Pin| pin.host == host || pin.host == "any";
    match of_name.iter().find(fits) {
        Some(pin) => {
            fetched(&context.target().join("tools"), pin, context.offline).map_err(|why| format!("{why}; {by_hand}"))
        }
        None => Err(format!("no download of it is pinned for {host}; {by_hand}")),
    }
}

/// A tool's folder, fetched if it is not there.
pub fn fetched(tools: &Path, pin: &Pin, offline: bool) -> Result<PathBuf, String> {
    let folder = tools.join(format!("{}-{}", pin.name, pin.version));
    // The hash stands in the mark, so that a changed pin is fetched anew.
    if fs::read_to_string(folder.join(COMPLETE)).is_ok_and(|hash| hash == pin.sha512) {
        return Ok(folder);
    }
    if offline {
        return Err("not on this machine, and --offline downloads nothing".to_owned());
    }
    let end = if pin.url.ends_with(".tar.gz") { "tar.gz" } else { "zip" };
    let archive = tools.join(format!("{}-{}.{end}", pin.name, pin.version));
    let host = pin.url.split('/').nth(2).unwrap_or(&pin.url);
    let unpacked = fetch(pin, &archive)
        .map_err(|why| format!("not downloaded from {host}: {why}"))
        .and_then(|()| unpack(&archive, &folder, &pin.sha512));
    let _ = fs::remove_file(&archive);
    unpacked.map(|()| folder)
}

/// Fetches a file. Name, size and host are said before the first byte is read; what fails leaves no file behind.
fn fetch(pin: &Pin, to: &Path) -> Result<(), String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_resolve(Some(CONNECT))
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(ANSWER))
        .timeout_recv_body(Some(BODY))
        .build()
        .into();
    let response = agent.get(&pin.url).call().map_err(|error| match error {
        ureq::Error::StatusCode(status) => format!("the server answered HTTP {status}"),
        other => other.to_string(),
    })?;
    let size = response.body().content_length();
    if size.is_some_and(|bytes| bytes > LARGEST) {
        return Err("it is larger than any tool".to_owned());
    }
    let told = size.map_or("size not told".to_owned(), |bytes| format!("{} MB", bytes.div_ceil(1_000_000)));
    say!("downloading {} {} ({told}) from {}", pin.title, pin.version, pin.url);
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let got = receive(&mut response.into_body().into_reader().take(LARGEST), to)?;
    if got == pin.sha512 {
        return Ok(());
    }
    let _ = fs::remove_file(to);
    let start = got.get(..16).unwrap_or(&got);
    Err(format!("its SHA-512 {start}... is not the one in rust/xtask/tools.toml; it is deleted"))
}

/// Writes a file, and gives its hash.
fn receive(body: &mut impl Read, to: &Path) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", to.display());
    let mut file = File::create(to).map_err(failed)?;
    let mut hash = Sha512::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match body.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => {
                hash.update(&buffer[..read]);
                file.write_all(&buffer[..read]).map_err(failed)?;
            }
            Err(error) => {
                let _ = fs::remove_file(to);
                return Err(format!("it broke off: {error}"));
            }
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Unpacks an archive into a folder that is there whole or not at all.
pub fn unpack(archive: &Path, folder: &Path, made_from: &str) -> Result<(), String> {
    let failed = |error: String| format!("{}: {error}", archive.display());
    let mut part = folder.as_os_str().to_owned();
    part.push(format!(".part{}", std::process::id()));
    let part = PathBuf::from(part);
    let _ = fs::remove_dir_all(&part);
    fs::create_dir_all(&part).map_err(|error| failed(error.to_string()))?;
    if archive.extension().is_some_and(|end| end == "zip") {
        // Names that would leave the folder are refused by the crate.
        let file = File::open(archive).map_err(|error| failed(error.to_string()))?;
        zip::ZipArchive::new(file).and_then(|mut zip| zip.extract(&part)).map_err(|error| failed(error.to_string()))?;
    } else {
        run::read(Command::new("tar").arg("-xf").arg(archive).arg("-C").arg(&part))?;
    }
    let _ = fs::remove_dir_all(folder);
    fs::write(part.join(COMPLETE), made_from)
        .and_then(|()| fs::rename(&part, folder))
        .map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests;
