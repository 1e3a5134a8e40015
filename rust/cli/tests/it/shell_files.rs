//! Completions and manual pages, read by the shells that use them.
#![cfg(unix)]

#[allow(dead_code, reason = "only the example uses its main function")]
#[path = "../../examples/shell_files/main.rs"]
mod writer;

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn made() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    writer::write(folder.path()).unwrap();
    folder
}

/// Returns what a shell prints for a script.
fn said(shell: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(shell)
        .args(arguments)
        .env("FILE", file)
        .env("HOME", file.parent().unwrap())
        .output()
        .unwrap_or_else(|error| panic!("{shell}: {error}"));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && error.is_empty(), "{shell}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs bash: cargo xtask test --only shells/bash"]
fn bash_completes_commands_options_and_values() {
    let folder = made();
    let file = folder.path().join("completions/azmi.bash");
    let complete = |words: &str, at: usize| {
        let script = format!(
            r#". "$FILE"; COMP_WORDS=({words}); COMP_CWORD={at}; _azmi azmi "${{COMP_WORDS[{at}]}}" "${{COMP_WORDS[{at}-1]}}"; printf '%s\n' "${{COMPREPLY[@]}}""#
        );
        said("bash", &["--norc", "-c", &script], &file)
    };
    let commands = complete("azmi ''", 1);
    for command in ["token", "whoami", "vm", "rest", "doctor", "emulate"] {
        assert!(commands.lines().any(|line| line == command), "{commands}");
    }
    assert!(complete("azmi vm p", 2).contains("principal-id"));
    for (words, at, value) in [
        ("azmi whoami --source ''", 3, "cloud-shell"),
        ("azmi whoami --environment ''", 3, "AzureChinaCloud"),
        ("azmi token --resource ''", 3, "KeyVault"),
        ("azmi rest --method ''", 3, "patch"),
        ("azmi emulate --faults ''", 3, "web-filter"),
    ] {
        let values = complete(words, at);
        assert!(values.split_whitespace().any(|word| word == value), "{words}: {values}");
    }
    let formats = complete("azmi token --output ''", 3);
    assert_eq!(formats.split_whitespace().collect::<Vec<_>>(), ["json", "tsv", "table", "header"]);
}

#[test]
#[ignore = "needs zsh: cargo xtask test --only shells/zsh"]
fn zsh_loads_its_completions() {
    let folder = made();
    let script = r#"zsh -n "$FILE" && fpath=("${FILE:h}" $fpath) && autoload -Uz compinit && compinit -u -d "$HOME/dump" && print -- "$_comps[azmi]""#;
    let file = folder.path().join("completions/_azmi");
    assert_eq!(said("zsh", &["-f", "-c", script], &file).trim(), "_azmi");
}

#[test]
#[ignore = "needs fish: cargo xtask test --only shells/fish"]
fn fish_completes_commands_and_values() {
    let folder = made();
    let script = r#"source $FILE; complete -C "azmi vm "; complete -C "azmi doctor --output ""#;
    let file = folder.path().join("completions/azmi.fish");
    let told = said("fish", &["--no-config", "-c", script], &file);
    for word in ["principal-id", "identity", "json", "tsv", "table"] {
        let mut words = told.lines().map(|line| line.split('\t').next());
        assert!(words.any(|found| found == Some(word)), "{told}");
    }
}

#[test]
fn the_powershell_completions_are_ascii() {
    let folder = made();
    let file = folder.path().join("completions/_azmi.ps1");
    assert!(std::fs::read(&file).unwrap().is_ascii());
}

#[test]
#[ignore = "needs pwsh: cargo xtask test --only shells/pwsh"]
fn powershell_completes_commands_and_values() {
    let folder = made();
    let file = folder.path().join("completions/_azmi.ps1");
    let lines = [
        ("azmi vm p", "principal-id"),
        ("azmi whoami --source cl", "cloud-shell"),
        ("$id = azmi token --environment azurec", "AzureCloud AzureChinaCloud"),
        ("azmi token --resource K", "KeyVault"),
        ("azmi rest --method ", "get head put post patch delete options merge"),
        ("azmi rest -o ", "json tsv"),
        ("azmi token --object-id 1 --principal", "--principal-id"),
        ("azmi completion f", "fish"),
    ];
    let script: String = lines
        .iter()
        .map(|(line, _)| {
            format!("(TabExpansion2 '{line}' {}).CompletionMatches.CompletionText -join ' '; ", line.len())
        })
        .collect();
    let script = format!(". $env:FILE; {script}");
    let options = ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command"];
    let told = said("pwsh", &[&options[..], &[&script]].concat(), &file);
    let told: Vec<_> = told.lines().collect();
    assert_eq!(told, lines.map(|(_, completions)| completions));
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = made();
    let pages = folder.path().join("man/man1");
    for name in [
        "azmi",
        "azmi-token",
        "azmi-whoami",
        "azmi-vm",
        "azmi-vm-principal-id",
        "azmi-vm-identity",
        "azmi-rest",
        "azmi-doctor",
        "azmi-emulate",
        "azmi-env",
        "azmi-completion",
    ] {
        let page = std::fs::read_to_string(pages.join(format!("{name}.1"))).unwrap();
        let sections: Vec<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix(".SH "))
            .filter(|section| !["SUBCOMMANDS", "NOTES", "\"IDENTITY AND CALL\""].contains(section))
            .collect();
        let expected = [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "OPTIONS",
            "EXAMPLES",
            "ENVIRONMENT",
            "\"EXIT STATUS\"",
            "\"SEE ALSO\"",
        ];
        assert_eq!(sections, expected, "{name}");
        assert_eq!(page.matches("throttled or timed out").count(), 1, "{name}");
    }
}

#[test]
#[ignore = "needs man: cargo xtask test --only shells/man"]
fn man_renders_a_page() {
    let folder = made();
    let page = folder.path().join("man/man1/azmi-token.1");
    let text = said("man", &["--warnings", "-l", page.to_str().unwrap()], &page);
    assert!(text.contains("--resource") && text.contains("Authorization: Bearer"), "{text}");
}
