//! The package: what its native files are, and whether its archives are always the same.

mod rebuild;

use super::workshop::Workshop;
use crate::package::checks;
use crate::package::exports;
use crate::package::natives::Part;
use crate::package::rid::Rid;
use crate::package::{self, release};
use crate::table::Row;
use std::fs;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;
use std::time::Instant;

/// Packs, checks what was packed, and writes what is handed out.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let start = Instant::now();
    if let Err(why) = shop.dotnet() {
        return vec![Row::skipped("package", why)];
    }
    let packed = match shop.packed() {
        Ok(packed) => packed,
        Err(why) => return vec![Row::failed("package", start.elapsed(), why)],
    };
    let mut rows = vec![Row::passed("package: modules", start.elapsed(), "")];
    rows.extend(packed.systems.iter().map(|rid| {
        let folder = packed.folder.join(rid.name());
        system(shop, &folder, *rid, format!("package: {rid}"))
    }));
    let missing = |(rid, why): &(Rid, String)| Row::skipped(format!("package: {rid}"), why);
    rows.extend(packed.missing.iter().map(missing));
    thread::scope(|scope| {
        let again = shop.rebuild().then(|| scope.spawn(|| rebuild::row(shop)));
        rows.push(archives(shop));
        rows.extend(again.map(|again| again.join().unwrap_or_else(|panic| resume_unwind(panic))));
    });
    rows
}

/// The two native files of a system, which lie in this folder.
#[must_use]
pub fn system(shop: &Workshop<'_>, folder: &Path, rid: Rid, what: String) -> Row {
    let start = Instant::now();
    match findings(shop, folder, rid) {
        Err(why) => Row::failed(what, start.elapsed(), why),
        Ok((found, note)) if found.is_empty() => Row::passed(what, start.elapsed(), note),
        Ok((found, note)) => {
            found
                .iter()
                .for_each(|finding| println!("{rid}: {finding}"));
            let zig_is_missing = found
                .iter()
                .all(|finding| finding.contains("cargo-zigbuild"));
            let why = format!("{}; {note}", found[0]);
            // Good for this machine, and not for release: that is a missing tool, not a defect.
            if zig_is_missing {
                Row::skipped(what, why)
            } else {
                Row::failed(what, start.elapsed(), why)
            }
        }
    }
}

fn findings(shop: &Workshop<'_>, folder: &Path, rid: Rid) -> Result<(Vec<String>, String), String> {
    let recipe = shop.natives().recipe(shop.around(), rid)?;
    let remap = recipe.remap(shop.around());
    let folders: Vec<&Path> = remap.folders().collect();
    let names = exports::recorded(shop.around())?;
    let (mut found, mut sizes) = (Vec::new(), Vec::new());
    for part in [Part::Library, Part::Program] {
        let name = part.file(rid);
        let wanted = (part == Part::Library).then_some(&names);
        let file = folder.join(name);
        let bytes = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let wrong = checks::findings(rid, &bytes, wanted, &folders);
        found.extend(wrong.into_iter().map(|wrong| format!("{name} {wrong}")));
        let mark = recipe.wrong_mark(rid, checks::is_test_build(&bytes));
        found.extend(mark.map(|wrong| format!("{name} {wrong}")));
        sizes.push(format!("{name} {} KB", bytes.len().div_ceil(1000)));
    }
    Ok((
        found,
        format!("{}; {}", recipe.title(rid), sizes.join(", ")),
    ))
}

/// Made twice, from the folder laid out anew in between, and written.
fn archives(shop: &Workshop<'_>) -> Row {
    let what = "package: archives";
    let start = Instant::now();
    let made = || -> Result<String, String> {
        let first = shop.archives()?;
        let again = release::archives(&package::pack(shop)?)?;
        if let Some((one, _)) = first.iter().zip(&again).find(|(one, other)| one != other) {
            return Err(format!("{} is not the same twice", one.0));
        }
        let written = release::write(shop, first)?;
        let notes: Result<Vec<_>, _> = written.iter().map(|file| release::note(file)).collect();
        Ok(notes?.join(", "))
    };
    match made() {
        Ok(note) => Row::passed(what, start.elapsed(), note),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}
