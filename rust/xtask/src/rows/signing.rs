//! Signing, tried on a copy of the modules with a certificate made for it.

use super::workshop::Workshop;
use crate::package::sign::{self, Certificate};
use crate::run::{Show, run};
use crate::table::Row;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// The oldest osslsigncode that signs scripts.
const SIGNS_SCRIPTS: (u32, u32) = (2, 8);

/// Signs a copy of libraries and programs, and one of manifests, views and scripts.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let missing = ["osslsigncode", "openssl"]
        .into_iter()
        .find(|tool| shop.around().on_path(tool).is_none());
    if let Some(tool) = missing {
        let why = format!("no {tool} on PATH: install {tool}");
        return vec![Row::skipped("signing", why)];
    }
    if let Err(why) = shop.dotnet() {
        return vec![Row::skipped("signing", why)];
    }
    let scripts = match version(shop) {
        Ok(version) if version >= SIGNS_SCRIPTS => row(shop, "signing: scripts", false),
        Ok((major, minor)) => Row::skipped(
            "signing: scripts",
            format!("osslsigncode {major}.{minor} signs no scripts: install 2.8 or newer"),
        ),
        Err(why) => Row::skipped("signing: scripts", why),
    };
    vec![row(shop, "signing: programs", true), scripts]
}

/// `osslsigncode 2.9, using: ...`.
fn version(shop: &Workshop<'_>) -> Result<(u32, u32), String> {
    let program = shop.around().on_path("osslsigncode").unwrap_or_default();
    let mut command = Command::new(program);
    // Some versions end with an error after saying theirs.
    let said = run(command.arg("--version"), Show::Never).output;
    let number = said.split_whitespace().nth(1).unwrap_or_default();
    let mut parts = number.trim_end_matches(',').split('.');
    let mut part = || parts.next().and_then(|part| part.parse().ok());
    match (part(), part()) {
        (Some(major), Some(minor)) => Ok((major, minor)),
        _ => Err("osslsigncode does not say its version".to_owned()),
    }
}

fn row(shop: &Workshop<'_>, what: &str, programs: bool) -> Row {
    let start = Instant::now();
    match tried(shop, programs) {
        Ok(files) => Row::passed(what, start.elapsed(), format!("{files} files of a copy")),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}

fn tried(shop: &Workshop<'_>, programs: bool) -> Result<usize, String> {
    let packed = shop.packed()?;
    let scratch =
        tempfile::tempdir_in(shop.around().target()).map_err(|error| error.to_string())?;
    let mut files = Vec::new();
    for folder in [&packed.folder, &packed.dsc] {
        for file in sign::to_sign(folder)? {
            let is_program = file
                .extension()
                .is_some_and(|end| end == "dll" || end == "exe");
            if is_program == programs {
                files.push(copied(&file, scratch.path(), files.len())?);
            }
        }
    }
    if let Some(file) = files.first()
        && sign::is_signed(file)?
    {
        return Err(format!("{} was signed before", file.display()));
    }
    sign::sign(shop, &files, &throwaway(scratch.path())?)?;
    Ok(files.len())
}

/// In a folder of its own, since two may have the same name.
fn copied(file: &Path, scratch: &Path, number: usize) -> Result<PathBuf, String> {
    let folder = scratch.join(number.to_string());
    let to = folder.join(file.file_name().unwrap_or_default());
    fs::create_dir_all(&folder)
        .and_then(|()| fs::copy(file, &to))
        .map_err(|error| format!("{}: {error}", to.display()))?;
    Ok(to)
}

/// A certificate that nobody trusts, for a day.
fn throwaway(folder: &Path) -> Result<Certificate, String> {
    let certificate = Certificate {
        file: folder.join("certificate.pfx"),
        password: folder.join("password"),
        timestamp: None,
    };
    fs::write(&certificate.password, "throwaway").map_err(|error| error.to_string())?;
    let (key, public) = (folder.join("key.pem"), folder.join("public.pem"));
    let mut request = Command::new("openssl");
    request.args([
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
    ]);
    request.args([
        "-subj",
        "/CN=Nobody",
        "-addext",
        "extendedKeyUsage=codeSigning",
    ]);
    request.arg("-keyout").arg(&key).arg("-out").arg(&public);
    run(&mut request, Show::OnFailure).into_output()?;
    let mut export = Command::new("openssl");
    export.args(["pkcs12", "-export", "-passout", "pass:throwaway"]);
    export.arg("-inkey").arg(&key).arg("-in").arg(&public);
    export.arg("-out").arg(&certificate.file);
    run(&mut export, Show::OnFailure).into_output()?;
    Ok(certificate)
}
