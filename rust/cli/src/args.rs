//! The command line, as `docs` and scripts know it.

use azmi_core::SourceKind;
use azmi_core::limits::{LONGEST_CALL, SHORTEST_CALL};
use clap::{Args as Group, Parser, Subcommand, ValueEnum};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

#[cfg(test)]
mod tests;

const AFTER_HELP: &str = "Exit codes: 0 done; 1 other failure; 2 wrong usage; 3 no identity endpoint; 4 identity not assigned, or \
another one answered; 5 forbidden; 6 not found; 7 throttled or timed out; 130 interrupted.\n\
\n\
The environment's variables choose source, cloud and proxy, as they do for Azure's own clients: IDENTITY_ENDPOINT and \
its kin, AZMI_ENVIRONMENT, HTTPS_PROXY.";

/// Managed-identity tokens and VM principal ids, from this machine's identity endpoint and Azure Resource Manager.
#[derive(Debug, Parser)]
#[command(name = "azmi", version, after_help = AFTER_HELP, disable_help_subcommand = true)]
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
    /// Tells whose tokens this machine gets
    Whoami(Whoami),
    /// Asks about machines
    Vm {
        /// What about them.
        #[command(subcommand)]
        command: VmCommand,
    },
    /// Examines what keeps an identity from being used here, and says what mends it
    Doctor(Doctor),
    /// Sends any request with the identity's token, to Resource Manager or another service
    Rest(Box<Rest>),
    /// Plays identity endpoint and Resource Manager on this machine until stopped, for trials and tests
    Emulate(Emulate),
}

/// What can be asked about machines.
#[derive(Debug, Subcommand)]
pub enum VmCommand {
    /// Prints the principal (object) id of a VM's identity; without a name, of this machine's own
    PrincipalId(PrincipalId),
    /// Prints all identities of a VM, or of many: --all, or a name with * and ?
    Identity(VmIdentity),
}

/// `azmi token`.
#[derive(Debug, Group)]
pub struct Token {
    /// What the token is for: a URI, a scope, or a name such as Arm, KeyVault, Storage, Graph
    #[arg(long, default_value = "Arm")]
    pub resource: String,
    /// Claims of a claims challenge, a JSON object
    #[arg(long, value_name = "JSON")]
    pub claims: Option<String>,
    /// Print the token, facts about it (table: without the token itself), or a header for curl -H
    #[arg(short, long, value_enum, default_value = "json")]
    pub output: TokenFormat,
    /// Who asks, and how.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi whoami`.
#[derive(Debug, Group)]
pub struct Whoami {
    /// How to print the answer
    #[arg(short, long, value_enum, default_value = "json")]
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
    /// Its resource group; without it, the name is searched for
    #[arg(short = 'g', long, value_name = "NAME")]
    pub resource_group: Option<String>,
    /// ARM id of the VM, in place of name, group and subscription
    #[arg(long, value_name = "ARM_ID")]
    pub vm_id: Option<String>,
    /// Name or ARM id of one of its user-assigned identities, in place of its own identity
    #[arg(long, value_name = "NAME")]
    pub identity_name: Option<String>,
    /// How to print the answer
    #[arg(short, long, value_enum, default_value = "json")]
    pub output: Format,
    /// Who asks, and how.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi doctor`.
#[derive(Debug, Group)]
#[command(
    after_help = "Ends with 0 when nothing failed, with 1 otherwise; warnings don't count. Takes ten seconds at most."
)]
pub struct Doctor {
    /// What to ask a token for: a URI, a scope, or a name such as KeyVault, Storage, Graph [default: Arm]
    #[arg(long)]
    pub resource: Option<String>,
    /// Print nothing: the exit code tells
    #[arg(short, long, conflicts_with = "output")]
    pub quiet: bool,
    /// How to print the checks; as table and tsv, each as soon as it is done
    #[arg(short, long, value_enum, default_value = "table")]
    pub output: Format,
    /// Who asks, and how.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi vm identity`.
#[derive(Debug, Group)]
pub struct VmIdentity {
    /// Name of the VM; * stands for any letters, ? for one. Without a name: this machine
    #[arg(short, long)]
    pub name: Option<String>,
    /// Its resource group; without it, the name is searched for
    #[arg(short = 'g', long, value_name = "NAME")]
    pub resource_group: Option<String>,
    /// ARM id of the VM, in place of name, group and subscription
    #[arg(long, value_name = "ARM_ID", conflicts_with = "all")]
    pub vm_id: Option<String>,
    /// Every VM that can be read
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
    /// How to print the answer
    #[arg(short, long, value_enum, default_value = "json")]
    pub output: Format,
    /// Who asks, and how.
    #[command(flatten)]
    pub common: Common,
}

/// `azmi rest`.
#[derive(Debug, Group)]
pub struct Rest {
    /// The method
    #[arg(short, long, default_value = "get", value_name = "METHOD")]
    pub method: String,
    /// Path below the Resource Manager endpoint, such as /subscriptions?api-version=2022-12-01
    #[arg(long, conflicts_with = "uri", required_unless_present = "uri")]
    pub path: Option<String>,
    /// An absolute URI, in place of a path
    #[arg(short, long)]
    pub uri: Option<String>,
    /// Appended as api-version, unless the query has one
    #[arg(long, value_name = "VERSION")]
    pub api_version: Option<String>,
    /// The body, or @FILE to read it from, or @- for standard input
    #[arg(short, long)]
    pub body: Option<String>,
    /// A further header; may be repeated
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = header)]
    pub headers: Vec<(String, String)>,
    /// What the token is for; without it, what belongs to the host
    #[arg(long)]
    pub resource: Option<String>,
    /// The answer is a list: print the entries of all its pages
    #[arg(long)]
    pub paginate: bool,
    /// Follow a long-running operation to its end
    #[arg(long)]
    pub wait: bool,
    /// Print the body as it came, or each entry in a line of its own
    #[arg(short, long, value_enum, default_value = "json")]
    pub output: RestFormat,
    /// Who asks, and how.
    #[command(flatten)]
    pub common: Common,
}

