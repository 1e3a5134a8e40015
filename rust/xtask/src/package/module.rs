//! The folders of the modules.

use super::natives::Part;
use super::rid::Rid;
use super::{Packed, VERSION, bill, crates, notices};
use crate::help;
use crate::rows::workshop::Workshop;
use crate::run::{Show, run};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The project of the binary module.
const PROJECT: &str = "powershell/src/ManagedIdentity/ManagedIdentity.csproj";
/// What ships as text, of this module and of the one for DSC.
const TEXT: &str = "powershell/module";
const DSC: &str = "powershell/dsc";
/// The pages that the help is made from.
const PAGES: &str = "powershell/docs";
const ERRORS: &str = "docs/errors.md";

/// Lays them out.
///
/// # Errors
/// Something could not be built or copied.
pub fn lay_out(shop: &Workshop<'_>) -> Result<Packed, String> {
    let around = shop.around();
    let dotnet = shop.dotnet()?;
    let folder = emptied(&shop.place().join("ManagedIdentity"))?.join(VERSION);
    let dsc = emptied(&shop.place().join("ManagedIdentityDsc"))?.join(VERSION);
    let failed = |error: io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;

    let mut build = dotnet.command(around, ["build", PROJECT, "--configuration", "Release"]);
    run(&mut build, Show::OnFailure).into_output()?;
    let assembly = around.path("target/dotnet/bin/ManagedIdentity/release/ManagedIdentity.dll");
    fs::copy(assembly, folder.join("ManagedIdentity.dll")).map_err(failed)?;
    copy_tree(&around.path(TEXT), &folder).map_err(failed)?;
    copy_tree(&around.path(DSC), &dsc).map_err(failed)?;
    help::write(
        &around.path(PAGES),
        &around.path(ERRORS),
        &folder.join("en-US"),
    )?;
    papers(shop, &folder)?;
    fs::copy(around.path("LICENSE"), dsc.join("LICENSE")).map_err(failed)?;

    let (mut systems, mut missing) = (Vec::new(), Vec::new());
    shop.natives().make_all(around, &shop.systems());
    for rid in shop.systems() {
        // No compiler for a system is a package without its files; a compiler that fails is a failure.
        match shop.natives().recipe(around, rid) {
            Ok(_) => {
                for part in [Part::Library, Part::Program] {
                    place(shop, rid, part, &folder)?;
                }
                systems.push(rid);
            }
            Err(why) if Some(rid) == Rid::host() => return Err(why),
            Err(why) => missing.push((rid, why)),
        }
    }
    let host = Rid::host().ok_or("the module does not serve this system")?;
    Ok(Packed {
        library: folder.join(host.name()).join(host.library()),
        folder,
        dsc,
        systems,
        missing,
    })
}

/// Licence, notices and bill of materials.
fn papers(shop: &Workshop<'_>, folder: &Path) -> Result<(), String> {
    let around = shop.around();
    let failed = |error: io::Error| format!("{}: {error}", folder.display());
    let crates = crates::shipped(around)?;
    let rust = fs::read_to_string(around.path("rust-toolchain.toml")).map_err(failed)?;
    let rust = rust.split('"').nth(1).unwrap_or_default();
    fs::write(
        folder.join(bill::FILE),
        bill::write(VERSION, &crates, rust)?,
    )
    .map_err(failed)?;
    fs::write(folder.join(notices::FILE), notices::write(&crates)?).map_err(failed)?;
    fs::copy(around.path("LICENSE"), folder.join("LICENSE")).map_err(failed)?;
    Ok(())
}

/// Puts a native file where PowerShell looks for the library: `<os>-<arch>/`.
fn place(shop: &Workshop<'_>, rid: Rid, part: Part, module: &Path) -> Result<PathBuf, String> {
    let built = shop.natives().file(shop.around(), rid, part)?;
    let folder = module.join(rid.name());
    let to = folder.join(part.file(rid));
    fs::create_dir_all(&folder)
        .and_then(|()| fs::copy(built, &to))
        .map_err(|error| format!("{}: {error}", to.display()))?;
    Ok(to)
}

fn emptied(folder: &Path) -> Result<&Path, String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(format!("{}: {error}", folder.display()))
        }
        _ => Ok(folder),
    }
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
