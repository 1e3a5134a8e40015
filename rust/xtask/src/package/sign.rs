//! Authenticode signatures on what PowerShell and Windows check: manifests, views, scripts, libraries, programs.
//!
//! On Windows PowerShell signs; elsewhere osslsigncode does. What Linux loads has no such signature: the checksums are for that.

use crate::context::Context;
use crate::run;
use crate::tools::on_path;
use crate::tools::powershell::PowerShell;
use std::fs;
use std::path::{Path, PathBuf};

/// The ends of the files that are signed. AllSigned refuses a module for one unsigned view.
const SIGNED: [&str; 6] = ["psd1", "psm1", "ps1", "ps1xml", "dll", "exe"];

/// What is signed with.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Certificate and key, as PKCS #12.
    pub file: PathBuf,
    /// A file with its password, so that no list of processes shows it.
    pub password: PathBuf,
    /// The server that certifies the time; without one the signatures end with the certificate.
    pub timestamp: Option<String>,
}

/// Signs files in place.
pub fn sign(context: &Context, files: &[PathBuf], certificate: &Certificate) -> Result<(), String> {
    for file in files {
        if cfg!(windows) {
            with_powershell(context, file, certificate)?;
        } else {
            with_osslsigncode(context, file, certificate)?;
        }
        if !is_signed(file)? {
            return Err(format!("{} is still not signed", file.display()));
        }
    }
    Ok(())
}

/// The files below a folder that are signed, in order.
pub fn to_sign(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found: Vec<PathBuf> = super::archive::read(folder, "")?
        .into_iter()
        .map(|entry| folder.join(entry.name))
        .filter(|file| {
            let end = file.extension().unwrap_or_default();
            SIGNED.iter().any(|signed| end == *signed)
        })
        .collect();
    found.sort();
    Ok(found)
}

/// Whether a file carries a signature; whether it is to be trusted is for Windows to say.
pub fn is_signed(file: &Path) -> Result<bool, String> {
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    if let Ok(library) = object::read::pe::PeFile64::parse(&*bytes) {
        let directories = library.data_directories();
        let table = directories.get(object::pe::IMAGE_DIRECTORY_ENTRY_SECURITY);
        return Ok(table.is_some());
    }
    if let Ok(assembly) = object::read::pe::PeFile32::parse(&*bytes) {
        let directories = assembly.data_directories();
        let table = directories.get(object::pe::IMAGE_DIRECTORY_ENTRY_SECURITY);
        return Ok(table.is_some());
    }
    Ok(super::checks::has(&bytes, b"SIG # End signature block"))
}

fn with_powershell(context: &Context, file: &Path, certificate: &Certificate) -> Result<(), String> {
    let shell = match PowerShell::find_windows_powershell(context) {
        Ok(shell) => shell,
        Err(_) => context.pwsh()?.clone(),
    };
    let mut command = shell.script(context, "rust/xtask/scripts/Set-FileSignature.ps1");
    command.arg("-Path").arg(file);
    command.arg("-Certificate").arg(&certificate.file);
    command.arg("-SecretFile").arg(&certificate.password);
    if let Some(server) = &certificate.timestamp {
        command.arg("-TimestampServer").arg(server);
    }
    run::read(&mut command).map(drop)
}

fn with_osslsigncode(context: &Context, file: &Path, certificate: &Certificate) -> Result<(), String> {
    let program = on_path(context, "osslsigncode")?;
    let mut signed = file.as_os_str().to_owned();
    signed.push(".signed");
    let mut command = context.command(program);
    command.args(["sign", "-h", "sha256", "-n", "ManagedIdentity for PowerShell"]);
    command.arg("-pkcs12").arg(&certificate.file);
    command.arg("-readpass").arg(&certificate.password);
    if let Some(server) = &certificate.timestamp {
        command.arg("-ts").arg(server);
    }
    command.arg("-in").arg(file).arg("-out").arg(&signed);
    run::read(&mut command)?;
    fs::rename(&signed, file).map_err(|error| format!("{}: {error}", file.display()))
}
