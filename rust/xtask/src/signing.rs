//! Signing, tried on a copy of the modules with a certificate made for it.

use crate::context::Context;
use crate::package::module::Packed;
use crate::package::sign::{self, Certificate};
use crate::run;
use std::fs;
use std::path::Path;

/// Signs a copy of libraries and programs, or one of manifests, views and scripts.
pub fn tried(context: &Context, programs: bool) -> Result<String, String> {
    let packed = Packed::at(&context.place);
    let scratch = context.scratch(if programs { "signing-programs" } else { "signing-scripts" })?;
    let mut files = Vec::new();
    for folder in [&packed.folder, &packed.dsc] {
        for file in sign::to_sign(folder)? {
            if file.extension().is_some_and(|end| end == "dll" || end == "exe") != programs {
                continue;
            }
            // In a folder of its own, since two may have the same name.
            let copy = scratch.join(files.len().to_string());
            let to = copy.join(file.file_name().unwrap_or_default());
            fs::create_dir_all(&copy)
                .and_then(|()| fs::copy(&file, &to))
                .map_err(|error| format!("{}: {error}", to.display()))?;
            files.push(to);
        }
    }
    match files.first() {
        None => return Err("there is nothing to sign".to_owned()),
        Some(file) if sign::is_signed(file)? => {
            return Err(format!("{} was signed before", file.display()));
        }
        Some(_) => {}
    }
    sign::sign(context, &files, &throwaway(context, &scratch)?)?;
    Ok(format!("{} files of a copy", files.len()))
}

/// A certificate that nobody trusts, for a day.
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
