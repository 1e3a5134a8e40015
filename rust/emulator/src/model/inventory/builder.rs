//! An inventory that is being built.

use super::identity::Identity;
use super::machine::Machine;
use super::resource::Resource;
use crate::guid::is_guid;
use crate::model::scenario::{Scenario, ScenarioError};

/// The result of a check.
pub(super) type Checked<T> = Result<T, ScenarioError>;

/// The inventory so far.
pub(super) struct Builder<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) identities: Vec<Identity>,
    pub(super) resources: Vec<Resource>,
    /// What the Instance Metadata Service could speak for.
    pub(super) machines: Vec<Machine>,
}

/// What a resource is and where, as the scenario says it.
pub(super) struct Placement<'a> {
    pub(super) kind: &'a str,
    pub(super) subscription: &'a Option<String>,
    pub(super) group: &'a str,
    /// The names of the resources around it and its own, with slashes between.
    pub(super) name: &'a str,
    pub(super) location: &'a Option<String>,
}

impl Builder<'_> {
    /// Adds a resource; its place in the list is returned.
    pub(super) fn resource(&mut self, at: &str, placement: Placement<'_>) -> Checked<usize> {
        let first = &self.scenario.subscriptions[0].subscription_id;
        let subscription = placement.subscription.as_ref().unwrap_or(first);
        let mut known = self.scenario.subscriptions.iter();
        ensure(
            known.any(|known| known.subscription_id.eq_ignore_ascii_case(subscription)),
            format!("{at}.subscriptionId"),
            format!("'{subscription}' is not among subscriptions"),
        )?;
        let Placement { kind, group, name, .. } = placement;
        let kinds = kind.split('/').collect::<Vec<_>>();
        let is_kind = kinds.len() > 1 && kinds.iter().all(|part| !part.is_empty());
        ensure(is_kind, format!("{at}.type"), "must look like Namespace/type")?;
        let names = name.split('/').collect::<Vec<_>>();
        let is_name = names.len() == kinds.len() - 1 && names.iter().all(|name| !name.is_empty());
        let what = format!("'{name}' isn't the name of a {kind}");
        ensure(is_name, format!("{at}.name"), what)?;
        let is_group = !group.is_empty() && !group.contains('/');
        ensure(is_group, format!("{at}.resourceGroup"), format!("'{group}' isn't a name"))?;
        let mut resource = Resource::new(subscription, group, kind, name);
        if let Some(location) = placement.location {
            resource.location.clone_from(location);
        }
        let is_same = |other: &Resource| other.id.eq_ignore_ascii_case(&resource.id);
        let is_new = !self.resources.iter().any(is_same);
        ensure(is_new, at, format!("{} appears twice", resource.id))?;
        self.resources.push(resource);
        Ok(self.resources.len() - 1)
    }
}

/// Refuses what isn't a GUID.
pub(super) fn guid(at: &str, text: &str) -> Checked<()> {
    ensure(is_guid(text), at, format!("'{text}' isn't a GUID"))
}

/// Refuses the scenario unless a condition holds: `at` says where, and `what` what is wrong there.
pub(super) fn ensure(holds: bool, at: impl Into<String>, what: impl Into<String>) -> Checked<()> {
    if holds { Ok(()) } else { Err(ScenarioError::new(at, what)) }
}
