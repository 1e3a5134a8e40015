//! `azmi env`.

use crate::args::{Format, Variables};
use crate::failure::Failure;
use crate::json::for_reader;
use crate::output::{Column, Record, head, json_list, print};
use crate::session;
use azmi_core::{VARIABLES, Variable};

const COLUMNS: [Column; 3] =
    [Column { name: "Name", width: 34 }, Column { name: "Value", width: 30 }, Column { name: "Effect", width: 0 }];

/// Lists what the library reads, and what each variable is set to.
pub fn run(options: &Variables) -> Result<(), Failure> {
    let env = session::environment();
    let record = |variable: &Variable| {
        let value = env.get(variable.name).map(|value| variable.shown(value));
        Record::default().with("Name", variable.name).with("Value", value).with("Effect", variable.effect)
    };
    let records: Vec<Record> = VARIABLES.iter().map(record).collect();
    print(&match options.output {
        Format::Json => for_reader(&json_list(&records)) + "\n",
        Format::Tsv => records.iter().map(|record| record.format(Format::Tsv, &["Name", "Value", "Effect"])).collect(),
        Format::Table => {
            let rows = records.iter().map(|record| record.row(&COLUMNS));
            head(&COLUMNS) + &rows.collect::<String>()
        }
    })
}
