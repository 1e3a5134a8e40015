//! Selects a machine; checked before anything is sent.

use crate::error::{Code, Error, Result};
use crate::ids::{ResourceId, is_guid, is_resource_group_name, is_resource_name};

/// Selects a machine. Without any field, it's this one.
#[derive(Clone, Debug, Default)]
pub struct VmQuery {
    /// Its name.
    pub name: Option<String>,
    /// Its resource group.
    pub resource_group: Option<String>,
    /// Its subscription.
    pub subscription_id: Option<String>,
    /// Its resource id, instead of the three above.
    pub resource_id: Option<String>,
    /// The name or resource id of one of its user-assigned identities, instead of the system-assigned one.
    pub identity_name: Option<String>,
}

/// A checked query for a machine by id or name.
pub(crate) enum Target {
    /// The machine with this id.
    Id(ResourceId),
    /// By name, with or without its group and subscription.
    Name { name: String, group: Option<String>, subscription: Option<String> },
}

impl VmQuery {
    /// Checks the query. `None` if it's for this machine.
    ///
    /// # Errors
    /// `InvalidVmName`, `InvalidResourceGroupName`, `InvalidSubscriptionId`, `InvalidVmResourceId`, `InvalidQuery`.
    pub(crate) fn target(&self) -> Result<Option<Target>> {
        if let Some(name) = &self.identity_name
            && !is_resource_name(name)
            && !ResourceId::parse(name).is_some_and(|id| id.is_user_assigned_identity())
        {
            return Err(Error::new(
                Code::InvalidIdentityResourceId,
                format!("'{}' is neither the name nor the ARM id of a user-assigned identity.", name.escape_default()),
            )
            .hint("Give the identity's name as the portal shows it, or its ARM id."));
        }
        if let Some(text) = &self.resource_id {
            if self.name.is_some() || self.resource_group.is_some() || self.subscription_id.is_some() {
                return Err(Error::new(Code::InvalidQuery, "A resource id names a machine completely: name, resource group and subscription can't be given beside it.")
                    .hint("Give either the resource id or the name."));
            }
            return ResourceId::parse(text.trim()).filter(ResourceId::is_machine).map(|id| Some(Target::Id(id))).ok_or_else(|| {
                Error::new(Code::InvalidVmResourceId, format!("'{}' is not the ARM id of a machine.", text.escape_default()))
                    .hint("Such an id looks like /subscriptions/<guid>/resourceGroups/<group>/providers/Microsoft.Compute/virtualMachines/<name>.")
            });
        }
        if let Some(id) = &self.subscription_id {
            check_subscription(id)?;
        }
        if let Some(group) = &self.resource_group {
            check_resource_group(group)?;
        }
        match &self.name {
            None if self.resource_group.is_some() || self.subscription_id.is_some() => Err(Error::new(Code::InvalidQuery, "A resource group or subscription was given without the name of a VM.")
                .hint("Give the name too (-Name, --name), or nothing at all to ask for this machine. Get-VmIdentity and 'azmi vm identity' list every VM in it with -All (--all).")),
            None => Ok(None),
            Some(name) if !is_resource_name(name) => Err(Error::new(Code::InvalidVmName, format!("'{}' can't be the name of a VM.", name.escape_default()))
                .hint("Such names have up to 64 letters, digits, '-', '_' and '.'; only Get-VmIdentity and 'azmi vm identity' take wildcards.")),
            Some(name) => Ok(Some(Target::Name { name: name.clone(), group: self.resource_group.clone(), subscription: self.subscription_id.clone() })),
        }
    }
}

/// Checks the name of a resource group.
///
/// # Errors
/// `InvalidResourceGroupName`.
pub(crate) fn check_resource_group(name: &str) -> Result<()> {
    if is_resource_group_name(name) {
        return Ok(());
    }
    Err(Error::new(
        Code::InvalidResourceGroupName,
        format!("'{}' can't be the name of a resource group.", name.escape_default()),
    )
    .hint("Such names have up to 90 letters, digits, '-', '_', '.' and parentheses, and don't end in a dot."))
}

/// Checks a subscription id.
///
/// # Errors
/// `InvalidSubscriptionId`.
pub(crate) fn check_subscription(id: &str) -> Result<()> {
    if is_guid(id) {
        return Ok(());
    }
    Err(Error::new(Code::InvalidSubscriptionId, format!("'{}' isn't a subscription id: it isn't a GUID.", id.escape_default()))
        .hint("The portal's Subscriptions page and this command show the ids; a subscription's name can't be used.\naz account list --output table"))
}
