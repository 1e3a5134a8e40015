//! `package`: the module folder as it ships, below `target/package`.

use crate::args::Common;
use crate::help;
use crate::rows::Require;
use crate::rows::workshop::Workshop;
use crate::run::{Show, run as run_program};
use crate::surroundings::Surroundings;
use crate::table::{Row, Table};
use crate::tools::Tools;
use crate::tools::pins::host;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The project of the binary module, and the folder of what ships as text.
const PROJECT: &str = "powershell/src/ManagedIdentity/ManagedIdentity.csproj";
const TEXT: &str = "powershell/module";
/// The pages that the help is made from.
const PAGES: &str = "powershell/docs";

/// A packed module.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The folder that `Import-Module` takes.
    pub folder: PathBuf,
    /// The native library for this system in it.
    pub library: PathBuf,
    /// The native library for Windows in it, or why there is none.
    pub windows: Result<PathBuf, String>,
}

/// Packs the module and prints what is in it.
///
/// # Errors
/// None: what goes wrong is a failed row.
pub fn run(around: &Surroundings, options: &Common) -> Result<bool, String> {
    let shop = Workshop::new(Tools::new(around, options.offline));
    let start = Instant::now();
    let mut table = Table::default();
    let row = match shop.dotnet() {
        Err(why) => Require::Dotnet.enforce(&options.require, Row::skipped("module", why)),
        Ok(_) => match shop.packed() {
            Err(why) => Row::failed("module", start.elapsed(), why),
            Ok(packed) => {
                print_sizes(&packed.folder);
                Row::passed(
                    "module",
                    start.elapsed(),
                    packed.folder.display().to_string(),
                )
            }
        },
    };
    table.push(row);
    if let Ok(packed) = shop.packed() {
        let row = match &packed.windows {
            Ok(_) => Row::passed("win-x64", start.elapsed(), ""),
            Err(why) => Require::Windows.enforce(&options.require, Row::skipped("win-x64", why)),
        };
        table.push(row);
    }
    Ok(table.close())
}

/// Builds everything in release and lays the folder out anew.
///
/// # Errors
/// Something could not be built or copied.
pub fn pack(shop: &Workshop<'_>) -> Result<Packed, String> {
    let around = shop.around();
    let dotnet = shop.dotnet()?;
    let folder = around
        .target()
        .join("package")
        .join("ManagedIdentity")
        .join(env!("CARGO_PKG_VERSION"));
    let failed = |error: io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    fs::create_dir_all(&folder).map_err(failed)?;

    let mut build = dotnet.command(around, ["build", PROJECT, "--configuration", "Release"]);
    run_program(&mut build, Show::OnFailure).into_output()?;
    let assembly = around.path("target/dotnet/bin/ManagedIdentity/release/ManagedIdentity.dll");
    fs::copy(assembly, folder.join("ManagedIdentity.dll")).map_err(failed)?;
    copy_tree(&around.path(TEXT), &folder).map_err(failed)?;
    help::write(&around.path(PAGES), &folder.join("en-US"))?;

    let library = place(shop.library()?, &folder, &host())?;
    // No compiler for Windows is a package without its library; a compiler that fails is a failure.
    let windows = match shop.mingw() {
        Err(why) => Err(why),
        Ok(_) => Ok(place(shop.windows_library()?, &folder, "win-x64")?),
    };
    Ok(Packed {
        folder,
        library,
        windows,
    })
}

/// Puts a native library where PowerShell looks: `<os>-<arch>/azmi.<end>`, without the `lib` that cargo puts in front on Linux,
/// because the engine probes the bare name.
fn place(built: &Path, module: &Path, system: &str) -> Result<PathBuf, String> {
    let end = built
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let folder = module.join(system);
    let to = folder.join(format!("azmi.{end}"));
    fs::create_dir_all(&folder)
        .and_then(|()| fs::copy(built, &to))
        .map_err(|error| format!("{}: {error}", to.display()))?;
    Ok(to)
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

fn print_sizes(folder: &Path) {
    let mut files = Vec::new();
    list(folder, folder, &mut files);
    files.sort();
    for (name, bytes) in files {
        println!("{bytes:>10}  {name}");
    }
}

fn list(root: &Path, folder: &Path, files: &mut Vec<(String, u64)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string();
            files.push((name, entry.metadata().map_or(0, |meta| meta.len())));
        }
    }
}
