//! JSON output: indented on a terminal, unchanged elsewhere, and filtered by `--query`.

use crate::args::Format;
use crate::failure::{Failure, Own};
use crate::json::numbers::LongNumbers;
use crate::output::{Record, plain, print};
use jmespath::{Expression, Variable};
use serde_json::Value;
use std::io::IsTerminal;

mod numbers;
#[cfg(test)]
mod tests;

/// The selection of `--query`; everything without it.
pub struct Selection(Option<Expression<'static>>);

impl Selection {
    /// Parses the expression, before anything is sent.
    ///
    /// # Errors
    /// When the expression isn't valid JMESPath.
    pub fn new(query: Option<&str>) -> Result<Self, Failure> {
        let compiled = query.map(jmespath::compile).transpose();
        compiled.map(Self).map_err(|error| {
            Failure::Own(Own {
                id: "InvalidJmesPath",
                message: format!("The expression of --query isn't valid JMESPath: {}.", error.reason),
                hint: "Expressions look like principalId, [].name or [?identityType=='SystemAssigned'].principalId: see https://jmespath.org.",
                usage: true,
            })
        })
    }

    /// Whether everything is selected.
    pub fn is_all(&self) -> bool {
        self.0.is_none()
    }

    /// Prints a record, or the selected part of its JSON.
    ///
    /// # Errors
    /// When the output can't be written.
    pub fn print(&self, record: &Record, format: Format, tsv: &[&str]) -> Result<(), Failure> {
        match format {
            _ if !self.is_all() => self.print_json(&record.json(), format),
            Format::Json => self.print_json(&record.json(), format),
            other => print(&record.format(other, tsv)),
        }
    }

    /// Prints JSON, or the selected part of it: as JSON, or in other formats as bare values, tab-separated.
    ///
    /// # Errors
    /// When the text isn't JSON, or the output can't be written.
    pub fn print_json(&self, json: &str, format: Format) -> Result<(), Failure> {
        let Some(expression) = &self.0 else {
            return print(&(for_reader(json) + "\n"));
        };
        let failed = |reason: String| {
            Failure::Own(Own {
                id: "QueryFailed",
                message: format!("--query can't be applied to the answer: {reason}."),
                hint: "Run the command without --query to see the answer's JSON.",
                usage: false,
            })
        };
        let (json, numbers) = LongNumbers::taken_from(json);
        let document = Variable::from_json(&json).map_err(|_| failed("it isn't JSON".to_owned()))?;
        let found = expression.search(document).map_err(|error| failed(error.reason.to_string()))?;
        let value = serde_json::to_value(&*found).map_err(|error| failed(error.to_string()))?;
        print(&match format {
            Format::Json => for_reader(&numbers.put_back(&value.to_string())) + "\n",
            Format::Tsv | Format::Table => rows(&value, &numbers),
        })
    }
}

/// Returns a line for each entry of a list, with tabs between its values; nothing for null.
fn rows(value: &Value, numbers: &LongNumbers) -> String {
    let bare = |value: &Value| match value {
        Value::Number(_) | Value::Array(_) | Value::Object(_) => numbers.put_back(&value.to_string()).into_owned(),
        other => plain(other),
    };
    let line = |entry: &Value| match entry {
        Value::Array(values) => values.iter().map(bare).collect::<Vec<_>>().join("\t"),
        Value::Object(values) => values.values().map(bare).collect::<Vec<_>>().join("\t"),
        single => bare(single),
    };
    match value {
        Value::Null => String::new(),
        Value::Array(entries) => entries.iter().map(|entry| line(entry) + "\n").collect(),
        single => line(single) + "\n",
    }
}

/// Indents JSON on a terminal, and leaves it unchanged for programs.
pub fn for_reader(json: &str) -> String {
    if std::io::stdout().is_terminal() { indented(json) } else { json.to_owned() }
}

/// Formats an entry of an array that is printed a few entries at a time.
pub fn entry_for_reader(json: &str) -> String {
    if std::io::stdout().is_terminal() { within_array(json) } else { json.to_owned() }
}

/// Removes the layout of JSON text. Values and the order of properties don't change.
pub fn on_one_line(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let stays = |c: &char| {
        let stays = in_string || !c.is_ascii_whitespace();
        in_string ^= *c == '"' && !escaped;
        escaped = in_string && !escaped && *c == '\\';
        stays
    };
    json.chars().filter(stays).collect()
}

/// Indents an entry by one more level. Line breaks occur only between values, never inside one.
fn within_array(json: &str) -> String {
    format!("  {}", indented(json).replace('\n', "\n  "))
}

/// Indents JSON text. Values and the order of properties don't change.
fn indented(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let mut characters = json.trim().chars().peekable();
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some(c) = characters.next() {
        if in_string {
            text.push(c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                text.push(c);
            }
            '{' | '[' => {
                text.push(c);
                while characters.next_if(|c| c.is_ascii_whitespace()).is_some() {}
                match characters.next_if(|c| matches!(c, '}' | ']')) {
                    Some(end) => text.push(end),
                    None => {
                        depth += 1;
                        line(&mut text, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut text, depth);
                text.push(c);
            }
            ',' => {
                text.push(c);
                line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => text.push(c),
        }
    }
    text
}
