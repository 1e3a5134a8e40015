//! The committed header is what the sources say.

use super::workshop::Workshop;
use crate::table::Row;
use crate::tasks::header;
use std::time::Instant;

/// Verifies it.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let start = Instant::now();
    vec![match header::verify(shop.around()) {
        Ok(()) => Row::passed("header", start.elapsed(), ""),
        Err(why) => Row::failed("header", start.elapsed(), why),
    }]
}
