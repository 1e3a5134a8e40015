//! `azmi vm`.

use crate::args::{Format, PrincipalId, VmIdentity};
use crate::failure::{Failure, say};
use crate::json::{Selection, entry_for_reader};
use crate::output::{Entries, List, Record, json_list, print, table};
use crate::session;
use azmi_core::{Call, Client, Fleet, FleetQuery, Result as Answered, VmQuery};
use serde_json::{Value, json};

/// The columns of tab-separated output.
const COLUMNS: [&str; 8] = [
    "Name",
    "ResourceGroupName",
    "SubscriptionId",
    "IdentityType",
    "PrincipalId",
    "TenantId",
    "ResourceId",
    "UserAssignedNames",
];

/// The columns of a table of many machines. A single machine is shown with all its properties.
const TABLE: [&str; 6] =
    ["Name", "ResourceGroupName", "SubscriptionId", "IdentityType", "PrincipalId", "UserAssignedNames"];

/// Prints the principal id of a VM.
pub fn principal_id(options: PrincipalId) -> Result<(), Failure> {
    let selection = Selection::new(options.common.query.as_deref())?;
    let says_who = chooses_identity(&options);
    let query = VmQuery {
        name: options.name,
        resource_group: options.resource_group,
        // The client has the subscription, in which it looks up every name.
        subscription_id: None,
        resource_id: options.vm_id,
        identity_name: options.identity_name,
    };
    let principal =
        session::run(&options.common, |client, call| async move { client.vm_principal(&query, &call).await })?;
    let record = Record::default()
        .with("PrincipalId", principal.principal_id)
        .with("IdentityType", principal.identity_type.name())
        .with("ClientId", principal.client_id)
        .with("TenantId", principal.tenant_id)
        .with("ResourceId", principal.resource_id);
    if says_who && !options.common.talk.quiet {
        say(
            "azmi: note: this is the id of the machine's system-assigned identity. --client-id, --object-id and --resource-id choose who asks; --identity-name chooses whose id is printed.\n",
        );
    }
    selection.print(&record, options.output, &["PrincipalId"])
}

/// Whether the caller named an identity that could be mistaken for the one whose id is printed.
fn chooses_identity(options: &PrincipalId) -> bool {
    let common = &options.common;
    let named = [&common.client_id, &common.object_id, &common.resource_id];
    named.iter().any(|id| id.is_some()) && options.identity_name.is_none()
}

/// Prints all identities of a VM, or of many VMs as they arrive.
pub fn identity(mut options: VmIdentity) -> Result<(), Failure> {
    let selection = Selection::new(options.common.query.as_deref())?;
    let has_wildcard = |name: &String| name.contains(['*', '?']);
    let several = options.common.subscription.len() > 1 && options.name.is_some();
    if options.all || several || options.name.as_ref().is_some_and(has_wildcard) {
        let query = FleetQuery {
            all: options.all,
            name_pattern: options.name,
            resource_group: options.resource_group,
            subscription_ids: std::mem::take(&mut options.common.subscription),
        };
        let format = options.output;
        return session::run(&options.common, |client, call| async move {
            fleet(&client, &call, &query, format, &selection).await
        })?;
    }
    let query = VmQuery {
        name: options.name,
        resource_group: options.resource_group,
        subscription_id: None,
        resource_id: options.vm_id,
        identity_name: None,
    };
    let machine = session::run(&options.common, |client, call| async move { client.vm_identity(&query, &call).await })?;
    let format = if selection.is_all() { options.output } else { Format::Json };
    selection.print(&record(machine, format), options.output, &COLUMNS)
}

async fn fleet(
    client: &Client,
    call: &Call,
    query: &FleetQuery,
    format: Format,
    selection: &Selection,
) -> Answered<Result<(), Failure>> {
    let mut fleet = client.vm_identities(query)?;
    // Before anything is printed, so that an unavailable list prints nothing.
    let mut next = fleet.next_page(call).await?;
    if !selection.is_all() {
        // An expression may need all records, to sort, count or select.
        let (records, ended) = all(&mut fleet, next, call, Format::Json).await;
        return ended.map(|()| selection.print_json(&json_list(&records), format));
    }
    if format == Format::Table {
        let (records, ended) = all(&mut fleet, next, call, format).await;
        let printed = print(&table(&records, &TABLE));
        return ended.map(|()| printed);
    }
    let mut entries = Entries::begin(if format == Format::Json { List::Array } else { List::Lines });
    while let Some(page) = next {
        let texts = page.into_iter().map(|machine| {
            let record = record(machine, format);
            match format {
                Format::Json => entry_for_reader(&record.json()),
                _ => record.format(format, &COLUMNS),
            }
        });
        if let Err(failure) = entries.print(texts) {
            return Ok(Err(failure));
        }
        next = fleet.next_page(call).await?;
    }
    Ok(entries.end())
}

/// Returns all machines, or those before the failure that ended the list.
async fn all(
    fleet: &mut Fleet,
    mut next: Option<Vec<azmi_core::VmIdentity>>,
    call: &Call,
    format: Format,
) -> (Vec<Record>, Answered<()>) {
    let mut records = Vec::new();
    while let Some(page) = next {
        records.extend(page.into_iter().map(|machine| record(machine, format)));
        next = match fleet.next_page(call).await {
            Ok(page) => page,
            Err(error) => return (records, Err(error)),
        };
    }
    (records, Ok(()))
}

fn record(machine: azmi_core::VmIdentity, format: Format) -> Record {
    let record = Record::default()
        .with("Name", machine.name)
        .with("ResourceGroupName", machine.resource_group)
        .with("SubscriptionId", machine.subscription_id)
        .with("ResourceId", machine.resource_id)
        .with("IdentityType", machine.identity_type)
        .with("PrincipalId", machine.principal_id)
        .with("TenantId", machine.tenant_id);
    if format != Format::Json {
        let names = machine.user_assigned.into_iter().map(|identity| identity.name);
        return record.with("UserAssignedNames", names.collect::<Vec<_>>().join(","));
    }
    let identities = machine.user_assigned.into_iter().map(|identity| {
        json!({
            "resourceId": identity.resource_id,
            "name": identity.name,
            "principalId": identity.principal_id,
            "clientId": identity.client_id,
        })
    });
    record.with("UserAssignedIdentities", identities.collect::<Value>())
}
