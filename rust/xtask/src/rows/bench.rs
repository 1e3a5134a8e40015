//! The bench, measured quickly: that everything can be measured, and nothing about how fast it was.

use super::workshop::Workshop;
use crate::args::BenchOptions;
use crate::bench;
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
    let options = BenchOptions {
        offline: true,
        quick: true,
        inside: false,
    };
    vec![match bench::run(shop.around(), &options) {
        Ok(_) => Row::passed(what, start.elapsed(), ""),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }]
}
