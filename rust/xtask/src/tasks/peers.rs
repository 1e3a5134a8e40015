//! `peers`: Azure's own identity clients, installed for the tests and figures that set ours beside them.

use crate::args::Common;
use crate::rows::Require;
use crate::rows::workshop::Workshop;
use crate::surroundings::Surroundings;
use crate::table::{Row, Table};
use crate::tools::Tools;
use crate::tools::azure_clients::{self, Client};
use std::panic::resume_unwind;
use std::thread;
use std::time::Instant;

/// Installs those that can be had here.
///
/// # Errors
/// None: what can't be had is a row of the table.
pub fn run(around: &Surroundings, options: &Common) -> Result<bool, String> {
    let shop = Workshop::new(Tools::new(around, options.offline));
    let mut table = Table::default();
    let install = |client: Client| {
        let start = Instant::now();
        match azure_clients::install(&shop.tools, client, &shop.dotnet()) {
            Ok(()) => Row::passed(client.title(), start.elapsed(), ""),
            Err(why) => Row::skipped(client.title(), why),
        }
    };
    // All at once: one is compiled while the registries of the others are waited for.
    let rows = thread::scope(|scope| {
        let install = &install;
        let installing = Client::ALL.map(|client| scope.spawn(move || install(client)));
        installing.map(|row| row.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    for row in rows {
        table.push(Require::AzureClients.enforce(&options.require, row));
    }
    Ok(table.close())
}
