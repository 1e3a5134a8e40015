//! An inventory under construction.

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
    /// The machines that the Instance Metadata Service could represent.
    pub(super) machines: Vec<Machine>,
}

impl Builder<'_> {
    /// Adds a resource of the scenario and returns its index in the list. `name` holds the names of its parent resources and its own,
    /// separated by slashes.
    pub(super) fn resource(
        &mut self,
        at: &str,
        kind: &str,
        (subscription, group): (&Option<String>, &str),
        name: &str,
        location: &Option<String>,
    ) -> Checked<usize> {
        let first = &self.scenario.subscriptions[0].subscription_id;
        let subscription = subscription.as_ref().unwrap_or(first);
        let mut known = self.scenario.subscriptions.iter();
        ensure(
            known.any(|known| known.subscription_id.eq_ignore_ascii_case(subscription)),
            format!("{at}.subscriptionId"),
            format!("'{subscription}' is not among subscriptions"),
        )?;
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
        if let Some(location) = location {
            resource.location.clone_from(location);
        }
        let is_same = |other: &Resource| other.id.eq_ignore_ascii_case(&resource.id);
        let is_new = !self.resources.iter().any(is_same);
        ensure(is_new, at, format!("{} appears twice", resource.id))?;
        self.resources.push(resource);
        Ok(self.resources.len() - 1)
    }
}

/// Returns the index of the only match.
pub(super) fn only(mut found: impl Iterator<Item = usize>, at: &str, what: &str, named: &str) -> Checked<usize> {
    match (found.next(), found.next()) {
        (Some(place), None) => Ok(place),
        (None, _) => Err(ScenarioError::new(at, format!("no {what} is called '{named}'"))),
        (Some(_), Some(_)) => Err(ScenarioError::new(at, format!("several are called '{named}': give an id"))),
    }
}

/// Rejects text that isn't a GUID.
pub(super) fn guid(at: &str, text: &str) -> Checked<()> {
    ensure(is_guid(text), at, format!("'{text}' isn't a GUID"))
}

/// Rejects the scenario unless a condition holds. `at` is the location of the error, and `what` its description.
pub(super) fn ensure(holds: bool, at: impl Into<String>, what: impl Into<String>) -> Checked<()> {
    if holds { Ok(()) } else { Err(ScenarioError::new(at, what)) }
}
