//! Parses the command line. A later option overrides an earlier one of the same name, and options can precede the command.

use super::{Args, EXIT_CODES};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory, Error, FromArgMatches};
use std::ffi::OsString;

/// The maximum width of help, because longer lines are hard to read.
const MAX_WIDTH: usize = 120;

/// The option that a value without one belongs to, for the commands where people omit it.
const MEANT: [(&str, &str); 5] = [
    ("azmi token", "azmi token --resource"),
    ("azmi rest", "azmi rest --path"),
    ("azmi vm principal-id", "azmi vm principal-id --name"),
    ("azmi vm identity", "azmi vm identity --name"),
    ("azmi emulate", "azmi emulate --"),
];

/// The command line's description, also used to generate completion scripts and manual pages.
#[must_use]
pub fn command() -> Command {
    let codes: String = EXIT_CODES.iter().map(|(code, meaning)| format!("{code:>5}  {meaning}\n")).collect();
    last_wins(Args::command()).max_term_width(MAX_WIDTH).after_help(format!(
        "Exit codes:\n{codes}\nEnvironment variables select the source, the cloud and the proxy, as for Azure's own clients. To list them, \
         run: azmi env"
    ))
}

/// Parses a command line.
///
/// # Errors
/// When the usage is wrong, and for help and version.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Args, clap::Error> {
    let mut command = command();
    let words = commands_first(&command, words.into_iter().collect());
    let matches = command.try_get_matches_from_mut(words.clone());
    let matches = matches.map_err(|error| with_tip(error, &words, &command))?;
    Args::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Adds the option that a value without one belongs to, such as the value of `azmi rest /subscriptions`.
fn with_tip(mut error: Error, words: &[OsString], root: &Command) -> Error {
    let alone = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(word)) if error.kind() == ErrorKind::UnknownArgument && !word.starts_with('-') => {
            word
        }
        _ => return error,
    };
    let line = words.iter().skip(1).map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let line = format!("azmi {line} ");
    if let Some((_, option)) = MEANT.iter().find(|(command, _)| line.starts_with(&format!("{command} "))) {
        let is_own = option.ends_with("--") && root.find_subcommand(alone).is_some();
        let tip = format!("did you mean '{option} {}{alone}'?", if is_own { "azmi " } else { "" }).into();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    }
    error
}

fn last_wins(command: Command) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command.args_override_self(true), |command, name| command.mut_subcommand(name, last_wins))
}

/// Moves options that precede a command after it, where clap expects them: `azmi -v --source vm vm identity --all`.
fn commands_first(root: &Command, words: Vec<OsString>) -> Vec<OsString> {
    let mut before = Vec::new();
    let mut commands: Vec<OsString> = words.iter().take(1).cloned().collect();
    let mut at = 1;
    let mut command = root;
    while let Some(word) = words.get(at) {
        let text = word.to_string_lossy();
        if text == "help" {
            // It takes no options.
            before.clear();
            break;
        }
        if let Some(sub) = command.find_subcommand(&*text) {
            commands.push(word.clone());
            command = sub;
            if !sub.has_subcommands() {
                at += 1;
                break;
            }
        } else if text.starts_with('-') && takes_value(command, &text) && !text.contains('=') {
            before.extend(words[at..].iter().take(2).cloned());
            at += 1;
        } else if text.starts_with('-') && text != "--" {
            before.push(word.clone());
        } else {
            break;
        }
        at += 1;
    }
    let rest = words.get(at..).unwrap_or_default();
    commands.into_iter().chain(before).chain(rest.iter().cloned()).collect()
}

/// Whether the option takes a value in any subcommand that has it.
fn takes_value(command: &Command, word: &str) -> bool {
    let own = command.get_arguments().any(|arg| {
        let long = word.strip_prefix("--").is_some_and(|name| {
            arg.get_long() == Some(name) || arg.get_all_aliases().is_some_and(|aliases| aliases.contains(&name))
        });
        let short =
            word.strip_prefix('-').is_some_and(|name| arg.get_short().is_some_and(|short| name.chars().eq([short])));
        (long || short) && arg.get_action().takes_values()
    });
    own || command.get_subcommands().any(|sub| takes_value(sub, word))
}
