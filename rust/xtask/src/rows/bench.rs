//! The bench, measured quickly: that everything can be measured, and nothing about how fast it was.

use super::workshop::Workshop;
use crate::bench::{self, figures::Missing};
use crate::table::Row;
use std::time::Instant;

/// Runs `bench --quick`.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let what = "bench --quick";
    if !cfg!(target_os = "linux") {
        return vec![Row::skipped(what, "measured on Linux only")];
    }
    let start = Instant::now();
    vec![match bench::quick(shop) {
        Ok(missing) => Row::passed(what, start.elapsed(), note(&missing)),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }]
}

/// What can't be measured here, and why; most of it is a client that is not installed.
fn note(missing: &[Missing]) -> String {
    let told = missing.iter().map(|one| format!("{}: {}", one.id, one.why));
    match told.collect::<Vec<_>>().join("; ") {
        all if all.is_empty() => all,
        all => format!("not measured: {all}"),
    }
}
