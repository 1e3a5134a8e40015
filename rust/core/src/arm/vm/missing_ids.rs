//! Reads the ids that the description of a machine lacks from the identities themselves.

use super::identity_object::present;
use super::lookup::Found;
use super::{UserAssignedIdentity, VmIdentity, VmPrincipal};
use crate::arm::client::ArmClient;
use crate::error::{Code, Error, Result, Status, quote};
use crate::event::Event;
use crate::identity::IdentityType;
use crate::ids::ResourceId;
use serde_json::Value;

const IDENTITY_API: &str = "2023-01-31";

/// What an identity says of itself.
struct Ids {
    principal_id: String,
    client_id: Option<String>,
    tenant_id: Option<String>,
}

/// The principal of the system-assigned identity, or of the user-assigned one with this name or id.
///
/// # Errors
/// `SystemAssignedNotEnabled`, `UserAssignedNotFound`, `AmbiguousName`; those of Resource Manager if the identity itself must be
/// read, `BadResponse` if it has no id either.
pub(crate) async fn principal(arm: &ArmClient<'_>, found: Found, identity_name: Option<&str>) -> Result<VmPrincipal> {
    let Found { mut machine, says_system_assigned } = found;
    let (identity_type, principal_id, client_id) = match identity_name {
        None => {
            if machine.principal_id.is_none() && says_system_assigned {
                read_own(arm, &mut machine).await?;
            }
            let own = machine.principal_id.clone().ok_or_else(|| machine.not_enabled())?;
            (IdentityType::SystemAssigned, own, None)
        }
        Some(wanted) => {
            let mut chosen = machine.user_assigned.swap_remove(machine.named(wanted)?);
            if chosen.principal_id.is_none() {
                read_assigned(arm, &mut chosen).await?;
            }
            (IdentityType::UserAssigned, chosen.principal_id.unwrap_or_default(), chosen.client_id)
        }
    };
    Ok(VmPrincipal {
        identity_type,
        principal_id,
        client_id,
        tenant_id: machine.tenant_id,
        resource_id: machine.resource_id,
    })
}

/// The machine with the ids of all its identities. Identities that can't be read are reported.
///
/// # Errors
/// `Cancelled`, `TimedOut`.
pub(crate) async fn filled(arm: &ArmClient<'_>, found: Found) -> Result<VmIdentity> {
    let Found { mut machine, says_system_assigned } = found;
    if machine.principal_id.is_none() && says_system_assigned {
        reported(arm, read_own(arm, &mut machine).await)?;
    }
    for identity in &mut machine.user_assigned {
        if identity.principal_id.is_none() || identity.client_id.is_none() {
            reported(arm, read_assigned(arm, identity).await)?;
        }
    }
    Ok(machine)
}

fn reported(arm: &ArmClient<'_>, read: Result<()>) -> Result<()> {
    match read {
        Err(error) if matches!(error.status(), Status::Cancelled | Status::Timeout) => Err(error),
        Err(error) => {
            arm.call.emit(Event::Warning { text: error.to_string() });
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

async fn read_own(arm: &ArmClient<'_>, machine: &mut VmIdentity) -> Result<()> {
    // An instance of a uniform scale set has the identity of its set.
    let id = ResourceId::parse(&machine.resource_id);
    let set = id.as_ref().and_then(ResourceId::scale_set);
    let holder = set.unwrap_or(&machine.resource_id);
    let path = format!("{holder}/providers/Microsoft.ManagedIdentity/identities/default");
    let own = read(arm, &path, &format!("the system-assigned identity of {holder}")).await?;
    machine.principal_id = Some(own.principal_id);
    machine.tenant_id = own.tenant_id;
    machine.identity_type =
        if machine.user_assigned.is_empty() { "SystemAssigned" } else { "SystemAssigned, UserAssigned" };
    Ok(())
}

async fn read_assigned(arm: &ArmClient<'_>, identity: &mut UserAssignedIdentity) -> Result<()> {
    let what = format!("the user-assigned identity {}", quote::quoted(&identity.name));
    let id = ResourceId::parse(&identity.resource_id).filter(ResourceId::is_user_assigned_identity);
    let id = id.ok_or_else(|| without_ids(&what))?;
    let own = read(arm, id.as_str(), &what).await?;
    identity.principal_id = Some(own.principal_id);
    identity.client_id = own.client_id.or(identity.client_id.take());
    Ok(())
}

/// Reads an identity, which must have a principal id.
async fn read(arm: &ArmClient<'_>, path: &str, what: &str) -> Result<Ids> {
    arm.call.emit(Event::Notice {
        text: format!("The machine's answer lacks the ids of {what}; reading the identity itself."),
    });
    let identity: Value = arm.get(path, &[("api-version", IDENTITY_API)]).await.map_err(|error| {
        error.led_by(&format!("The machine's answer lacks the ids of {what}, and it can't be read itself."))
    })?;
    let id = |name| present(identity["properties"][name].as_str().map(str::to_owned));
    let principal_id = id("principalId").ok_or_else(|| without_ids(what))?;
    Ok(Ids { principal_id, client_id: id("clientId"), tenant_id: id("tenantId") })
}

fn without_ids(what: &str) -> Error {
    Error::new(Code::BadResponse, format!("Resource Manager doesn't give the ids of {what}: neither the machine nor the identity itself has them."))
        .hint("An identity that was just made gets its ids after some seconds: try again. If it keeps happening, create the identity again.")
}
