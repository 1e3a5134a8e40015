//! The archive for those who write C and C++: header, library, import library, pkg-config and CMake files, licence. It can be unpacked
//! anywhere; nothing in it names a folder of the machine that made it.

use crate::package::rid::Rid;
use crate::rows::workshop::Workshop;
use crate::run::{Show, run};
use crate::table::Row;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use zip::write::SimpleFileOptions;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// What CMake finds the library by; the files are the same for every system but for where the library lies.
const CONFIG: &str = include_str!("dev_archive/azmi-config.cmake");
const CONFIG_VERSION: &str = include_str!("dev_archive/azmi-config-version.cmake");
const PKG_CONFIG: &str = include_str!("dev_archive/azmi.pc");

/// The systems that an archive is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Linux on x64.
    Linux,
    /// Windows on x64.
    Windows,
}

impl System {
    /// Its name, as in the module's folders.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Linux => "linux-x64",
            Self::Windows => "win-x64",
        }
    }
}

/// Makes those that can be made here: a row for each.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let row = |system: System| {
        let what = format!("development archive: {}", system.name());
        let start = Instant::now();
        if let (System::Windows, Err(why)) =
            (system, shop.natives().recipe(shop.around(), Rid::WinX64))
        {
            return Row::skipped(what, why);
        }
        match make(shop, system) {
            Ok((_, archive)) => Row::passed(what, start.elapsed(), archive.display().to_string()),
            Err(why) => Row::failed(what, start.elapsed(), why),
        }
    };
    vec![row(System::Linux), row(System::Windows)]
}

/// Lays the folder out and packs it; gives both.
///
/// # Errors
/// The library could not be built, or something not be written.
pub fn make(shop: &Workshop<'_>, system: System) -> Result<(PathBuf, PathBuf), String> {
    let name = format!("azmi-dev-{VERSION}-{}", system.name());
    let package = shop.around().target().join("package");
    let folder = package.join(&name);
    let failed = |error: io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    for (to, from) in files(shop, system)? {
        place(&folder.join(to), |to| fs::copy(from, to).map(drop))?;
    }
    let texts = [
        ("lib/cmake/azmi/azmi-config.cmake", CONFIG),
        ("lib/cmake/azmi/azmi-config-version.cmake", CONFIG_VERSION),
        ("lib/pkgconfig/azmi.pc", PKG_CONFIG),
    ];
    for (to, text) in texts {
        let text = text.replace("@VERSION@", VERSION);
        place(&folder.join(to), |to| fs::write(to, text))?;
    }
    let archive = match system {
        System::Linux => tar(&package, &name)?,
        System::Windows => zip(&package, &name)?,
    };
    Ok((folder, archive))
}

/// Where each file goes, and where it comes from.
fn files(shop: &Workshop<'_>, system: System) -> Result<Vec<(&'static str, PathBuf)>, String> {
    let around = shop.around();
    let mut files = vec![
        ("include/azmi.h", around.path("include/azmi.h")),
        ("share/doc/azmi/LICENSE", around.path("LICENSE")),
        ("share/doc/azmi/abi.md", around.path("docs/abi.md")),
    ];
    match system {
        System::Linux => files.push(("lib/libazmi.so", shop.library()?.to_owned())),
        System::Windows => {
            let library = shop.windows_library()?.to_owned();
            files.push(("lib/libazmi.dll.a", import_library(&library)?));
            files.push(("bin/azmi.dll", library));
        }
    }
    Ok(files)
}

/// `libazmi.dll.a`, which the linker writes beside the library.
fn import_library(library: &Path) -> Result<PathBuf, String> {
    let name = "libazmi.dll.a";
    let folder = library.parent().unwrap_or(library);
    [folder.join(name), folder.join("deps").join(name)]
        .into_iter()
        .find(|file| file.is_file())
        .ok_or_else(|| format!("no {name} beside {}", library.display()))
}

fn place(to: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), String> {
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder)
        .and_then(|()| write(to))
        .map_err(|error| format!("{}: {error}", to.display()))
}

/// Packs a folder the same way each time: sorted, nobody's, without the hour.
fn tar(package: &Path, name: &str) -> Result<PathBuf, String> {
    let archive = package.join(format!("{name}.tar.gz"));
    let mut tar = Command::new("tar");
    tar.args(["--sort=name", "--mtime=@0", "--owner=0", "--group=0"])
        .args(["--numeric-owner", "--mode=u=rwX,go=rX", "-czf"])
        .arg(&archive)
        .arg(name)
        .current_dir(package)
        // gzip writes the hour, too, unless it is told not to.
        .env("GZIP", "-n");
    run(&mut tar, Show::OnFailure).into_output()?;
    Ok(archive)
}

fn zip(package: &Path, name: &str) -> Result<PathBuf, String> {
    let archive = package.join(format!("{name}.zip"));
    let failed = |error: io::Error| format!("{}: {error}", archive.display());
    let mut files = Vec::new();
    list(&package.join(name), &mut files).map_err(failed)?;
    files.sort();
    let written = || -> io::Result<()> {
        let mut zip = zip::ZipWriter::new(fs::File::create(&archive)?);
        for file in files {
            let inside = file.strip_prefix(package).unwrap_or(&file);
            let inside = inside.to_string_lossy().replace('\\', "/");
            zip.start_file(inside, SimpleFileOptions::default())?;
            zip.write_all(&fs::read(&file)?)?;
        }
        zip.finish()?;
        Ok(())
    };
    written().map_err(failed)?;
    Ok(archive)
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
