//! The library built a second time, in another folder with nothing built before: the same bytes.

use crate::lint::tree::Tree;
use crate::package::natives::Part;
use crate::package::release::sha256;
use crate::package::rid::Rid;
use crate::rows::workshop::Workshop;
use crate::surroundings::Surroundings;
use crate::table::Row;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Builds it again and compares.
pub(super) fn row(shop: &Workshop<'_>) -> Row {
    let what = "package: built again elsewhere";
    let start = Instant::now();
    match compared(shop) {
        Ok(note) => Row::passed(what, start.elapsed(), note),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}

fn compared(shop: &Workshop<'_>) -> Result<String, String> {
    let around = shop.around();
    let rid = Rid::host().ok_or("the module does not serve this system")?;
    let elsewhere = tempfile::Builder::new()
        .prefix("another folder ")
        .tempdir_in(shop.around().target())
        .map_err(|error| error.to_string())?;
    copy_sources(around, elsewhere.path())?;
    let other = around.moved_to(elsewhere.path());
    let recipe = shop.natives().recipe(around, rid)?;
    let again = recipe.build(&other, rid, Part::Library)?;
    let first = shop.natives().file(around, rid, Part::Library)?;
    let read = |file: &Path| fs::read(file).map_err(|error| format!("{}: {error}", file.display()));
    let (first, again) = (sha256(&read(first)?), sha256(&read(&again)?));
    if first == again {
        Ok(format!("{rid}: SHA-256 {first}"))
    } else {
        Err(format!("{rid}: {first} here, {again} elsewhere"))
    }
}

/// The files that belong to the tree, and nothing that was built from them.
fn copy_sources(around: &Surroundings, to: &Path) -> Result<(), String> {
    for file in Tree::read(around)?.files {
        let target = to.join(&file.path);
        fs::create_dir_all(target.parent().unwrap_or(to))
            .and_then(|()| fs::copy(around.path(&file.path), &target))
            .map_err(|error| format!("{}: {error}", target.display()))?;
    }
    Ok(())
}
