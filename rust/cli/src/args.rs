//! The command line, as documented for users and scripts.

mod common;
mod order;
mod values;

pub use common::{Common, Talk};
pub use order::{command, parse};

use clap::{Args as Group, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use values::{METHODS, address, behaviors, header, resources};

#[cfg(test)]
mod tests;

/// The exit codes and what they mean, for the help and the manual pages.
pub const EXIT_CODES: [(u8, &str); 9] = [
    (0, "success"),
    (1, "any other failure"),
    (2, "usage error"),
    (3, "no identity endpoint"),
    (4, "the identity isn't assigned, or a different one answered"),
    (5, "forbidden"),
    (6, "not found"),
    (7, "throttled or timed out"),
    (130, "interrupted"),
];

/// Gets managed identity tokens and VM principal ids from this machine's identity endpoint and Azure Resource Manager.
#[derive(Debug, Parser)]
#[command(name = "azmi", version)]
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
    /// Checks whether the identity works on this machine, and shows how to fix what doesn't
    Doctor(Doctor),
    /// Sends a request with the identity's token to Resource Manager or another service
    Rest(Box<Rest>),
    /// Emulates the identity endpoint and Resource Manager, so that you can test scripts without Azure
    Emulate(Emulate),
    /// Lists the environment variables that azmi reads, and their values
    Env(Variables),
    /// Prints the completion script for a shell
    Completion {
        /// Shell that the script is for
        #[arg(value_enum, ignore_case = true)]
        shell: Shell,
        /// Accepted by every command, but has no effect here.
        #[command(flatten)]
        talk: Talk,
    },
}

/// What can be looked up.
#[derive(Debug, Subcommand)]
pub enum VmCommand {
    /// Prints the principal (object) id of a VM's identity; by default, this machine's
    PrincipalId(PrincipalId),
    /// Prints all identities of one VM, or of many VMs: use --all, or a name with * and ?
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
    /// Output format
    #[arg(short, long, value_enum, ignore_case = true, default_value = "json")]
    pub output: TokenFormat,
    /// The identity and the options of the call.
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
    /// Output format
    #[arg(short, long, value_enum, ignore_case = true, default_value = "json")]
    pub output: Format,
    /// The identity and the options of the call.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi vm principal-id`.
#[derive(Debug, Group)]
#[command(after_help = "Column of tsv: principal id.")]
pub struct PrincipalId {
    /// Name of the VM
    #[arg(short, long)]
    pub name: Option<String>,
    /// Resource group of the VM; without it, azmi searches for the VM by name
    #[arg(short = 'g', long, value_name = "NAME")]
    pub resource_group: Option<String>,
    /// ARM id of the VM, instead of its name, resource group and subscription
    #[arg(long, value_name = "ARM_ID")]
    pub vm_id: Option<String>,
    /// Name or ARM id of a user-assigned identity of the VM, instead of its system-assigned identity
    #[arg(long, value_name = "NAME")]
    pub identity_name: Option<String>,
    /// Output format
    #[arg(short, long, value_enum, ignore_case = true, default_value = "json")]
    pub output: Format,
    /// The identity and the options of the call.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi doctor`.
#[derive(Debug, Group)]
#[command(
    mut_arg("object_id", |arg| arg.visible_alias("principal-id")),
    mut_arg("quiet", |arg| arg.conflicts_with("output").help("Print nothing: the exit code says whether something failed")),
    after_help = "Columns of tsv: check, status, detail, fix. The exit code is 0 if nothing failed, and 1 otherwise; warnings don't count. Takes ten seconds at most."
)]
pub struct Doctor {
    /// What to request a token for: a URI, a scope, or a name such as KeyVault, Storage, Graph [default: Arm]
    #[arg(long, value_parser = resources(), hide_possible_values = true)]
    pub resource: Option<String>,
    /// Output format; table and tsv print each check as soon as it's done
    #[arg(short, long, value_enum, ignore_case = true, default_value = "table")]
    pub output: Format,
    /// The identity and the options of the call.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi vm identity`.
#[derive(Debug, Group)]
#[command(
    after_help = "Columns of tsv: name, resource group, subscription, identity type, principal id, tenant id, ARM id, names of user-assigned identities."
)]
pub struct VmIdentity {
    /// Name of the VM; by default, this machine. * matches any characters, and ? matches one
    #[arg(short, long)]
    pub name: Option<String>,
    /// Resource group of the VM; without it, azmi searches for the VM by name
    #[arg(short = 'g', long, value_name = "NAME")]
    pub resource_group: Option<String>,
    /// ARM id of the VM, instead of its name, resource group and subscription
    #[arg(long, value_name = "ARM_ID", conflicts_with = "all")]
    pub vm_id: Option<String>,
    /// All VMs that the identity can read
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
    /// Output format
    #[arg(short, long, value_enum, ignore_case = true, default_value = "json")]
    pub output: Format,
    /// The identity and the options of the call.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi rest`.
#[derive(Debug, Group)]
#[command(mut_arg("object_id", |arg| arg.visible_alias("principal-id")))]
pub struct Rest {
    /// HTTP method: get, head, put, post, patch, delete, options or merge
    #[arg(short, long, default_value = "get", value_name = "METHOD", value_parser = METHODS, ignore_case = true, hide_possible_values = true)]
    pub method: String,
    /// Path below the Resource Manager endpoint, such as /subscriptions?api-version=2022-12-01
    #[arg(long, conflicts_with = "uri", required_unless_present = "uri")]
    pub path: Option<String>,
    /// Absolute URI, instead of a path
    #[arg(short, long, visible_alias = "url")]
    pub uri: Option<String>,
    /// Value of api-version to add to the query, unless the query already has one
    #[arg(long, value_name = "VERSION")]
    pub api_version: Option<String>,
    /// Body of the request: text, @FILE to read it from a file, or - to read it from standard input
    #[arg(short, long)]
    pub body: Option<String>,
    /// Additional header; repeat the option to add several
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = header)]
    pub headers: Vec<(String, String)>,
    /// What the token is for; by default, the audience for the host
    #[arg(long, value_parser = resources(), hide_possible_values = true)]
    pub resource: Option<String>,
    /// Treat the response as a list, and print the entries of all pages
    #[arg(long)]
    pub paginate: bool,
    /// Wait until a long-running operation ends
    #[arg(long)]
    pub wait: bool,
    /// Output format
    #[arg(short, long, value_enum, ignore_case = true, default_value = "json")]
    pub output: RestFormat,
    /// The identity and the options of the call.
    #[command(flatten)]
    pub common: Common,
}

