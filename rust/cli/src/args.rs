//! The command line, as `docs` and scripts know it.

mod common;
mod order;
mod values;

pub use common::Common;
pub use order::{command, parse};

use clap::{Args as Group, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use values::{METHODS, address, header, resources};

#[cfg(test)]
mod tests;

const AFTER_HELP: &str = "Exit codes:
    0  done
    1  another failure
    2  wrong usage
    3  no identity endpoint
    4  the identity isn't assigned, or another one answered
    5  forbidden
    6  not found
    7  throttled or timed out
  130  interrupted

Environment variables choose the source, the cloud and the proxy, as they do for Azure's own clients. To see them, run: azmi env";

/// Managed-identity tokens and VM principal ids, from this machine's identity endpoint and Azure Resource Manager.
#[derive(Debug, Parser)]
#[command(name = "azmi", version, after_help = AFTER_HELP)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Gets an access token
    Token(Token),
    /// Shows which identity this machine signs in as
    Whoami(Whoami),
    /// Looks up the identities of VMs
    Vm {
        /// What to look up.
        #[command(subcommand)]
        command: VmCommand,
    },
    /// Checks what keeps an identity from working here, and says how to fix it
    Doctor(Doctor),
    /// Sends any request with the identity's token to Resource Manager or another service
    Rest(Box<Rest>),
    /// Runs an emulator of the identity endpoint and Resource Manager, for trials and tests
    Emulate(Emulate),
    /// Lists the environment variables that azmi reads, and their values
    Env(Variables),
    /// Prints the completion script for a shell
    Completion {
        /// The shell
        #[arg(value_enum, ignore_case = true)]
        shell: Shell,
    },
}

/// What can be looked up.
#[derive(Debug, Subcommand)]
pub enum VmCommand {
    /// Prints the principal (object) id of a VM's identity; without a name, this machine's own
    PrincipalId(PrincipalId),
    /// Prints all identities of a VM, or of many VMs: --all, or a name with * and ?
    Identity(VmIdentity),
}

/// `azmi token`.
#[derive(Debug, Group)]
#[command(mut_arg("object_id", |arg| arg.visible_alias("principal-id")))]
pub struct Token {
    /// What the token is for: a URI, a scope, or a name such as Arm, KeyVault, Storage, Graph
    #[arg(long, default_value = "Arm", value_parser = resources(), hide_possible_values = true)]
    pub resource: String,
    /// The claims of a claims challenge, as a JSON object
    #[arg(long, value_name = "JSON")]
    pub claims: Option<String>,
    /// What to print
    #[arg(short, long, value_enum, ignore_case = true, default_value = "json")]
    pub output: TokenFormat,
    /// Who asks, and how.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi whoami`.
#[derive(Debug, Group)]
#[command(
    mut_arg("object_id", |arg| arg.visible_alias("principal-id")),
    after_help = "Columns of tsv: principal id, client id, tenant id, identity resource id, source."
)]
pub struct Whoami {
    /// How to print the answer
    #[arg(short, long, value_enum, ignore_case = true, default_value = "json")]
    pub output: Format,
    /// Who asks, and how.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi vm principal-id`.
#[derive(Debug, Group)]
pub struct PrincipalId {
    /// Name of the VM
    #[arg(short, long)]
    pub name: Option<String>,
    /// Its resource group; without it, azmi searches for the name
    #[arg(short = 'g', long, value_name = "NAME")]
    pub resource_group: Option<String>,
    /// ARM id of the VM, instead of name, group and subscription
    #[arg(long, value_name = "ARM_ID")]
    pub vm_id: Option<String>,
    /// Name or ARM id of one of its user-assigned identities, instead of its own identity
    #[arg(long, value_name = "NAME")]
    pub identity_name: Option<String>,
    /// How to print the answer
    #[arg(short, long, value_enum, ignore_case = true, default_value = "json")]
    pub output: Format,
    /// Who asks, and how.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi doctor`.
#[derive(Debug, Group)]
#[command(
    mut_arg("object_id", |arg| arg.visible_alias("principal-id")),
    mut_arg("quiet", |arg| arg.conflicts_with("output")),
    after_help = "Columns of tsv: check, status, detail, fix. The exit code is 0 if nothing failed, and 1 otherwise; warnings don't count. Takes ten seconds at most."
)]
pub struct Doctor {
    /// What to request a token for: a URI, a scope, or a name such as KeyVault, Storage, Graph [default: Arm]
    #[arg(long, value_parser = resources(), hide_possible_values = true)]
    pub resource: Option<String>,
    /// How to print the checks; table and tsv print each one as soon as it's done
    #[arg(short, long, value_enum, ignore_case = true, default_value = "table")]
    pub output: Format,
    /// Who asks, and how.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi vm identity`.
#[derive(Debug, Group)]
#[command(
    after_help = "Columns of tsv: name, resource group, subscription, identity type, principal id, tenant id, ARM id, names of user-assigned identities."
)]
pub struct VmIdentity {
    /// Name of the VM; * stands for any characters, ? for one. Without a name: this machine
    #[arg(short, long)]
    pub name: Option<String>,
    /// Its resource group; without it, azmi searches for the name
    #[arg(short = 'g', long, value_name = "NAME")]
    pub resource_group: Option<String>,
    /// ARM id of the VM, instead of name, group and subscription
    #[arg(long, value_name = "ARM_ID", conflicts_with = "all")]
    pub vm_id: Option<String>,
    /// Every VM that the identity can read
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
    /// How to print the answer
    #[arg(short, long, value_enum, ignore_case = true, default_value = "json")]
    pub output: Format,
    /// Who asks, and how.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi rest`.
#[derive(Debug, Group)]
#[command(mut_arg("object_id", |arg| arg.visible_alias("principal-id")))]
pub struct Rest {
    /// The HTTP method: get, head, put, post, patch, delete, options or merge
    #[arg(short, long, default_value = "get", value_name = "METHOD", value_parser = METHODS, ignore_case = true, hide_possible_values = true)]
    pub method: String,
    /// Path below the Resource Manager endpoint, such as /subscriptions?api-version=2022-12-01
    #[arg(long, conflicts_with = "uri", required_unless_present = "uri")]
    pub path: Option<String>,
    /// An absolute URI, instead of a path
    #[arg(short, long, visible_alias = "url")]
    pub uri: Option<String>,
    /// Added to the query as api-version, unless it has one
    #[arg(long, value_name = "VERSION")]
    pub api_version: Option<String>,
    /// The body, or @FILE to read it from, or - for standard input
    #[arg(short, long)]
    pub body: Option<String>,
    /// An additional header; repeat the option for more
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = header)]
    pub headers: Vec<(String, String)>,
    /// What the token is for; by default, the audience of the host
    #[arg(long, value_parser = resources(), hide_possible_values = true)]
    pub resource: Option<String>,
    /// Treat the answer as a list, and print the entries of all its pages
    #[arg(long)]
    pub paginate: bool,
    /// Follow a long-running operation to its end
    #[arg(long)]
    pub wait: bool,
    /// How to print the answer
    #[arg(short, long, value_enum, ignore_case = true, default_value = "json")]
    pub output: RestFormat,
    /// Who asks, and how.
    #[command(flatten)]
    pub common: Common,
}

