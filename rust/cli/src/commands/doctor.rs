//! `azmi doctor`.

use crate::args::{Doctor, Format};
use crate::color;
use crate::failure::{Failure, printable};
use crate::hints;
use crate::json::Selection;
use crate::output::{Record, json_list, print};
use crate::session;
use azmi_core::doctor::{Check, examine, is_healthy};
use std::process::ExitCode;

#[cfg(test)]
mod tests;

/// The columns of `-o tsv`.
const TSV: [&str; 4] = ["Check", "Status", "Detail", "Fix"];

/// Width of the longest name of a check and of a status. They are fixed because each row is printed before the later ones are known.
const NAME: usize = 15;
const STATUS: usize = 7;

/// The width before the last column, and the minimum width of that column.
const BEFORE: usize = NAME + 2 + STATUS + 2;
const NARROWEST: usize = 30;

/// Checks this machine and prints the findings. The exit code shows whether a check failed.
pub fn run(options: Doctor) -> Result<ExitCode, Failure> {
    let selection = Selection::new(options.common.query.as_deref())?;
    let client = session::client_options(&options.common)?;
    let mut printed = Ok(());
    let checks = {
        let on_check = |check: &Check| {
            if printed.is_ok()
                && let Some(text) = at_once(check, &options)
            {
                printed = print(&text);
            }
        };
        let resource = options.resource.clone();
        session::call(&options.common, |call| async move { examine(client, resource, &call, on_check).await })?
    };
    printed?;
    let as_a_whole = options.output == Format::Json || !selection.is_all();
    if as_a_whole && !options.common.talk.quiet {
        let records: Vec<Record> = checks.iter().map(record).collect();
        selection.print_json(&json_list(&records), options.output)?;
    }
    Ok(ExitCode::from(u8::from(!is_healthy(&checks))))
}

/// Returns the output for a check that is printed before the next check ends.
fn at_once(check: &Check, options: &Doctor) -> Option<String> {
    match options.output {
        _ if options.common.talk.quiet || options.common.query.is_some() => None,
        Format::Json => None,
        Format::Tsv => Some(record(check).format(Format::Tsv, &TSV)),
        Format::Table => Some(row(check)),
    }
}

fn record(check: &Check) -> Record {
    Record::default()
        .with("Check", check.name)
        .with("Status", check.status.name())
        .with("Detail", check.detail.as_str())
        .with("Fix", check.fix.as_deref().map(hints::for_shell))
        .with("DurationMs", u64::try_from(check.duration.as_millis()).unwrap_or(u64::MAX))
}

/// Returns a line with the finding, and below it how to fix it.
fn row(check: &Check) -> String {
    let status = color::of_status(check.status, format!("{:STATUS$}", check.status.name()));
    let detail = folded(&printable(&check.detail), width());
    let mut text = format!("{:NAME$}  {status}  {detail}\n", check.name);
    let fix = check.fix.as_deref().map(hints::for_shell);
    let mut label = "fix:";
    for line in fix.iter().flat_map(|fix| fix.lines()) {
        let line = printable(line);
        // Commands stay on one line, so that they can be copied.
        let line = if line.ends_with(['.', ':']) { folded(&line, width()) } else { line };
        text += &format!("{:NAME$}  {label:STATUS$}  {line}\n", "");
        label = "";
    }
    text
}

/// The width of the last column in characters, on a terminal.
fn width() -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size_of(std::io::stdout())?;
    Some(usize::from(columns).saturating_sub(BEFORE).max(NARROWEST))
}

/// Wraps a text between words, and indents the following lines.
fn folded(text: &str, width: Option<usize>) -> String {
    let Some(width) = width else {
        return text.to_owned();
    };
    let mut folded = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        let own = word.chars().count();
        if length > 0 && length + 1 + own > width {
            folded += &format!("\n{:BEFORE$}", "");
            length = 0;
        } else if length > 0 {
            folded.push(' ');
            length += 1;
        }
        folded += word;
        length += own;
    }
    folded
}
