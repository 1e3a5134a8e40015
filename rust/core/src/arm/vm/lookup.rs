//! Finds a machine by its resource id, in its resource group, or by its name alone.

use super::searched_subscriptions::{SearchedSubscriptions, is_about_subscription};
use super::{RememberedNames, Resource, Row, Target, VmIdentity};
use crate::arm::client::{ArmClient, RESOURCES_API, SUBSCRIPTIONS_API};
use crate::error::{Code, Error, Result, quote};
use crate::event::Event;
use crate::ids::{ResourceId, is_guid};
use crate::url_text;
use serde_json::Value;

const COMPUTE_API: &str = "2024-07-01";
const HYBRID_API: &str = "2022-12-27";

/// A machine that was found.
pub(crate) struct Found {
    /// The machine.
    pub machine: VmIdentity,
    /// Whether it has a system-assigned identity according to the service, even if its ids are missing.
    pub says_system_assigned: bool,
}

/// Finds a machine and reads its identities.
///
/// `own` is the subscription of this machine or of the client, which is searched first.
pub(crate) async fn find(
    arm: &ArmClient<'_>,
    names: &RememberedNames,
    target: &Target,
    own: Option<&str>,
) -> Result<Found> {
    let machine = match target {
        Target::Id(id) => match read(arm, id).await {
            Err(error) if error.code() == Code::ResourceNotFound => {
                let subscription = [id.subscription().to_owned()];
                return Err(names.known.advise(arm, id.name(), id.resource_group(), &subscription, error).await);
            }
            other => other?,
        },
        Target::Name { name, group, subscription } => {
            let sought = Sought { name, group: group.as_deref(), named: subscription.as_deref(), own, names };
            sought.find(arm).await?
        }
    };
    let id = machine.id.clone();
    let says_system_assigned = machine.says_system_assigned();
    let machine = machine.into_identity().ok_or_else(|| unreadable(&id))?;
    Ok(Found { machine, says_system_assigned })
}

fn unreadable(id: &str) -> Error {
    Error::new(Code::BadResponse, format!("The id of the machine can't be read: '{}'", quote::quoted(id)))
        .hint("Try again. If it keeps happening, report it.")
}

/// Reads a machine. An instance of a uniform scale set has the identities of its set (`protocols.md`, 5.3).
async fn read(arm: &ArmClient<'_>, id: &ResourceId) -> Result<Resource> {
    let is_hybrid = id.provider().eq_ignore_ascii_case("microsoft.hybridcompute");
    let mut machine = one(arm, id.as_str(), if is_hybrid { HYBRID_API } else { COMPUTE_API }).await?;
    if machine.identity.is_none()
        && let Some(set) = id.scale_set()
    {
        machine.identity = one(arm, set, COMPUTE_API).await?.identity;
    }
    Ok(machine)
}

async fn one(arm: &ArmClient<'_>, id: &str, version: &str) -> Result<Resource> {
    let row: Row = arm.get(id, &[("api-version", version)]).await?;
    let machine = row.machine.ok_or_else(|| unreadable(""))?;
    if row.is_identity_unread {
        arm.call.emit(Event::Warning {
            text: format!("The identity of {} can't be read: it is not of a known form.", quote::quoted(&machine.id)),
        });
    }
    if is_another(&machine, id) {
        let asked = arm.address(id, &[]);
        return Err(Error::new(
            Code::BadResponse,
            format!(
                "The answer of {} is about another machine: {}",
                url_text::shown(&asked),
                quote::quoted(&machine.id)
            ),
        )
        .hint("A proxy or cache on the way may have mixed up its answers: check HTTPS_PROXY, and try again."));
    }
    Ok(machine)
}

/// Whether the response is about another machine. Only the name is compared, because the rest of an id is written in several
/// ways.
fn is_another(machine: &Resource, asked: &str) -> bool {
    let name = asked.rsplit('/').next().filter(|name| name.is_ascii());
    let id = ResourceId::parse(&machine.id);
    name.zip(id).is_some_and(|(asked, id)| !asked.eq_ignore_ascii_case(id.name()))
}