/// How a body is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RestFormat {
    /// The body as received; for a list, all entries as one array
    Json,
    /// One entry per line
    Tsv,
}

impl RestFormat {
    /// Returns the corresponding format of other commands.
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
#[command(
    mut_arg("verbose", |arg| arg.help("Show each request that the emulator answers on standard error")),
    mut_arg("quiet", |arg| arg.help("Print no instructions"))
)]
pub struct Emulate {
    /// Address that the identity endpoint listens on; port 0 selects a free port
    #[arg(long, value_parser = address, default_value = "127.0.0.1:0", value_name = "HOST:PORT")]
    pub imds: SocketAddr,
    /// Address that Resource Manager listens on; port 0 selects a free port
    #[arg(long, value_parser = address, default_value = "127.0.0.1:0", value_name = "HOST:PORT")]
    pub arm: SocketAddr,
    /// JSON file that describes the VMs and resources; by default, three VMs, two key vaults, and a resource for each other identity endpoint
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// Faults to simulate: the name of a behavior such as web-filter, a JSON list, or @FILE to read it from a file
    #[arg(long, value_name = "FAULTS", value_parser = behaviors(), hide_possible_values = true)]
    pub faults: Option<String>,
    /// Write the addresses to this file as JSON once the emulator is ready; the file is removed when the emulator stops
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
    /// Stop when standard input closes, as it does when the program that started azmi ends
    #[arg(long)]
    pub exit_with_stdin: bool,
    /// Allow listening on addresses that other machines can reach
    #[arg(long)]
    pub allow_remote: bool,
    /// How much to print on standard error.
    #[command(flatten)]
    pub talk: Talk,
    /// What to print once the emulator is ready
    #[arg(short, long, value_enum, ignore_case = true, default_value = "text")]
    pub output: Greeting,
    /// Command to run inside the emulator, which stops when the command ends and returns the same exit code
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

/// What the emulator prints once it's ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Greeting {
    /// Instructions for using it, for people
    Text,
    /// NAME=VALUE lines followed by an empty line, for programs; on failure, the lines error= and message=
    Env,
}

/// `azmi env`.
#[derive(Debug, Group)]
#[command(
    mut_arg("verbose", |arg| arg.hide(true)),
    mut_arg("quiet", |arg| arg.hide(true)),
    after_help = "Columns of tsv: name, value, effect."
)]
pub struct Variables {
    /// Output format
    #[arg(short, long, value_enum, ignore_case = true, default_value = "table")]
    pub output: Format,
    /// Print only what this JMESPath expression selects from the JSON output, as in the Azure CLI
    #[arg(long, value_name = "JMESPATH")]
    pub query: Option<String>,
    /// Accepted by every command, but has no effect here.
    #[command(flatten)]
    pub talk: Talk,
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

/// How output is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// An object with everything known
    Json,
    /// Bare values, tab-separated, for scripts
    Tsv,
    /// Names and values, for people; for many VMs, one line each
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
