//! The manual pages: what the command line says of itself, and what readers of `man` look for besides.

use azmi_cli::args::{EXIT_CODES, command};
use azmi_core::VARIABLES;
use clap::Command;
use clap_mangen::Man;
use std::fmt::Write;
use std::io::Result;
use std::path::Path;

/// Examples by the page they stand on: what they do, and the line to type.
const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    (
        "azmi",
        &[
            ("See who this machine is in Azure", "azmi whoami --output table"),
            ("Find out what is wrong, and how to fix it", "azmi doctor"),
            ("Try everything without Azure", "azmi emulate -- azmi whoami"),
        ],
    ),
    (
        "azmi-token",
        &[
            (
                "Call a service without showing the token to other users of the machine",
                "azmi token --resource KeyVault --output header | curl --header @- 'https://vault1.vault.azure.net/secrets/s1?api-version=7.4'",
            ),
            ("See whose token it is", "azmi token --output table"),
        ],
    ),
    ("azmi-whoami", &[("Print the principal id alone", "azmi whoami --query principalId --output tsv")]),
    ("azmi-completion", &[("In the current bash", "source <(azmi completion bash)")]),
    ("azmi-env", &[("See which variables of this process lead to an identity", "azmi env")]),
    (
        "azmi-vm",
        &[(
            "The principal id of this machine, and the identities of another one",
            "azmi vm principal-id; azmi vm identity --name vm1 --resource-group rg1",
        )],
    ),
    (
        "azmi-vm-principal-id",
        &[
            ("Of this machine", "azmi vm principal-id --output tsv"),
            ("Of another machine", "azmi vm principal-id --name vm1 --resource-group rg1 --output tsv"),
        ],
    ),
    (
        "azmi-vm-identity",
        &[
            ("Of every VM", "azmi vm identity --all --output table"),
            ("Of VMs by name", "azmi vm identity --name 'web*' --query '[].principalId'"),
        ],
    ),
    (
        "azmi-rest",
        &[
            ("List the subscriptions", "azmi rest --path '/subscriptions?api-version=2022-12-01' --paginate"),
            (
                "Send a body from standard input",
                "azmi rest --method put --path '/subscriptions/.../resourcegroups/rg2?api-version=2022-09-01' --body - < group.json",
            ),
        ],
    ),
    ("azmi-doctor", &[("In a script", "azmi doctor --quiet || azmi doctor --output tsv > report.tsv")]),
    (
        "azmi-emulate",
        &[
            ("Run a script inside", "azmi emulate -- pwsh -File job.ps1"),
            ("Use your own scenario", "azmi emulate --scenario world.json"),
        ],
    ),
];

/// Writes a page for every command.
pub fn write(folder: &Path) -> Result<()> {
    let mut root = command().disable_help_subcommand(true);
    root.build();
    page(folder, &root)
}

fn page(folder: &Path, command: &Command) -> Result<()> {
    let name = command.get_display_name().unwrap_or("azmi").to_owned();
    let man = Man::new(command.clone());
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    text.extend_from_slice(more(&name, command).as_bytes());
    std::fs::write(folder.join(man.get_filename()), text)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        page(folder, sub)?;
    }
    Ok(())
}

/// The sections behind those that the command line's description gives.
fn more(name: &str, command: &Command) -> String {
    let mut text = String::new();
    // What azmi's own help ends with stands in two sections below.
    if let Some(notes) = command.get_after_help().filter(|_| name != "azmi") {
        let _ = write!(text, ".SH NOTES\n{}\n", roff(&notes.to_string()));
    }
    let examples = EXAMPLES.iter().find(|(page, _)| *page == name);
    if let Some((_, examples)) = examples {
        text += ".SH EXAMPLES\n";
        for (what, line) in *examples {
            let _ = write!(text, ".PP\n{what}:\n.PP\n.RS 4\n.nf\n{}\n.fi\n.RE\n", roff(line));
        }
    }
    text += ".SH ENVIRONMENT\n";
    for variable in VARIABLES {
        let _ = write!(text, ".TP\n.B {}\n{}\n", variable.name, roff(variable.effect));
    }
    text += ".SH \"EXIT STATUS\"\n";
    for (code, meaning) in EXIT_CODES {
        let _ = write!(text, ".TP\n.B {code}\n{}\n", roff(meaning));
    }
    text += ".SH \"SEE ALSO\"\n";
    let parent = name.rsplit_once('-').map(|(parent, _)| parent.replace("azmi-vm-principal", "azmi-vm"));
    let others = command.get_subcommands().filter_map(Command::get_display_name);
    let pages: Vec<String> =
        parent.iter().map(String::as_str).chain(others).map(|page| format!(".BR {} (1)", roff(page))).collect();
    if pages.is_empty() {
        text += ".BR azmi (1)\n";
    } else {
        text += &(pages.join(",\n") + "\n");
    }
    text
}

/// Text as roff takes it.
fn roff(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq")
}