/// How a body is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RestFormat {
    /// The body as it came; the entries of a list as one array
    Json,
    /// One entry per line
    Tsv,
}

impl RestFormat {
    /// The same among the formats of other commands.
    #[must_use]
    pub fn plain(self) -> Format {
        match self {
            Self::Json => Format::Json,
            Self::Tsv => Format::Tsv,
        }
    }
}

/// `azmi emulate`.
#[derive(Debug, Group)]
pub struct Emulate {
    /// Where the identity endpoint listens; port 0 takes a free one
    #[arg(long, value_parser = address, default_value = "127.0.0.1:0", value_name = "HOST:PORT")]
    pub imds: SocketAddr,
    /// Where Resource Manager listens; port 0 takes a free one
    #[arg(long, value_parser = address, default_value = "127.0.0.1:0", value_name = "HOST:PORT")]
    pub arm: SocketAddr,
    /// A JSON file that describes the world; by default, a VM with both kinds of identity
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// What goes wrong: a JSON list, or @FILE to read it from a file
    #[arg(long, value_name = "JSON")]
    pub faults: Option<String>,
    /// Write the addresses to this file as JSON once the emulator is ready; removed when it stops
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
    /// Stop when standard input ends, which it does when the program that started azmi ends
    #[arg(long)]
    pub exit_with_stdin: bool,
    /// Allow addresses that other machines can reach
    #[arg(long)]
    pub allow_remote: bool,
    /// What to print once it's ready
    #[arg(short, long, value_enum, ignore_case = true, default_value = "text")]
    pub output: Greeting,
    /// A command to run inside the emulator, which ends when the command does, with the same exit code
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

/// What the emulator prints once it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Greeting {
    /// How to use it, for people
    Text,
    /// NAME=VALUE lines and an empty one, for programs
    Env,
}

/// `azmi env`.
#[derive(Debug, Group)]
pub struct Variables {
    /// How to print them
    #[arg(short, long, value_enum, ignore_case = true, default_value = "table")]
    pub output: Format,
}

/// The shells that completion scripts are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// An object with everything known
    Json,
    /// Bare values, tab-separated, for scripts
    Tsv,
    /// Names and values, for people; for many VMs, a line each
    Table,
}

/// How a token is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TokenFormat {
    /// An object with the token and everything known about it
    Json,
    /// The token alone
    Tsv,
    /// Everything known about the token, but not the token itself
    Table,
    /// `Authorization: Bearer` and the token, for curl --header @-
    Header,
}
