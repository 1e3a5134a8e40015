//! What the built libraries export: the recorded functions and nothing else, on Linux and on Windows.

use crate::package::exports;
use crate::package::natives::Part;
use crate::package::rid::Rid;
use crate::rows::workshop::Workshop;
use crate::table::Row;
use std::fs;
use std::time::Instant;

/// A row for each system that the library can be built for here.
pub(super) fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let row = |rid: Rid| {
        let what = format!("abi: exports of {rid}");
        let start = Instant::now();
        if let Err(why) = shop.natives().recipe(shop.around(), rid) {
            return Row::skipped(what, why);
        }
        match check(shop, rid) {
            Ok(names) => Row::passed(what, start.elapsed(), format!("{names} functions")),
            Err(why) => Row::failed(what, start.elapsed(), why),
        }
    };
    shop.systems().into_iter().map(row).collect()
}

fn check(shop: &Workshop<'_>, rid: Rid) -> Result<usize, String> {
    let library = shop.natives().file(shop.around(), rid, Part::Library)?;
    let recorded = exports::recorded(shop.around())?;
    let failed = |why: String| format!("{}: {why}", library.display());
    let data = fs::read(library).map_err(|error| failed(error.to_string()))?;
    let file = object::File::parse(&*data).map_err(|error| failed(error.to_string()))?;
    match exports::wrong(&file, &recorded) {
        Some(why) => Err(failed(why)),
        None => Ok(recorded.len()),
    }
}
