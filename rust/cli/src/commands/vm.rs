//! `azmi vm`.

use crate::args::PrincipalId;
use crate::failure::Failure;
use crate::output::{Record, print};
use crate::session;
use azmi_core::VmQuery;

/// Prints the principal id of a VM.
pub fn principal_id(options: PrincipalId) -> Result<(), Failure> {
    let query = VmQuery {
        name: options.name,
        resource_group: options.resource_group,
        // The subscription is the client's, in which every name is looked up.
        subscription_id: None,
        resource_id: options.vm_id,
        identity_name: options.identity_name,
    };
    let principal = session::run(&options.common, |client, call| async move {
        client.vm_principal(&query, &call).await
    })?;
    let record = Record::default()
        .with("PrincipalId", principal.principal_id)
        .with("IdentityType", principal.identity_type.name())
        .with("ClientId", principal.client_id)
        .with("TenantId", principal.tenant_id)
        .with("ResourceId", principal.resource_id);
    print(&record.format(options.output, &["PrincipalId"]))
}
