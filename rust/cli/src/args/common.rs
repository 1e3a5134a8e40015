//! What every command that asks Azure takes: who asks, and how.

use super::values::{CLOUDS, Source, SourceParser, Suggested, seconds};
use clap::Args as Group;
use std::time::Duration;

/// What every command that asks Azure takes.
#[derive(Debug, Group)]
#[command(next_help_heading = "Identity and call")]
pub struct Common {
    /// Ask as the user-assigned identity with this client id
    #[arg(long, value_name = "GUID")]
    pub client_id: Option<String>,
    /// Ask as the user-assigned identity with this object (principal) id
    #[arg(long, value_name = "GUID")]
    pub object_id: Option<String>,
    /// Ask as the user-assigned identity with this ARM id
    #[arg(long, value_name = "ARM_ID")]
    pub resource_id: Option<String>,
    /// Where identities come from: auto, vm, app-service, automation, arc, service-fabric, cloud-shell, machine-learning,
    /// vm-extension
    #[arg(long, value_parser = SourceParser, default_value = "auto", hide_default_value = true, hide_possible_values = true)]
    pub source: Source,
    /// Name of a cloud, or an ARM endpoint
    #[arg(long, value_name = "CLOUD", value_parser = Suggested(CLOUDS), hide_possible_values = true)]
    pub environment: Option<String>,
    /// Subscription in which names are looked up; for vm identity several, each with the option before it
    #[arg(long, value_name = "GUID")]
    pub subscription: Vec<String>,
    /// Limit for the whole call; 0 means none
    #[arg(long, value_parser = seconds, default_value = "100", value_name = "SECONDS")]
    pub timeout: Duration,
    /// Print only what this JMESPath expression selects of the answer's JSON, as in the Azure CLI
    #[arg(long, value_name = "JMESPATH")]
    pub query: Option<String>,
    /// Tell on standard error what is done
    #[arg(short, long)]
    pub verbose: bool,
    /// No warnings and no progress on standard error, errors only; doctor prints nothing at all
    #[arg(short, long)]
    pub quiet: bool,
    /// Whether an operation's progress is shown on a terminal.
    #[arg(skip)]
    pub progress: bool,
}