/// A name, and where to search for it.
struct Sought<'a> {
    name: &'a str,
    group: Option<&'a str>,
    /// The subscription that the caller named.
    named: Option<&'a str>,
    /// The subscription to try first.
    own: Option<&'a str>,
    names: &'a RememberedNames,
}

impl Sought<'_> {
    async fn find(&self, arm: &ArmClient<'_>) -> Result<Resource> {
        let names = self.names;
        let key = [Some(self.name), self.group, self.named].map(|part| part.map(str::to_lowercase));
        if let Some(id) = names.get(&key) {
            match read(arm, &id).await {
                Err(error) if error.http_status() == Some(404) => names.forget(&key),
                other => return other,
            }
        }
        let found = match (self.group, self.named.or(self.own)) {
            (Some(group), Some(subscription)) => self.in_group(arm, group, subscription).await,
            _ => self.by_name(arm).await,
        }?;
        if let Some(id) = ResourceId::parse(&found.id) {
            names.set(key, id);
        }
        Ok(found)
    }

    /// Searches the named subscription, or the own one and then all others.
    async fn in_group(&self, arm: &ArmClient<'_>, group: &str, subscription: &str) -> Result<Resource> {
        let id = format!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{}",
            self.name
        );
        let error = match one(arm, &id, COMPUTE_API).await {
            Err(error) if error.http_status() == Some(404) => error,
            // The own subscription was only a guess.
            Err(error) if self.named.is_none() && is_about_subscription(&error) => error,
            other => return other,
        };
        let elsewhere = if self.named.is_none() {
            arm.call.emit(Event::Notice {
                text: format!(
                    "{group}/{} is not in the subscription {subscription}; searching all readable ones.",
                    self.name
                ),
            });
            self.by_name(arm).await
        } else if error.code() == Code::ResourceNotFound {
            // It may be an Arc-enabled server.
            self.by_name(arm).await
        } else {
            Err(error.clone())
        };
        match elsewhere {
            Err(e) if e.code() == Code::VmNotFound && error.http_status() != Some(404) => {
                Err(error.led_by(e.message()))
            }
            Err(e) if e.code() == Code::VmNotFound && error.code() == Code::ResourceNotFound => {
                Err(e.with_answer_of(&error))
            }
            // A missing group is more specific than a missing machine.
            Err(e) if e.code() == Code::VmNotFound || e.code() == error.code() => {
                let is_there = |machine: &ResourceId| machine.subscription().eq_ignore_ascii_case(subscription);
                let known = &self.names.known;
                Err(known.advise_by(arm, group, error, |id| is_there(id).then(|| id.resource_group())?).await)
            }
            other => other,
        }
    }

    async fn by_name(&self, arm: &ArmClient<'_>) -> Result<Resource> {
        let mut subscriptions = SearchedSubscriptions::default();
        if let Some(named) = self.named {
            let found = self.search(arm, named).await?;
            subscriptions.searched.push(named.to_owned());
            return self.exactly_one(arm, found, subscriptions).await;
        }
        if let Some(own) = self.own {
            let found = subscriptions.note(arm, own, self.search(arm, own).await)?;
            if !found.is_empty() {
                return self.exactly_one(arm, found, subscriptions).await;
            }
        }
        let readable = other_subscriptions(arm, self.own).await?;
        if readable.is_empty() && self.own.is_none() {
            return Err(Error::new(Code::NoReadableSubscription, "The identity can see no subscription, so nothing can be searched.")
                .hint("Give the identity the role Reader at a subscription, a resource group or the VM; or give -ResourceId (--vm-id) to ask for one machine directly."));
        }
        let total = readable.len() as u64;
        let mut found = Vec::new();
        for (done, subscription) in readable.into_iter().enumerate() {
            arm.call.emit(Event::Progress {
                activity: format!("Searching {} in the readable subscriptions", self.name),
                done: done as u64,
                total,
            });
            let there = self.search(arm, &subscription).await;
            found.extend(subscriptions.note(arm, &subscription, there)?);
        }
        self.exactly_one(arm, found, subscriptions).await
    }

    /// The machines of this name in a subscription. Disks, network interfaces and so on may have the same name, so the type
    /// decides.
    async fn search(&self, arm: &ArmClient<'_>, subscription: &str) -> Result<Vec<Resource>> {
        let mut filter = format!("name eq '{}'", self.name.replace('\'', "''"));
        if let Some(group) = self.group {
            filter = format!("resourceGroup eq '{}' and {filter}", group.replace('\'', "''"));
        }
        let path = format!("/subscriptions/{subscription}/resources");
        let query = [("$filter", filter.as_str()), ("api-version", RESOURCES_API)];
        let all: Vec<Row> = arm.list(&path, &query).await?;
        let is_named_machine = |resource: &Resource| {
            ResourceId::parse(&resource.id).is_some_and(|id| {
                id.name().eq_ignore_ascii_case(self.name)
                    && (id.is("microsoft.compute/virtualmachines") || id.is("microsoft.hybridcompute/machines"))
            })
        };
        let mut found: Vec<Resource> = Vec::new();
        for machine in all.into_iter().filter_map(|row| row.machine).filter(is_named_machine) {
            // The same machine may be listed twice, with ids in different cases.
            if !found.iter().any(|known| known.id.eq_ignore_ascii_case(&machine.id)) {
                found.push(machine);
            }
        }
        Ok(found)
    }

    async fn exactly_one(
        &self,
        arm: &ArmClient<'_>,
        mut found: Vec<Resource>,
        subscriptions: SearchedSubscriptions,
    ) -> Result<Resource> {
        let name = self.name;
        if found.len() > 1 {
            let ids: Vec<_> = found.iter().map(|resource| resource.id.as_str()).collect();
            return Err(Error::new(Code::AmbiguousName, format!("{} machines are named {name}: {}", ids.len(), ids.join(", ")))
                .hint("Say which one: -ResourceGroupName (--resource-group), -SubscriptionId (--subscription) or -ResourceId (--vm-id)."));
        }
        if let Some(one) = found.pop() {
            return Ok(one);
        }
        let searched = &subscriptions.searched;
        let mut error = not_found(name, self.group, &searched.join(", "));
        if !searched.is_empty() {
            error = self.names.known.advise(arm, name, self.group, searched, error).await;
        }
        Err(subscriptions.explain(error))
    }
}

