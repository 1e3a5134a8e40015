//! Answers on standard output.

use crate::args::Format;
use crate::failure::{Failure, Own, printable};
use crate::session;
use crate::watch;
use serde_json::Value;
use std::io::{ErrorKind, Write};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[cfg(test)]
mod tests;

/// One thing with its properties, in their order. Names are those of the PowerShell module.
#[derive(Debug, Default)]
pub struct Record(Vec<(&'static str, Value)>);

impl Record {
    /// Adds a property; absent values are null.
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// Adds a time; 0 means not known.
    pub fn with_time(self, name: &'static str, seconds: i64) -> Self {
        let text = OffsetDateTime::from_unix_timestamp(seconds).ok().and_then(|time| time.format(&Rfc3339).ok());
        self.with(name, text.filter(|_| seconds != 0))
    }

    /// The record in a format; of the names in `tsv`, tab-separated output has the values, in that order.
    pub fn format(&self, format: Format, tsv: &[&str]) -> String {
        match format {
            Format::Json => self.json() + "\n",
            Format::Tsv => {
                let values: Vec<String> = tsv.iter().map(|name| self.value(name)).collect();
                values.join("\t") + "\n"
            }
            Format::Table => self.table(),
        }
    }

    /// A property without quotes; nothing where there is none.
    fn value(&self, name: &str) -> String {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| plain(value)).unwrap_or_default()
    }

    /// Written out property by property, so that they stand in their order.
    pub fn json(&self) -> String {
        let property = |(name, value): &(&str, Value)| format!("{}:{value}", Value::from(camel(name)));
        let properties: Vec<String> = self.0.iter().map(property).collect();
        format!("{{{}}}", properties.join(","))
    }

    fn table(&self) -> String {
        let width = self.0.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let row =
            |(name, value): &(&str, Value)| format!("{name:width$}  {}", plain(value)).trim_end().to_owned() + "\n";
        self.0.iter().map(row).collect()
    }
}

/// Several things as a table, a row each, below the names of the columns. Each column is as wide as its longest value.
pub fn table(records: &[Record], columns: &[&str]) -> String {
    if records.is_empty() {
        return String::new();
    }
    let head = columns.iter().map(|&name| name.to_owned()).collect();
    let row = |record: &Record| columns.iter().map(|name| record.value(name)).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(records.iter().map(row)).collect();
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(value, width)| format!("{value:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// Several things as a JSON array.
pub fn json_list(records: &[Record]) -> String {
    let items: Vec<String> = records.iter().map(Record::json).collect();
    format!("[{}]", items.join(","))
}

/// A value without quotes; nothing for null.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => printable(text),
        other => other.to_string(),
    }
}

/// `PrincipalId` as it is called in JSON: `principalId`.
fn camel(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
}

/// Prints an answer whole.
///
/// # Errors
/// It could not be written. A reader that has seen enough and closed the pipe ends the program without a word: more pages would
/// be asked for in vain.
pub fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// As [`print`], for what need not be text.
pub fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    session::wipe_progress();
    let mut stdout = std::io::stdout().lock();
    match watch::while_printing(|| stdout.write_all(bytes).and_then(|()| stdout.flush())) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::ReaderGone),
        Err(error) => Err(Failure::Own(Own {
            id: "OutputFailed",
            message: format!("The answer couldn't be written to standard output: {error}."),
            hint: "Check where standard output goes: the disk may be full, or the device may not accept output.",
            usage: false,
        })),
        Ok(()) => Ok(()),
    }
}

/// How the entries of a list are held together.
pub enum List {
    /// As one JSON array.
    Array,
    /// A line each.
    Lines,
}

/// The entries of a list that come a few at a time. Whatever ends it, what was printed is whole.
pub struct Entries {
    list: List,
    first: bool,
    ended: bool,
}

impl Entries {
    /// Nothing is printed before the first entry or the end has come: a call that fails at once prints nothing.
    pub fn begin(list: List) -> Self {
        Self { list, first: true, ended: false }
    }

    /// Prints some more.
    pub fn print(&mut self, entries: impl Iterator<Item = String>) -> Result<(), Failure> {
        let mut text = String::new();
        for entry in entries {
            match &self.list {
                List::Array => {
                    text.push_str(if self.first { "[\n" } else { ",\n" });
                    text.push_str(entry.trim_end());
                }
                List::Lines => {
                    text.push_str(entry.trim_end_matches('\n'));
                    text.push('\n');
                }
            }
            self.first = false;
        }
        print(&text)
    }

    /// Prints what belongs behind the last one.
    pub fn end(mut self) -> Result<(), Failure> {
        self.ended = true;
        match (&self.list, self.first) {
            (List::Array, true) => print("[]\n"),
            (List::Array, false) => print("\n]\n"),
            (List::Lines, _) => Ok(()),
        }
    }
}

impl Drop for Entries {
    /// A list that breaks off is closed, so that its reader can use what there is. The failure is reported elsewhere.
    fn drop(&mut self) {
        if matches!(self.list, List::Array) && !self.first && !self.ended {
            _ = print("\n]\n");
        }
    }
}
