//! `azmi whoami`.

use crate::args::Whoami;
use crate::failure::Failure;
use crate::json::Selection;
use crate::output::Record;
use crate::session;
use azmi_core::Connection;

/// The columns of `-o tsv`.
const TSV: [&str; 5] = ["PrincipalId", "ClientId", "TenantId", "IdentityResourceId", "Source"];

/// Connects and prints the connection.
pub fn run(options: Whoami) -> Result<(), Failure> {
    let selection = Selection::new(options.common.query.as_deref())?;
    let connection = session::run(&options.common, |client, call| async move { client.connect(&call).await })?;
    selection.print(&facts(connection), options.output, &TSV)
}

fn facts(connection: Connection) -> Record {
    Record::default()
        .with("PrincipalId", connection.principal_id)
        .with("ClientId", connection.client_id)
        .with("TenantId", connection.tenant_id)
        .with("IdentityResourceId", connection.identity_resource_id)
        .with("IdentityType", connection.identity_type.name())
        .with("IdentityVerified", connection.identity_verified)
        .with("Emulated", connection.emulated)
        .with("Source", connection.source.name())
        .with("SourceReason", connection.source_reason)
        .with("Endpoint", connection.endpoint)
        .with("Environment", connection.environment)
        .with("SubscriptionId", connection.subscription_id)
        .with("ResourceGroupName", connection.resource_group)
        .with("VmName", connection.vm_name)
        .with("VmId", connection.vm_id)
}
