//! The completion scripts.

use crate::args::command;
use clap::{Arg, Command};
use clap_complete::{Shell, generate};

/// The place in the PowerShell script where the command is known, but not yet its completions.
const AFTER_COMMAND: &str = "    }) -join ';'\n";

/// Returns the completion script for a shell.
#[must_use]
pub fn completion(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    generate(shell, &mut command(), "azmi", &mut script);
    if shell != Shell::PowerShell {
        return script;
    }
    let text = String::from_utf8_lossy(&script);
    let mut all = command();
    all.build();
    text.replacen(AFTER_COMMAND, &format!("{AFTER_COMMAND}{}", values(&all)), 1).into_bytes()
}

/// Completes the values of options in PowerShell, because the generated script has only commands and options.
fn values(all: &Command) -> String {
    let mut cases = String::new();
    add_cases(all, "azmi", &mut cases);
    format!(
        r#"
    $before = @($commandElements).Where{{ $_.Extent.EndOffset -lt $cursorPosition }}[-1]
    $values = @(switch -CaseSensitive ("$command $before") {{
{cases}    }})
    if ($values) {{
        return $values.Where{{ $_ -like "$wordToComplete*" }}.ForEach{{ [CompletionResult]::new($_, $_, 'ParameterValue', $_) }}
    }}
"#
    )
}

fn add_cases(command: &Command, path: &str, cases: &mut String) {
    for argument in command.get_arguments() {
        let values: Vec<String> = argument
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| format!("'{}'", value.get_name()))
            .collect();
        if values.is_empty() {
            continue;
        }
        for name in names(argument, command) {
            *cases += &format!("        '{path} {name}' {{ {}; break }}\n", values.join(", "));
        }
    }
    for sub in command.get_subcommands() {
        add_cases(sub, &format!("{path};{}", sub.get_name()), cases);
    }
}

/// Returns the words that precede the value: the option, or the command itself.
fn names(argument: &Arg, command: &Command) -> Vec<String> {
    if argument.is_positional() {
        return vec![command.get_name().to_owned()];
    }
    let long = argument.get_long_and_visible_aliases().unwrap_or_default();
    let short = argument.get_short().map(|short| format!("-{short}"));
    let long = long.into_iter().map(|long| format!("--{long}"));
    long.chain(short).collect()
}
