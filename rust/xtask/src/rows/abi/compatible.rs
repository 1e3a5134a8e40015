//! The interface held against the last released one: that of the newest tag, or what is recorded in `tests/abi/baseline` as long as
//! nothing has been released, or in a copy without its history.

use crate::abi::{Interface, judge};
use crate::rows::workshop::Workshop;
use crate::run::{Show, run};
use crate::table::Row;
use std::process::Command;
use std::time::Instant;

const HEADER: &str = "include/azmi.h";
const LAYOUT: &str = "tests/abi/layout.json";
/// The header without its words, and the layout, of the version in the folder's name.
const BASELINE: &str = "tests/abi/baseline";

/// Compares them.
pub(super) fn row(shop: &Workshop<'_>) -> Row {
    let what = "abi: compatible";
    let start = Instant::now();
    match check(shop) {
        Ok(note) => Row::passed(what, start.elapsed(), note),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}

fn check(shop: &Workshop<'_>) -> Result<String, String> {
    let file = |path: &str| {
        std::fs::read_to_string(shop.around().path(path))
            .map_err(|error| format!("{path}: {error}"))
    };
    let new = Interface::read(&file(HEADER)?, &file(LAYOUT)?)?;
    let (of, old) = match last_tag(shop) {
        Some(tag) => {
            let shown = |path: &str| git(shop, &["show", &format!("{tag}:{path}")]);
            (
                tag.clone(),
                Interface::read(&shown(HEADER)?, &shown(LAYOUT)?)?,
            )
        }
        None => {
            let header = file(&format!("{BASELINE}/azmi.h"))?;
            let layout = file(&format!("{BASELINE}/layout.json"))?;
            (BASELINE.to_owned(), Interface::read(&header, &layout)?)
        }
    };
    let change = judge(&old, &new)?;
    let version =
        |interface: &Interface| format!("{}.{}", interface.version.0, interface.version.1);
    Ok(format!(
        "{} against {} of {of}: {} functions, {} numbers and {} structs kept, {} things new",
        version(&new),
        version(&old),
        old.functions.len(),
        old.numbers.len(),
        old.structs.len(),
        change.added.len()
    ))
}

/// The newest version's tag that this one descends from.
fn last_tag(shop: &Workshop<'_>) -> Option<String> {
    let tag = git(
        shop,
        &["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"],
    )
    .ok()?;
    let tag = tag.trim();
    (!tag.is_empty()).then(|| tag.to_owned())
}

fn git(shop: &Workshop<'_>, args: &[&str]) -> Result<String, String> {
    let mut git = Command::new("git");
    git.args(args).current_dir(shop.around().root());
    run(&mut git, Show::Never).into_output()
}
