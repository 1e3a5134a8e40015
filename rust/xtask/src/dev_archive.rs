//! The archive for those who write C and C++: header, library, import library, pkg-config and CMake files, licence. It can be unpacked
//! anywhere; nothing in it names a folder of the machine that made it.

use crate::package::archive::{self, Entry};
use crate::package::natives::Part;
use crate::package::rid::Rid;
use crate::package::{VERSION, dist, import_library, release};
use crate::rows::workshop::Workshop;
use crate::table::Row;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What CMake finds the library by; the files are the same for every system but for where the library lies.
const CONFIG: &str = include_str!("dev_archive/azmi-config.cmake");
const CONFIG_VERSION: &str = include_str!("dev_archive/azmi-config-version.cmake");
const PKG_CONFIG: &str = include_str!("dev_archive/azmi.pc");

/// The folder that a system's archive holds.
#[must_use]
pub fn name(rid: Rid) -> String {
    format!("azmi-dev-{VERSION}-{rid}")
}

/// Adds one for each system to what is handed out: a row for each. The library in it is that of the packed module, signed if that is.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let row = |rid: Rid| {
        let what = format!("development archive: {rid}");
        let start = Instant::now();
        if let Err(why) = shop
            .dotnet()
            .and_then(|_| shop.natives().recipe(shop.around(), rid))
        {
            return Row::skipped(what, why);
        }
        match added(shop, rid) {
            Ok(note) => Row::passed(what, start.elapsed(), note),
            Err(why) => Row::failed(what, start.elapsed(), why),
        }
    };
    shop.systems().into_iter().map(row).collect()
}

fn added(shop: &Workshop<'_>, rid: Rid) -> Result<String, String> {
    let library = shop.packed()?.native(rid, Part::Library);
    let archive = make(shop, rid, &library, &dist(shop))?;
    release::add_sums(&dist(shop))?;
    release::note(&archive)
}

/// Packs one with this library into a folder.
///
/// # Errors
/// Something can't be read or written.
pub fn make(shop: &Workshop<'_>, rid: Rid, library: &Path, into: &Path) -> Result<PathBuf, String> {
    let entries = entries(shop, rid, library)?;
    let (end, bytes) = match rid.is_windows() {
        true => ("zip", archive::zip(entries)?),
        false => ("tar.gz", archive::tar(entries)?),
    };
    let file = into.join(format!("{}.{end}", name(rid)));
    fs::create_dir_all(into)
        .and_then(|()| fs::write(&file, bytes))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(file)
}

fn entries(shop: &Workshop<'_>, rid: Rid, library: &Path) -> Result<Vec<Entry>, String> {
    let around = shop.around();
    let top = name(rid);
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let of = |name: &str, bytes: Vec<u8>| Entry::text(format!("{top}/{name}"), bytes);
    let filled = |text: &str| text.replace("@VERSION@", VERSION).into_bytes();
    let mut entries = vec![
        of("include/azmi.h", read(&around.path("include/azmi.h"))?),
        of("share/doc/azmi/LICENSE", read(&around.path("LICENSE"))?),
        of("share/doc/azmi/abi.md", read(&around.path("docs/abi.md"))?),
        of("lib/cmake/azmi/azmi-config.cmake", filled(CONFIG)),
        of(
            "lib/cmake/azmi/azmi-config-version.cmake",
            filled(CONFIG_VERSION),
        ),
        of("lib/pkgconfig/azmi.pc", filled(PKG_CONFIG)),
    ];
    if rid.is_windows() {
        let imports = import_library::make(around, rid)?;
        entries.push(of(&format!("lib/{}", import_library::FILE), imports));
        entries.push(of("bin/azmi.dll", read(library)?));
    } else {
        entries.push(of("lib/libazmi.so", read(library)?));
    }
    Ok(entries)
}
