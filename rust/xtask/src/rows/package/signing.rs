//! Signing, tried on a copy of the modules with a certificate made for it.

use crate::package::Packed;
use crate::package::sign::{self, Certificate};
use crate::rows::workshop::Workshop;
use crate::run::{Show, run};
use crate::table::Row;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Signs a copy.
pub(super) fn row(shop: &Workshop<'_>, packed: &Packed) -> Row {
    let what = "package: signing tried";
    for tool in ["osslsigncode", "openssl"] {
        if shop.around().on_path(tool).is_none() {
            return Row::skipped(what, format!("no {tool} on PATH: install {tool}"));
        }
    }
    let start = Instant::now();
    match tried(shop, packed) {
        Ok(note) => Row::passed(what, start.elapsed(), note),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}

fn tried(shop: &Workshop<'_>, packed: &Packed) -> Result<String, String> {
    let scratch =
        tempfile::tempdir_in(shop.around().target()).map_err(|error| error.to_string())?;
    let copy = Packed {
        folder: scratch.path().join("module"),
        dsc: scratch.path().join("dsc"),
        ..packed.clone()
    };
    copy_files(&packed.folder, &copy.folder)?;
    copy_files(&packed.dsc, &copy.dsc)?;
    if let Some(file) = sign::to_sign(&copy.folder)?.first()
        && sign::is_signed(file)?
    {
        return Err(format!("{} was signed before", file.display()));
    }
    let certificate = throwaway(scratch.path())?;
    let files = sign::sign(shop, &copy, &certificate)?;
    Ok(format!("{files} files of a copy"))
}

fn copy_files(from: &Path, to: &Path) -> Result<(), String> {
    for file in sign::to_sign(from)? {
        let target = to.join(file.strip_prefix(from).unwrap_or(&file));
        fs::create_dir_all(target.parent().unwrap_or(to))
            .and_then(|()| fs::copy(&file, &target))
            .map_err(|error| format!("{}: {error}", target.display()))?;
    }
    Ok(())
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
