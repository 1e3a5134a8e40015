//! Writes `docs/speed.md`: the table of goals, every figure with its quartiles, and the machine. Text outside of the
//! marks is written by hand and doesn't change.

use crate::figures::{Figures, rounded};
use crate::setup::{Setup, read};
use crate::{goals, peers};
use azmi_native_tests::tree;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

/// The bench writes between these lines.
const BEGIN: &str = "<!-- written by cargo xtask bench: begin -->";
const END: &str = "<!-- written by cargo xtask bench: end -->";

pub fn print(figures: &Figures) -> Result<(), String> {
    println!();
    for goal in goals::all()? {
        match goal.found(figures) {
            Ok((figure, met)) => {
                println!("{}  {}: {figure} (goal: {})", if met { "met   " } else { "MISSED" }, goal.what, goal.target);
            }
            Err(why) => println!("-       {}: not measured: {why}", goal.what),
        }
    }
    Ok(())
}

pub fn write(figures: &Figures, setup: &Setup) -> Result<(), String> {
    let page = tree("docs/speed.md");
    let failed = |error: std::io::Error| format!("{}: {error}", page.display());
    let text = fs::read_to_string(&page).map_err(failed)?;
    let written = placed(&text, &tables(figures, setup)?)
        .ok_or_else(|| format!("{} lacks the two marks that enclose the figures", page.display()))?;
    fs::write(&page, written).map_err(failed)?;
    println!("written: docs/speed.md");
    Ok(())
}

/// Returns the page with new tables between its marks.
fn placed(page: &str, tables: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{tables}\n{END}{after}"))
}

fn tables(figures: &Figures, setup: &Setup) -> Result<String, String> {
    let mut text = String::from("| what | goal | found | |\n|---|---|---|---|\n");
    for goal in goals::all()? {
        let (figure, verdict) = match goal.found(figures) {
            Ok((figure, _)) if goal.is_listed() => (figure, ""),
            Ok((figure, true)) => (figure, "met"),
            Ok((figure, false)) => (figure, "**missed**"),
            Err(why) => (format!("not measured: {}", one_line(&why)), ""),
        };
        let _ = writeln!(text, "| {} | {} | {figure} | {verdict} |", goal.what, goal.target);
    }
    text.push_str("\n## Every figure\n\n| figure | median | quartiles | runs |\n|---|---|---|---|\n");
    for figure in &figures.figures {
        let (low, high) = figure.quartiles();
        let (median, low, high) = (rounded(figure.median()), rounded(low), rounded(high));
        let (id, unit, runs) = (&figure.id, &figure.unit, figure.samples.len());
        let _ = writeln!(text, "| {id} | {median} {unit} | {low} to {high} | {runs} |");
    }
    for missing in &figures.missing {
        let _ = writeln!(text, "| {} | not measured: {} | | |", missing.id, one_line(missing.lack.why()));
    }
    text.push_str("\n## Measured on\n\n| | |\n|---|---|\n");
    for (name, value) in machine(setup) {
        let _ = writeln!(text, "| {name} | {} |", one_line(&value));
    }
    text.push_str("| other peers | as [tests/peers](../tests/peers/README.md) lists them |\n");
    Ok(text)
}

/// Returns facts about the machine, and versions.
fn machine(setup: &Setup) -> Vec<(&'static str, String)> {
    let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = file("/proc/cpuinfo");
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    let first = |program: &str, args: &[&str]| {
        let said = read(Command::new(program).args(args)).unwrap_or_else(|_| "not there".to_owned());
        said.lines().next().unwrap_or_default().to_owned()
    };
    let shell =
        "'{0} on {1}' -f $PSVersionTable.PSVersion, [Runtime.InteropServices.RuntimeInformation]::FrameworkDescription";
    vec![
        ("processor", cpu.trim_start_matches([' ', '\t', ':']).to_owned()),
        ("processors", available_parallelism().map_or(0, usize::from).to_string()),
        // Without the kernel's release, which may identify the machine's provider.
        ("system", first("uname", &["-sm"])),
        ("load when it ended", file("/proc/loadavg").split(' ').next().unwrap_or("unknown").to_owned()),
        ("rustc", first("rustc", &["--version"])),
        ("hyperfine", first("hyperfine", &["--version"])),
        ("curl", first("curl", &["--version"])),
        ("Python", first("python3", &["--version"])),
        ("Node.js", first("node", &["--version"])),
        ("PowerShell", first("pwsh", &["-NoProfile", "-Command", shell])),
        ("ours", first(&setup.azmi.display().to_string(), &["--version"])),
        ("Azure CLI", first(&peers::az().unwrap_or_default().display().to_string(), &AZ_VERSION)),
    ]
}

/// Prints only the version of the CLI; `az --version` prints those of all its parts.
const AZ_VERSION: [&str; 6] = ["version", "--only-show-errors", "--query", "\"azure-cli\"", "--output", "tsv"];

fn one_line(text: &str) -> String {
    text.replace(['\n', '|'], " ")
}

#[cfg(test)]
mod tests;
