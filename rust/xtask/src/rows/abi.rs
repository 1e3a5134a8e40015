//! The C ABI, attacked and examined: the C programs of `tests/abi` that call every function wrongly, from many threads and in forked
//! children, natively and, with `--deep`, under Valgrind and the sanitizers; what the built libraries export; and whether
//! a program made for the last version still finds what it knows.

mod attack;
mod compatible;
mod exports;
mod installed;
mod sanitized;

use super::workshop::Workshop;
use crate::table::Row;

/// Runs them.
#[must_use]
pub fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let mut rows = vec![compatible::row(shop)];
    rows.extend(exports::rows(shop));
    rows.push(attack::row(shop));
    rows.extend(installed::rows(shop));
    if shop.deep() {
        rows.push(sanitized::valgrind(shop));
        rows.push(sanitized::address(shop));
        rows.push(sanitized::thread(shop));
    }
    rows
}
