//! The goals, each with its figure: met, missed, or not measured and why.

use super::figures::{Figures, rounded};

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Goal {
    /// What is measured.
    pub what: &'static str,
    /// What is wanted.
    pub target: &'static str,
    /// What was found, and whether that is it; or why nothing was.
    pub found: Result<(String, bool), String>,
}

/// All goals, in the order of the report.
#[must_use]
pub fn all(figures: &Figures) -> Vec<Goal> {
    let mut goals = Vec::new();
    let mut goal = |what, target, found| {
        goals.push(Goal {
            what,
            target,
            found,
        })
    };
    let ours = "process: azmi";
    goal(
        "whole process: token",
        "<= 1x curl",
        ratio(figures, ours, "process: curl", 1.0),
    );
    goal(
        "whole process: token",
        "20x faster than the Azure CLI",
        times(figures, "process: Azure CLI", ours, 20.0),
    );
    goal(
        "whole process: token",
        "15x faster than azure-identity (Python)",
        times(figures, "process: azure-identity (Python)", ours, 15.0),
    );
    goal(
        "whole script in pwsh: token",
        "<= 1.25x `pwsh -c exit`",
        ratio(figures, "pwsh: token, ours", "pwsh: nothing", 1.25),
    );
    goal(
        "whole script in pwsh: token and VM",
        "<= 1.35x `pwsh -c exit`",
        ratio(figures, "pwsh: token and VM, ours", "pwsh: nothing", 1.35),
    );
    goal(
        "Import-Module",
        "<= 10 ms",
        at_most(figures, "import: ours", 10.0, "ms"),
    );
    goal(
        "Import-Module",
        "<= 2x an empty binary module",
        ratio(figures, "import: ours", "import: empty module", 2.0),
    );
    goal(
        "first token, in-process",
        "<= 1 ms more than a bare GET",
        more(
            figures,
            "first token: ours",
            "first token: bare client",
            1_000.0,
            "us",
        ),
    );
    goal(
        "cached token: core",
        "<= 200 ns",
        at_most(figures, "cached token: core", 200.0, "ns"),
    );
    goal(
        "cached token: C interface",
        "<= 1000 ns",
        at_most(figures, "cached token: C interface", 1_000.0, "ns"),
    );
    goal(
        "cached token: cmdlet",
        "<= an empty cmdlet + 10 us",
        more(
            figures,
            "cached token: cmdlet",
            "cached token: empty cmdlet",
            10.0,
            "us",
        ),
    );
    goal(
        "100 callers at once",
        "1 request",
        at_most(
            figures,
            "hundred callers: requests of the hundred",
            1.0,
            "request",
        ),
    );
    goal(
        "100 callers at once",
        "<= 1.2x one caller",
        ratio(
            figures,
            "hundred callers: a hundred at once",
            "hundred callers: one caller",
            1.2,
        ),
    );
    goal(
        "nothing there: refused",
        "<= 50 ms",
        at_most(figures, "nothing there, refused: azmi", 50.0, "ms"),
    );
    goal(
        "nothing there: dropped",
        "<= 1100 ms",
        at_most(figures, "nothing there, dropped: azmi", 1_100.0, "ms"),
    );
    goal(
        "VM by name",
        ">= 90 % of a bare client's rate",
        rate(figures, "VM by name: ours", "VM by name: bare client"),
    );
    goal(
        "10,000 VMs",
        ">= 90 % of a bare client's rate",
        rate(figures, "10,000 VMs: ours", "10,000 VMs: bare client"),
    );
    goal(
        "10,000 VMs",
        "constant memory (<= 1 MiB growth after the first page)",
        at_most(
            figures,
            "10,000 VMs: growth after the first page",
            1_024.0,
            "KiB",
        ),
    );
    goal(
        "memory",
        "<= 6 MB over bare pwsh",
        more(
            figures,
            "pwsh memory: token, ours",
            "pwsh memory: nothing",
            6e6 / 1_024.0,
            "KiB",
        ),
    );
    for (what, id, target, limit) in [
        ("size: azmi.dll", "size: azmi.dll", "<= 1.8 MB", 1.8),
        ("size: azmi.so", "size: azmi.so", "<= 3.0 MB", 3.0),
        (
            "size: module zip (win-x64, linux-x64)",
            "size: module zip",
            "<= 6.5 MB",
            6.5,
        ),
        ("size: azmi", "size: azmi", "<= 4.5 MB", 4.5),
    ] {
        let found = figures
            .median(id)
            .map(|bytes| (format!("{:.2} MB", bytes / 1e6), bytes <= limit * 1e6));
        goal(what, target, found);
    }
    for (what, id) in [
        ("start-up work: instructions", "start-up: instructions"),
        ("start-up work: system calls", "start-up: system calls"),
        ("start-up work: threads made", "start-up: threads made"),
    ] {
        goal(
            what,
            "listed",
            figures
                .median(id)
                .map(|count| (format!("{count:.0}"), true)),
        );
    }
    goals
}

type Found = Result<(String, bool), String>;

fn at_most(figures: &Figures, id: &str, limit: f64, unit: &str) -> Found {
    let found = figures.median(id)?;
    Ok((format!("{} {unit}", rounded(found)), found <= limit))
}

/// One figure over another, at most so many times.
fn ratio(figures: &Figures, one: &str, other: &str, limit: f64) -> Found {
    let (one, other) = (figures.median(one)?, figures.median(other)?);
    let ratio = one / other;
    Ok((
        format!("{ratio:.2}x ({} to {})", rounded(one), rounded(other)),
        ratio <= limit,
    ))
}

/// One figure over another, at least so many times.
fn times(figures: &Figures, slow: &str, fast: &str, wanted: f64) -> Found {
    let (slow, fast) = (figures.median(slow)?, figures.median(fast)?);
    let times = slow / fast;
    Ok((
        format!(
            "{}x ({} to {})",
            rounded(times),
            rounded(slow),
            rounded(fast)
        ),
        times >= wanted,
    ))
}

/// One figure less another, at most so much.
fn more(figures: &Figures, one: &str, other: &str, limit: f64, unit: &str) -> Found {
    let (one, other) = (figures.median(one)?, figures.median(other)?);
    let more = one - other;
    Ok((
        format!(
            "{} {unit} ({} less {})",
            rounded(more),
            rounded(one),
            rounded(other)
        ),
        more <= limit,
    ))
}

/// How many a second, in percent of the other's.
fn rate(figures: &Figures, ours: &str, bare: &str) -> Found {
    let (ours, bare) = (figures.median(ours)?, figures.median(bare)?);
    let percent = bare / ours * 100.0;
    Ok((
        format!("{percent:.1} % ({} to {} us)", rounded(ours), rounded(bare)),
        percent >= 90.0,
    ))
}

#[cfg(test)]
mod tests;
