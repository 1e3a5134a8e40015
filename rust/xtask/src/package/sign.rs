//! Authenticode signatures of the files that PowerShell and Windows check: manifests, views, scripts, libraries,
//! programs.
//!
//! PowerShell signs on Windows, osslsigncode elsewhere. Linux binaries don't have such signatures, only checksums.

use super::module::Packed;
use crate::context::Context;
use crate::run;
use crate::tools::on_path;
use crate::tools::powershell::PowerShell;
use object::pe::IMAGE_DIRECTORY_ENTRY_SECURITY;
use object::read::pe::{PeFile32, PeFile64};
use std::fs;
use std::path::{Path, PathBuf};

/// The extensions of signed files. The policy AllSigned rejects a module with an unsigned view.
const SIGNED: [&str; 6] = ["psd1", "psm1", "ps1", "ps1xml", "dll", "exe"];

#[derive(Clone, Debug)]
pub struct Certificate {
    /// Certificate and key, as PKCS #12.
    pub file: PathBuf,
    /// A file with its password, so that it isn't visible in the process list.
    pub password: PathBuf,
    /// The timestamp server. Without one, the signatures expire with the certificate.
    pub timestamp: Option<String>,
}

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

/// Returns the files below a folder to sign, in order.
pub fn to_sign(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let files = super::archive::read(folder, "")?.into_iter().map(|entry| folder.join(entry.name));
    let is_signed = |file: &PathBuf| file.extension().is_some_and(|end| SIGNED.iter().any(|signed| end == *signed));
    Ok(files.filter(is_signed).collect())
}

/// Whether a file has a signature. Doesn't verify it.
pub fn is_signed(file: &Path) -> Result<bool, String> {
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let library =
        PeFile64::parse(&*bytes).map(|file| file.data_directories().get(IMAGE_DIRECTORY_ENTRY_SECURITY).is_some());
    let assembly =
        || PeFile32::parse(&*bytes).map(|file| file.data_directories().get(IMAGE_DIRECTORY_ENTRY_SECURITY).is_some());
    let script = |_| super::checks::has(&bytes, b"SIG # End signature block");
    Ok(library.or_else(|_| assembly()).unwrap_or_else(script))
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

/// Signs copies of the libraries and programs, or of the manifests, views and scripts, as a test.
pub fn tried(context: &Context, programs: bool) -> Result<String, String> {
    let packed = Packed::at(&context.place);
    let scratch = context.scratch(if programs { "signing-programs" } else { "signing-scripts" })?;
    let mut files = Vec::new();
    for folder in [&packed.folder, &packed.dsc] {
        for file in to_sign(folder)? {
            if file.extension().is_some_and(|end| end == "dll" || end == "exe") != programs {
                continue;
            }
            // In a separate folder, since two files may have the same name.
            let copy = scratch.join(files.len().to_string());
            let to = copy.join(file.file_name().unwrap_or_default());
            fs::create_dir_all(&copy)
                .and_then(|()| fs::copy(&file, &to))
                .map_err(|error| format!("{}: {error}", to.display()))?;
            files.push(to);
        }
    }
    match files.first() {
        None => return Err("there are no files to sign".to_owned()),
        Some(file) if is_signed(file)? => {
            return Err(format!("{} is already signed", file.display()));
        }
        Some(_) => {}
    }
    sign(context, &files, &throwaway(context, &scratch)?)?;
    Ok(format!("copies of {} files", files.len()))
}

/// Makes an untrusted certificate that is valid for a day.
fn throwaway(context: &Context, folder: &Path) -> Result<Certificate, String> {
    let certificate =
        Certificate { file: folder.join("certificate.pfx"), password: folder.join("password"), timestamp: None };
    fs::write(&certificate.password, "throwaway").map_err(|error| error.to_string())?;
    let (key, public) = (folder.join("key.pem"), folder.join("public.pem"));
    let mut request = context.command("openssl");
    request.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]);
    request.args(["-subj", "/CN=Nobody", "-addext", "extendedKeyUsage=codeSigning"]);
    run::read(request.arg("-keyout").arg(&key).arg("-out").arg(&public))?;
    let mut export = context.command("openssl");
    export.args(["pkcs12", "-export", "-passout", "pass:throwaway", "-inkey"]).arg(&key);
    run::read(export.arg("-in").arg(&public).arg("-out").arg(&certificate.file))?;
    Ok(certificate)
}
