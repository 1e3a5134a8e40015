//! Colors, on terminals only, and not if `NO_COLOR` is set (no-color.org).

use azmi_core::doctor::CheckStatus;
use std::io::IsTerminal;

#[cfg(test)]
mod tests;

/// Returns the name of a status, in its color if colors are enabled.
pub fn of_status(status: CheckStatus, name: String) -> String {
    if wanted(std::io::stdout().is_terminal(), |name| std::env::var_os(name).is_some_and(|value| !value.is_empty())) {
        painted(status, &name)
    } else {
        name
    }
}

/// Whether to print colors. Old Windows consoles print escape sequences as text, so on Windows an environment variable has to
/// identify a terminal that supports them.
fn wanted(terminal: bool, is_set: impl Fn(&str) -> bool) -> bool {
    let understands = !cfg!(windows) || is_set("WT_SESSION") || is_set("TERM");
    terminal && understands && !is_set("NO_COLOR")
}

fn painted(status: CheckStatus, name: &str) -> String {
    let color = match status {
        CheckStatus::Pass => 32,
        CheckStatus::Warning => 33,
        CheckStatus::Fail => 31,
        CheckStatus::Skipped => return name.to_owned(),
    };
    format!("\u{1b}[{color}m{name}\u{1b}[0m")
}
