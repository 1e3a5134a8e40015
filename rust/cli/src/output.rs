//! Results on standard output.

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

/// An object with its properties, in order. The names are those of the PowerShell module.
#[derive(Debug, Default)]
pub struct Record(Vec<(&'static str, Value)>);

impl Record {
    /// Adds a property. Absent values are null.
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// Adds a time. 0 means unknown.
    pub fn with_time(self, name: &'static str, seconds: i64) -> Self {
        let text = OffsetDateTime::from_unix_timestamp(seconds).ok().and_then(|time| time.format(&Rfc3339).ok());
        self.with(name, text.filter(|_| seconds != 0))
    }

    /// Formats the record. Tab-separated output has the values of the properties in `tsv`, in that order.
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

    /// Returns a property's value without quotes, or an empty text if it is absent.
    fn value(&self, name: &str) -> String {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| plain(value)).unwrap_or_default()
    }

    /// Returns the record as JSON, with the properties in order.
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

/// Formats records as a table with a header row. Each column is as wide as its longest value.
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

/// Formats records as a JSON array.
pub fn json_list(records: &[Record]) -> String {
    let items: Vec<String> = records.iter().map(Record::json).collect();
    format!("[{}]", items.join(","))
}

/// Returns a value without quotes, or an empty text for null.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => printable(text),
        other => other.to_string(),
    }
}

/// Converts a name such as `PrincipalId` to its JSON form, `principalId`.
fn camel(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
}

/// Prints a complete result.
///
/// # Errors
/// When the text can't be written. If the reader has closed the pipe, the program ends silently, so that it doesn't request more
/// pages in vain.
pub fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// Like [`print`], for output that may not be text.
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

/// How the entries of a list are joined.
pub enum List {
    /// As one JSON array.
    Array,
    /// One line for each entry.
    Lines,
}

/// The entries of a list that arrive a few at a time. The output is complete even if the list ends early.
pub struct Entries {
    list: List,
    first: bool,
    ended: bool,
}

impl Entries {
    /// Starts a list. Prints nothing before the first entry or the end, so that a call that fails at once prints nothing.
    pub fn begin(list: List) -> Self {
        Self { list, first: true, ended: false }
    }

    /// Prints more entries.
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

    /// Prints the end of the list.
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
    /// Closes a list that ends early, so that its reader can use the entries. The failure is reported elsewhere.
    fn drop(&mut self) {
        if matches!(self.list, List::Array) && !self.first && !self.ended {
            _ = print("\n]\n");
        }
    }
}
