//! Pinned downloads into `target/tools`, with curl. Accepts only files with the SHA-512 in `tools.toml`.

use crate::context::Context;
use crate::package::rid::Rid;
use crate::{run, say};
use serde::Deserialize;
use sha2::{Digest, Sha512};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Curl's limits: file size, waiting time, and HTTPS only.
const CURL: &str = "--fail --location --proto-redir =https --silent --show-error --connect-timeout 5 --speed-limit 1 --speed-time 30 \
     --max-time 1200 --max-filesize 1073741824";
/// The file that marks a complete folder; it contains the hash of the folder's archive.
const COMPLETE: &str = ".complete";

#[derive(Clone, Debug, Deserialize)]
pub struct Pin {
    pub name: String,
    pub title: String,
    /// The system that it's for, such as `linux-x64`, or `any`.
    pub host: String,
    pub version: String,
    pub url: String,
    pub sha512: String,
    /// How to install it manually.
    pub by_hand: String,
}

#[derive(Deserialize)]
struct Pins {
    tool: Vec<Pin>,
}

pub fn pins() -> Result<Vec<Pin>, String> {
    let pins: Pins =
        toml::from_str(include_str!("../../tools.toml")).map_err(|error| format!("tools.toml: {error}"))?;
    Ok(pins.tool)
}

/// Returns the folder of a tool, and downloads it if necessary.
pub fn tool(context: &Context, name: &str) -> Result<PathBuf, String> {
    let host = Rid::host_name();
    let of_name: Vec<Pin> = pins()?.into_iter().filter(|pin| pin.name == name).collect();
    let by_hand = of_name.first().map(|pin| pin.by_hand.clone()).unwrap_or_default();
    match of_name.iter().find(|pin| pin.host == host || pin.host == "any") {
        Some(pin) => {
            fetched(&context.target.join("tools"), pin, context.offline).map_err(|why| format!("{why}; {by_hand}"))
        }
        None => Err(format!("no download is pinned for {host}; {by_hand}")),
    }
}

/// Returns a tool's folder, and downloads it if it's missing.
pub fn fetched(tools: &Path, pin: &Pin, offline: bool) -> Result<PathBuf, String> {
    let folder = tools.join(format!("{}-{}", pin.name, pin.version));
    // The marker contains the hash, so a changed pin is downloaded again.
    if fs::read_to_string(folder.join(COMPLETE)).is_ok_and(|hash| hash == pin.sha512) {
        return Ok(folder);
    }
    if offline {
        return Err("not on this machine, and --offline forbids downloads".to_owned());
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

fn fetch(pin: &Pin, to: &Path) -> Result<(), String> {
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    say!("downloading {} {} from {}", pin.title, pin.version, pin.url);
    let mut curl = Command::new("curl");
    let output = run::output(curl.args(CURL.split(' ')).arg("--output").arg(to).arg(&pin.url))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let bytes = fs::read(to).map_err(|error| format!("{}: {error}", to.display()))?;
    let hash: String = Sha512::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    match hash == pin.sha512 {
        true => Ok(()),
        false => {
            Err(format!("its SHA-512 {}... isn't the one in rust/xtask/tools.toml; the file was deleted", &hash[..16]))
        }
    }
}

/// Unpacks an archive into a folder, completely or not at all.
pub fn unpack(archive: &Path, folder: &Path, made_from: &str) -> Result<(), String> {
    let failed = |error: String| format!("{}: {error}", archive.display());
    let mut part = folder.as_os_str().to_owned();
    part.push(format!(".part{}", std::process::id()));
    let part = PathBuf::from(part);
    let _ = fs::remove_dir_all(&part);
    fs::create_dir_all(&part).map_err(|error| failed(error.to_string()))?;
    if archive.extension().is_some_and(|end| end == "zip") {
        // The crate rejects names that would leave the folder.
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
