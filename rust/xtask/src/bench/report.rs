//! `docs/speed.md`: the table of goals, every figure with its spread, and what it was measured on. What stands there outside of
//! the marks is written by hand and stays.

use super::figures::{Figures, rounded};
use super::goals::{self, Goal};
use super::prepare::Prepared;
use super::{chart, machine, peers};
use crate::package::VERSION;
use crate::surroundings::Surroundings;
use std::fmt::Write as _;
use std::fs;

/// Between these lines the bench writes.
const BEGIN: &str = "<!-- written by cargo xtask bench: begin -->";
const END: &str = "<!-- written by cargo xtask bench: end -->";

/// Prints the goals.
pub fn print(figures: &Figures) {
    println!();
    for Goal {
        what,
        target,
        found,
    } in goals::all(figures)
    {
        match found {
            Ok((figure, met)) => println!(
                "{}  {what}: {figure} (goal: {target})",
                if met { "met   " } else { "MISSED" }
            ),
            Err(why) => println!("-       {what}: not measured: {why}"),
        }
    }
}

/// Writes the report and the chart.
///
/// # Errors
/// A file can't be written, or its marks are gone.
pub fn write(around: &Surroundings, figures: &Figures, prepared: &Prepared) -> Result<(), String> {
    let page = around.path("docs/speed.md");
    let text = fs::read_to_string(&page).map_err(|error| format!("{}: {error}", page.display()))?;
    let written = placed(&text, &tables(figures, prepared)).ok_or_else(|| {
        format!(
            "{} does not hold the two marks between which the figures go",
            page.display()
        )
    })?;
    fs::write(&page, written).map_err(|error| format!("{}: {error}", page.display()))?;
    let picture = around.path("docs/speed.svg");
    fs::write(&picture, chart::draw(figures))
        .map_err(|error| format!("{}: {error}", picture.display()))?;
    println!("written: docs/speed.md, docs/speed.svg");
    Ok(())
}

/// The page with new tables between its marks.
fn placed(page: &str, tables: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{tables}\n{END}{after}"))
}

fn tables(figures: &Figures, prepared: &Prepared) -> String {
    let mut text = String::from("| what | goal | found | |\n|---|---|---|---|\n");
    for Goal {
        what,
        target,
        found,
    } in goals::all(figures)
    {
        let (figure, verdict) = match found {
            Ok((figure, true)) if target == "listed" => (figure, ""),
            Ok((figure, true)) => (figure, "met"),
            Ok((figure, false)) => (figure, "**missed**"),
            Err(why) => (format!("not measured: {}", one_line(&why)), ""),
        };
        let _ = writeln!(text, "| {what} | {target} | {figure} | {verdict} |");
    }
    text.push_str("\n![Whole processes and whole scripts](speed.svg)\n\n## Every figure\n\n| figure | median | quartiles | runs |\n|---|---|---|---|\n");
    for figure in &figures.figures {
        let (low, high) = figure.quartiles();
        let _ = writeln!(
            text,
            "| {} | {} {} | {} to {} | {} |",
            figure.id,
            rounded(figure.median()),
            figure.unit,
            rounded(low),
            rounded(high),
            figure.samples.len()
        );
    }
    for missing in &figures.missing {
        let _ = writeln!(
            text,
            "| {} | not measured: {} | | |",
            missing.id,
            one_line(missing.lack.why())
        );
    }
    text.push_str("\n## Measured on\n\n| | |\n|---|---|\n");
    for (name, value) in machine::facts() {
        let _ = writeln!(text, "| {name} | {value} |");
    }
    let _ = writeln!(text, "| ours | {} |", VERSION);
    let az = prepared.az.clone().map_err(String::from);
    let az = az.and_then(|az| peers::azure_cli_version(&az, &prepared.folder.join("az")));
    let az = az.unwrap_or_else(|why| why);
    let _ = writeln!(text, "| Azure CLI | {} |", one_line(&az));
    text.push_str("| other peers | as [tests/peers](../tests/peers/README.md) lists them |\n");
    text
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '|'], " ")
}

#[cfg(test)]
mod tests;
