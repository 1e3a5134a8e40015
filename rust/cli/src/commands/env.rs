//! `azmi env`.

use crate::args::{Format, Variables};
use crate::failure::Failure;
use crate::json::Selection;
use crate::output::{Record, json_list, print, table};
use crate::session;
use azmi_core::{VARIABLES, Variable};

const COLUMNS: [&str; 3] = ["Name", "Value", "Effect"];

/// Lists the variables that the library reads, and their values.
pub fn run(options: &Variables) -> Result<(), Failure> {
    let selection = Selection::new(options.query.as_deref())?;
    let env = session::environment();
    let record = |variable: &Variable| {
        let value = env.get(variable.name).map(|value| variable.shown(value));
        Record::default().with("Name", variable.name).with("Value", value).with("Effect", variable.effect)
    };
    let records: Vec<Record> = VARIABLES.iter().map(record).collect();
    match options.output {
        Format::Json => selection.print_json(&json_list(&records), Format::Json),
        format if !selection.is_all() => selection.print_json(&json_list(&records), format),
        Format::Tsv => print(&records.iter().map(|record| record.format(Format::Tsv, &COLUMNS)).collect::<String>()),
        Format::Table => print(&table(&records, &COLUMNS)),
    }
}
