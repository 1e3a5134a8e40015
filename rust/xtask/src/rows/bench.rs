//! The bench, measured quickly: that everything can be measured, and nothing about how fast it was.

use super::workshop::Workshop;
use crate::bench;
use crate::bench::figures::Missing;
use crate::table::Row;
use std::time::{Duration, Instant};

/// Runs `bench --quick`.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let what = "bench --quick";
    if !cfg!(target_os = "linux") {
        return vec![Row::skipped(what, "measured on Linux only")];
    }
    let start = Instant::now();
    vec![match bench::quick(shop) {
        Ok(missing) => judged(what, &missing, start.elapsed()),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }]
}

/// A figure that could not be measured is a failure; where what it takes is not here, which may be a client that is not installed,
/// the row is skipped. Both name every figure and the reason.
fn judged(what: &str, missing: &[Missing], took: Duration) -> Row {
    let told = |one: &Missing| format!("{}: {}", one.id, one.lack.why());
    let all: Vec<_> = missing.iter().map(told).collect();
    let note = format!("not measured: {}", all.join("; "));
    match missing {
        [] => Row::passed(what, took, ""),
        some if some.iter().any(Missing::failed) => Row::failed(what, took, note),
        _ => Row::skipped(what, note),
    }
}

#[cfg(test)]
mod tests;
