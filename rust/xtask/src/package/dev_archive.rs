//! The archive for C and C++ developers: header, library, import library, pkg-config and CMake files, licence. It's
//! relocatable, and contains no folder of the build machine.

use super::archive::{self, Entry};
use super::import_library;
use super::rid::Rid;
use crate::context::{Context, VERSION};
use std::fs;
use std::path::{Path, PathBuf};

/// The CMake config file, the same for every system.
const CONFIG: &str = include_str!("../dev_archive/azmi-config.cmake");
const CONFIG_VERSION: &str = include_str!("../dev_archive/azmi-config-version.cmake");
const PKG_CONFIG: &str = include_str!("../dev_archive/azmi.pc");

pub fn name(rid: Rid) -> String {
    format!("azmi-dev-{VERSION}-{rid}")
}

/// Packs the archive into a folder, with this library.
pub fn make(context: &Context, rid: Rid, library: &Path, into: &Path) -> Result<PathBuf, String> {
    archive::pack(rid, &name(rid), entries(context, rid, library)?, into)
}

fn entries(context: &Context, rid: Rid, library: &Path) -> Result<Vec<Entry>, String> {
    let top = name(rid);
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let of = |name: &str, bytes: Vec<u8>| Entry::text(format!("{top}/{name}"), bytes);
    let filled = |text: &str| text.replace("@VERSION@", VERSION).into_bytes();
    let mut entries = vec![
        of("include/azmi.h", read(&context.path("include/azmi.h"))?),
        of("share/doc/azmi/LICENSE", read(&context.path("LICENSE"))?),
        of("share/doc/azmi/abi.md", read(&context.path("docs/abi.md"))?),
        of("lib/cmake/azmi/azmi-config.cmake", filled(CONFIG)),
        of("lib/cmake/azmi/azmi-config-version.cmake", filled(CONFIG_VERSION)),
        of("lib/pkgconfig/azmi.pc", filled(PKG_CONFIG)),
    ];
    if rid.is_windows() {
        let imports = import_library::make(context, rid)?;
        entries.push(of(&format!("lib/{}", import_library::FILE), imports));
        entries.push(of("bin/azmi.dll", read(library)?));
    } else {
        entries.push(of("lib/libazmi.so", read(library)?));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests;
