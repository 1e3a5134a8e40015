//! `lint`: everything that can be wrong without running a test.

use crate::args::Common;
use crate::lint;
use crate::rows::workshop::Workshop;
use crate::surroundings::Surroundings;
use crate::table::Table;
use crate::tools::Tools;

/// Runs every check.
///
/// # Errors
/// None: what goes wrong is a failed row.
pub fn run(around: &Surroundings, options: &Common) -> Result<bool, String> {
    let shop = Workshop::new(Tools::new(around, options.offline));
    let mut table = Table::default();
    lint::rows(&shop, &options.require)
        .into_iter()
        .for_each(|row| table.push(row));
    Ok(table.close())
}