/// The error that the identity sees no such machine.
pub(crate) fn not_found(name: &str, group: Option<&str>, searched: &str) -> Error {
    let place = group.map_or_else(String::new, |g| format!(" in the resource group {g}"));
    Error::new(Code::VmNotFound, format!("No machine named {name}{place} can be seen. Searched subscriptions: {searched}."))
        .hint("Check the name. An identity finds only what it may read: give it the role Reader at the VM, its resource group or its subscription.")
}

/// The subscriptions that the identity can read, without the own one.
async fn other_subscriptions(arm: &ArmClient<'_>, own: Option<&str>) -> Result<Vec<String>> {
    // A malformed entry must not affect others.
    let entries: Vec<Value> = arm.list("/subscriptions", &[("api-version", SUBSCRIPTIONS_API)]).await?;
    let mut ids: Vec<String> = Vec::new();
    for entry in &entries {
        let is_deleted = entry["state"].as_str().is_some_and(|state| state.eq_ignore_ascii_case("Deleted"));
        let id = entry["subscriptionId"].as_str().unwrap_or_default();
        let is_known = ids.iter().map(String::as_str).chain(own).any(|known| known.eq_ignore_ascii_case(id));
        if !is_deleted && is_guid(id) && !is_known {
            ids.push(id.to_owned());
        }
    }
    Ok(ids)
}