/// How a body is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RestFormat {
    /// As it came; the entries of a list as one array
    Json,
    /// An entry in each line
    Tsv,
}

/// A header: `Name=Value`, or `Name: Value` as curl takes it.
fn header(text: &str) -> Result<(String, String), String> {
    text.split_once(['=', ':'])
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .ok_or_else(|| "a header is NAME=VALUE".to_owned())
}

/// What every command that asks Azure takes.
#[derive(Debug, Group)]
#[command(next_help_heading = "Identity and call")]
pub struct Common {
    /// Ask as the user-assigned identity with this client id
    #[arg(long, value_name = "GUID")]
    pub client_id: Option<String>,
    /// Ask as the user-assigned identity with this object (principal) id
    #[arg(long, visible_alias = "principal-id", value_name = "GUID")]
    pub object_id: Option<String>,
    /// Ask as the user-assigned identity with this ARM id
    #[arg(long, value_name = "ARM_ID")]
    pub resource_id: Option<String>,
    /// Where identities come from: auto, vm, app-service, automation, arc, service-fabric, cloud-shell, machine-learning,
    /// vm-extension
    #[arg(long, value_parser = source, default_value = "auto", hide_default_value = true)]
    pub source: Source,
    /// Name of a cloud, or an ARM endpoint
    #[arg(long, value_name = "CLOUD")]
    pub environment: Option<String>,
    /// Subscription in which names are looked up; for vm identity several, each with the option before it
    #[arg(long, value_name = "GUID")]
    pub subscription: Vec<String>,
    /// Limit for the whole call; 0 means none
    #[arg(long, value_parser = seconds, default_value = "100", value_name = "SECONDS")]
    pub timeout: Duration,
    /// Tell on standard error what is done
    #[arg(short, long)]
    pub verbose: bool,
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
    /// The world to play, as JSON; without it, a VM with both kinds of identity
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// What goes wrong, a JSON list, or @FILE to read it from
    #[arg(long, value_name = "JSON")]
    pub faults: Option<String>,
    /// Write the endpoints there, as JSON, once they answer; removed on stopping
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
    /// Stop when standard input ends: with the program that started this one
    #[arg(long)]
    pub exit_with_stdin: bool,
    /// Listen on addresses that other machines reach, too
    #[arg(long)]
    pub allow_remote: bool,
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// An object with everything known
    Json,
    /// Bare values, tab-separated, for scripts
    Tsv,
    /// Names and values, for reading; of many VMs, a line each
    Table,
}

/// How a token is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TokenFormat {
    /// An object with the token and everything known
    Json,
    /// The token alone
    Tsv,
    /// Everything known but the token
    Table,
    /// `Authorization: Bearer` and the token
    Header,
}

/// A source, or `None` for the one that fits. A type of its own: clap gives `Option` a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source(pub Option<SourceKind>);

fn source(text: &str) -> Result<Source, String> {
    if text.eq_ignore_ascii_case("auto") {
        return Ok(Source(None));
    }
    match SourceKind::parse(text) {
        Some(kind) => Ok(Source(Some(kind))),
        None => Err("no such source; see --help".to_owned()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "not a number of seconds".to_owned())?;
    if seconds.is_nan() || seconds < 0.0 {
        return Err("not a number of seconds, 0 or more".to_owned());
    }
    if seconds == 0.0 {
        return Ok(Duration::ZERO);
    }
    match Duration::try_from_secs_f64(seconds) {
        // 0 means no limit, so what is next to nothing must not become that.
        Ok(limit) if limit < LONGEST_CALL => Ok(limit.max(SHORTEST_CALL)),
        _ => Err("too long; 0 means no limit".to_owned()),
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    if let Some(port) = text
        .strip_prefix("localhost:")
        .and_then(|port| port.parse().ok())
    {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    text.parse()
        .map_err(|_| "not an address and a port, such as 127.0.0.1:8080 or localhost:0".to_owned())
}
