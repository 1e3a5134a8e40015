//! The principal of a machine: this one from its own token, another one through Resource Manager.

use super::client::{ArmClient, RESOURCES_API, SUBSCRIPTIONS_API};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::identity::IdentityType;
use crate::ids::{ResourceId, is_guid, is_resource_group_name, is_resource_name};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Which machine is meant. With no field set: this one.
#[derive(Clone, Debug, Default)]
pub struct VmQuery {
    /// Its name.
    pub name: Option<String>,
    /// Its resource group.
    pub resource_group: Option<String>,
    /// Its subscription.
    pub subscription_id: Option<String>,
    /// Its ARM id, in place of the three above.
    pub resource_id: Option<String>,
    /// Name or ARM id of one of its user-assigned identities, in place of the system-assigned one.
    pub identity_name: Option<String>,
}

/// The principal of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VmPrincipal {
    /// Which kind of identity it is.
    pub identity_type: IdentityType,
    /// Object id: what role assignments name.
    pub principal_id: String,
    /// Application id, when the answer tells.
    pub client_id: Option<String>,
    /// Tenant, when the answer tells.
    pub tenant_id: Option<String>,
    /// ARM id of the machine.
    pub resource_id: String,
}

/// A query that has been checked.
pub(crate) enum Target {
    /// This machine.
    This,
    /// The machine with that id.
    Id(ResourceId),
    /// By name, with or without its group and subscription.
    Name {
        name: String,
        group: Option<String>,
        subscription: Option<String>,
    },
}

impl VmQuery {
    /// Checks the query before anything is sent.
    ///
    /// # Errors
    /// `InvalidVmName`, `InvalidResourceGroupName`, `InvalidSubscriptionId`, `InvalidVmResourceId`, `InvalidQuery`.
    pub(crate) fn target(&self) -> Result<Target> {
        if let Some(name) = &self.identity_name
            && !is_resource_name(name)
            && !ResourceId::parse(name).is_some_and(|id| id.is_user_assigned_identity())
        {
            return Err(Error::new(
                Code::InvalidIdentityResourceId,
                format!(
                    "'{}' is neither the name nor the ARM id of a user-assigned identity.",
                    name.escape_default()
                ),
            )
            .hint("Give the identity's name as the portal shows it, or its ARM id."));
        }
        if let Some(text) = &self.resource_id {
            if self.name.is_some()
                || self.resource_group.is_some()
                || self.subscription_id.is_some()
            {
                return Err(Error::new(Code::InvalidQuery, "A resource id names a machine completely: name, resource group and subscription can't be given beside it.")
                    .hint("Give either the resource id or the name."));
            }
            return ResourceId::parse(text.trim()).filter(ResourceId::is_machine).map(Target::Id).ok_or_else(|| {
                Error::new(Code::InvalidVmResourceId, format!("'{}' is not the ARM id of a machine.", text.escape_default()))
                    .hint("Such an id looks like /subscriptions/<guid>/resourceGroups/<group>/providers/Microsoft.Compute/virtualMachines/<name>.")
            });
        }
        if let Some(id) = &self.subscription_id {
            check_subscription(id)?;
        }
        if let Some(group) = self
            .resource_group
            .as_ref()
            .filter(|g| !is_resource_group_name(g))
        {
            return Err(Error::new(Code::InvalidResourceGroupName, format!("'{}' can't be the name of a resource group.", group.escape_default()))
                .hint("Such names have up to 90 letters, digits, '-', '_', '.' and parentheses, and don't end in a dot."));
        }
        match &self.name {
            None if self.resource_group.is_some() || self.subscription_id.is_some() => Err(Error::new(Code::InvalidQuery, "A resource group or subscription was given without the name of a VM.")
                .hint("Give the name too (-Name, --name), or nothing at all to ask for this machine.")),
            None => Ok(Target::This),
            Some(name) if !is_resource_name(name) => Err(Error::new(Code::InvalidVmName, format!("'{}' can't be the name of a VM.", name.escape_default()))
                .hint("Such names have up to 64 letters, digits, '-', '_' and '.'; wildcards are not understood here.")),
            Some(name) => Ok(Target::Name { name: name.clone(), group: self.resource_group.clone(), subscription: self.subscription_id.clone() }),
        }
    }
}

/// Checks a subscription id.
///
/// # Errors
/// `InvalidSubscriptionId`.
pub(crate) fn check_subscription(id: &str) -> Result<()> {
    if is_guid(id) {
        return Ok(());
    }
    Err(Error::new(Code::InvalidSubscriptionId, format!("'{}' is not a subscription id: it is no GUID.", id.escape_default()))
        .hint("'az account list --output table' or the portal's Subscriptions page show the ids; a subscription's name can't be used."))
}

