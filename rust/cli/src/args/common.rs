//! The options of every command that calls Azure: the identity, and how to make the call.

use super::values::{CLOUDS, Source, SourceParser, Suggested, seconds};
use clap::Args as Group;
use std::time::Duration;

/// The options of every command that calls Azure.
#[derive(Debug, Group)]
#[command(next_help_heading = "Identity and call")]
pub struct Common {
    /// Sign in as the user-assigned identity with this client id
    #[arg(long, value_name = "GUID")]
    pub client_id: Option<String>,
    /// Sign in as the user-assigned identity with this object (principal) id
    #[arg(long, value_name = "GUID")]
    pub object_id: Option<String>,
    /// Sign in as the user-assigned identity with this ARM id
    #[arg(long, value_name = "ARM_ID")]
    pub resource_id: Option<String>,
    /// Source of the identity: auto, vm, app-service, automation, arc, service-fabric, cloud-shell, machine-learning,
    /// vm-extension
    #[arg(long, value_parser = SourceParser, default_value = "auto", hide_default_value = true, hide_possible_values = true)]
    pub source: Source,
    /// Name of a cloud, or a Resource Manager endpoint
    #[arg(long, value_name = "CLOUD", value_parser = Suggested(CLOUDS), hide_possible_values = true)]
    pub environment: Option<String>,
    /// Subscription to search for names; vm identity accepts this option several times
    #[arg(long, value_name = "GUID")]
    pub subscription: Vec<String>,
    /// Time limit for the whole call; 0 means no limit
    #[arg(long, value_parser = seconds, default_value = "100", value_name = "SECONDS")]
    pub timeout: Duration,
    /// Print only what this JMESPath expression selects from the JSON output, as in the Azure CLI
    #[arg(long, value_name = "JMESPATH")]
    pub query: Option<String>,
    /// How much to print on standard error.
    #[command(flatten)]
    pub talk: Talk,
    /// Whether an operation's progress is shown on a terminal.
    #[arg(skip)]
    pub progress: bool,
}

/// How much to print on standard error.
#[derive(Clone, Copy, Debug, Group)]
pub struct Talk {
    /// Show each step on standard error
    #[arg(short, long)]
    pub verbose: bool,
    /// Print only errors, no warnings or progress
    #[arg(short, long)]
    pub quiet: bool,
}