/// A resource with what matters of it here.
#[derive(Clone, Debug, Deserialize)]
struct Resource {
    id: String,
    identity: Option<IdentityObject>,
}

/// The identity object of `protocols.md` 5.1.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct IdentityObject {
    principal_id: Option<String>,
    tenant_id: Option<String>,
    user_assigned_identities: Option<BTreeMap<String, Option<UserAssigned>>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserAssigned {
    principal_id: Option<String>,
    client_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subscription {
    subscription_id: String,
    state: Option<String>,
}

/// Finds the machine and its principal.
///
/// `own_subscription` is that of this machine or the one the client was given: a name is searched there first.
pub(crate) async fn principal(
    arm: &ArmClient<'_>,
    target: &Target,
    identity_name: Option<&str>,
    own_subscription: Option<&str>,
) -> Result<VmPrincipal> {
    let machine = match target {
        Target::Id(id) => by_id(arm, id).await?,
        Target::Name {
            name,
            group: Some(group),
            subscription,
        } if subscription.is_some() || own_subscription.is_some() => {
            by_group(arm, name, group, subscription.as_deref(), own_subscription).await?
        }
        Target::Name {
            name,
            group,
            subscription,
        } => {
            by_name(
                arm,
                name,
                group.as_deref(),
                subscription.as_deref(),
                own_subscription,
            )
            .await?
        }
        Target::This => {
            return Err(
                Error::new(Code::Internal, "This machine is not looked up by name.")
                    .hint("This is a defect: please report it."),
            );
        }
    };
    choose(machine, identity_name)
}

async fn by_id(arm: &ArmClient<'_>, id: &ResourceId) -> Result<Resource> {
    let version = if id.kind().starts_with("microsoft.hybridcompute") {
        "2022-12-27"
    } else {
        "2024-07-01"
    };
    arm.get(id.as_str(), &[("api-version", version)]).await
}

/// In the subscription named, or in the own one and then in every other.
async fn by_group(
    arm: &ArmClient<'_>,
    name: &str,
    group: &str,
    named: Option<&str>,
    own: Option<&str>,
) -> Result<Resource> {
    let subscription = named.or(own).unwrap_or_default();
    let id = format!(
        "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}"
    );
    match arm.get(&id, &[("api-version", "2024-07-01")]).await {
        Err(error) if error.http_status() == Some(404) && named.is_none() => {
            arm.call.emit(Event::Notice { text: format!("{group}/{name} is not in the subscription {subscription}; searching all readable ones.") });
            let elsewhere = by_name(arm, name, Some(group), None, None).await;
            // What was searched first says more than that nothing was found anywhere.
            elsewhere.map_err(|e| {
                if e.code() == Code::VmNotFound {
                    error
                } else {
                    e
                }
            })
        }
        other => other,
    }
}

async fn by_name(
    arm: &ArmClient<'_>,
    name: &str,
    group: Option<&str>,
    named: Option<&str>,
    own: Option<&str>,
) -> Result<Resource> {
    let mut searched = Vec::new();
    if let Some(first) = named.or(own) {
        let found = search(arm, first, name, group).await?;
        if named.is_some() || !found.is_empty() {
            return exactly_one(found, name, group, &[first.to_owned()]);
        }
        searched.push(first.to_owned());
    }
    let subscriptions: Vec<Subscription> = arm
        .list("/subscriptions", &[("api-version", SUBSCRIPTIONS_API)])
        .await?;
    let readable: Vec<_> = subscriptions
        .into_iter()
        .filter(|s| {
            !s.state
                .as_deref()
                .is_some_and(|state| state.eq_ignore_ascii_case("Deleted"))
        })
        .map(|s| s.subscription_id)
        .filter(|id| is_guid(id) && !searched.iter().any(|done| done.eq_ignore_ascii_case(id)))
        .collect();
    if readable.is_empty() && searched.is_empty() {
        return Err(Error::new(Code::NoReadableSubscription, "The identity can see no subscription, so nothing can be searched.")
            .hint("Give the identity the role Reader at a subscription, a resource group or the VM; or give -ResourceId to ask for one machine directly."));
    }
    let total = readable.len() as u64;
    let mut found = Vec::new();
    for (done, subscription) in readable.into_iter().enumerate() {
        arm.call.emit(Event::Progress {
            activity: format!("Searching {name} in the readable subscriptions"),
            done: done as u64,
            total,
        });
        found.extend(search(arm, &subscription, name, group).await?);
        searched.push(subscription);
    }
    exactly_one(found, name, group, &searched)
}

/// The machines of that name in a subscription. Disks, network cards and the like may share it, so the type decides.
async fn search(
    arm: &ArmClient<'_>,
    subscription: &str,
    name: &str,
    group: Option<&str>,
) -> Result<Vec<Resource>> {
    let mut filter = format!("name eq '{}'", name.replace('\'', "''"));
    if let Some(group) = group {
        filter = format!(
            "resourceGroup eq '{}' and {filter}",
            group.replace('\'', "''")
        );
    }
    let path = format!("/subscriptions/{subscription}/resources");
    let all: Vec<Resource> = arm
        .list(
            &path,
            &[("$filter", &filter), ("api-version", RESOURCES_API)],
        )
        .await?;
    let is_named_machine = |resource: &Resource| {
        ResourceId::parse(&resource.id).is_some_and(|id| {
            id.name().eq_ignore_ascii_case(name)
                && matches!(
                    id.kind().as_str(),
                    "microsoft.compute/virtualmachines" | "microsoft.hybridcompute/machines"
                )
        })
    };
    Ok(all.into_iter().filter(is_named_machine).collect())
}

fn exactly_one(
    mut found: Vec<Resource>,
    name: &str,
    group: Option<&str>,
    searched: &[String],
) -> Result<Resource> {
    if found.len() > 1 {
        let ids: Vec<_> = found.iter().map(|resource| resource.id.as_str()).collect();
        return Err(Error::new(Code::AmbiguousName, format!("{} machines are named {name}: {}", ids.len(), ids.join(", ")))
            .hint("Say which one: -ResourceGroupName (--resource-group), -SubscriptionId (--subscription) or -ResourceId (--vm-id)."));
    }
    let place = group.map_or_else(String::new, |g| format!(" in the resource group {g}"));
    found.pop().ok_or_else(|| {
        Error::new(Code::VmNotFound, format!("No machine named {name}{place} can be seen. Searched subscriptions: {}.", searched.join(", ")))
            .hint("Check the name. An identity finds only what it may read: give it the role Reader at the VM, its resource group or its subscription.")
    })
}

fn choose(machine: Resource, identity_name: Option<&str>) -> Result<VmPrincipal> {
    let identity = machine.identity.unwrap_or_default();
    let user_assigned = identity.user_assigned_identities.unwrap_or_default();
    let names = || {
        user_assigned
            .keys()
            .map(|id| ResourceId::parse(id).map_or(id.clone(), |id| id.name().to_owned()))
            .collect::<Vec<_>>()
    };
    let Some(wanted) = identity_name else {
        let Some(principal_id) = identity.principal_id.filter(|id| !id.is_empty()) else {
            return Err(not_enabled(&machine.id, &names()));
        };
        return Ok(VmPrincipal {
            identity_type: IdentityType::SystemAssigned,
            principal_id,
            client_id: None,
            tenant_id: identity.tenant_id,
            resource_id: machine.id,
        });
    };
    let matches = |id: &str| match ResourceId::parse(id) {
        Some(parsed) => parsed.same_as(wanted) || parsed.name().eq_ignore_ascii_case(wanted),
        None => false,
    };
    let mut candidates = user_assigned.iter().filter(|(id, _)| matches(id));
    let found = candidates.next();
    if let (Some(first), Some(second)) = (found, candidates.next()) {
        return Err(Error::new(
            Code::AmbiguousName,
            format!(
                "Several identities of {} are named {wanted}: {}, {}",
                machine.id, first.0, second.0
            ),
        )
        .hint("Give the ARM id of the identity as the name."));
    }
    let details = found.and_then(|(_, details)| details.as_ref());
    let principal_id = details.and_then(|d| d.principal_id.clone()).ok_or_else(|| {
        let list = if names().is_empty() { "it has none".to_owned() } else { format!("it has {}", names().join(", ")) };
        Error::new(Code::UserAssignedNotFound, format!("{} has no user-assigned identity named {wanted}: {list}.", machine.id))
            .hint("Choose one of those, or assign it: az vm identity assign --ids <vm id> --identities <identity id>.")
    })?;
    Ok(VmPrincipal {
        identity_type: IdentityType::UserAssigned,
        principal_id,
        client_id: details.and_then(|d| d.client_id.clone()),
        tenant_id: identity.tenant_id,
        resource_id: machine.id,
    })
}

/// A machine without a system-assigned identity, with what it has instead.
pub(crate) fn not_enabled(machine: &str, user_assigned: &[String]) -> Error {
    let instead = if user_assigned.is_empty() {
        "It has no identity at all.".to_owned()
    } else {
        format!(
            "It has user-assigned identities: {}.",
            user_assigned.join(", ")
        )
    };
    let choose = user_assigned.first().map_or_else(String::new, |name| {
        format!(", or name one of the others: -IdentityName {name} (--identity-name)")
    });
    Error::new(Code::SystemAssignedNotEnabled, format!("{machine} has no system-assigned identity. {instead}"))
        .hint(format!("Switch it on (portal > the VM > Identity > System assigned: On, or 'az vm identity assign -g <group> -n <vm>'){choose}."))
}
