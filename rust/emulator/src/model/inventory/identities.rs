//! Identities of resources, and their roles.

use super::builder::{Builder, Checked, ensure, guid, only};
use super::identity::Identity;
use super::role::{Assignment, Role};
use crate::guid::derived;
use crate::json::members;
use crate::model::scenario::{AssignedIdentity, ScenarioError, UserAssignedIdentity};
use serde_json::{Map, Value, json};

const USER_ASSIGNED: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";

impl Builder<'_> {
    /// Adds a user-assigned identity.
    pub(super) fn user_assigned(&mut self, at: &str, identity: &UserAssignedIdentity) -> Checked<()> {
        let place = (&identity.subscription_id, identity.resource_group.as_str());
        let index = self.resource(at, USER_ASSIGNED, place, &identity.name, &identity.location)?;
        let id = self.resources[index].id.clone();
        let ids = (&identity.principal_id, &identity.client_id);
        let added = self.identity(at, id, &identity.name, false, ids)?;
        let added = &self.identities[added];
        self.resources[index].properties = members(json!({
            "tenantId": self.scenario.tenant_id,
            "principalId": added.principal_id,
            "clientId": added.client_id,
        }));
        Ok(())
    }

    /// The person who is signed in to Cloud Shell.
    pub(super) fn person(&self) -> Checked<Identity> {
        let person = &self.scenario.hosts.cloud_shell;
        guid("hosts.cloudShell.objectId", &person.object_id)?;
        Ok(Identity {
            resource_id: String::new(),
            system_assigned: false,
            person: true,
            name: person.user_principal_name.clone(),
            principal_id: person.object_id.clone(),
            // The application through which Cloud Shell signs people in.
            client_id: "b677c290-cf4b-4a8e-a60e-91ba650a4abe".to_owned(),
        })
    }

    /// Assigns a resource its identities.
    pub(super) fn assign(&mut self, at: &str, resource: usize, assigned: Option<&AssignedIdentity>) -> Checked<()> {
        let Some(assigned) = assigned else {
            return Ok(());
        };
        let at = format!("{at}.identity");
        let owner = &self.resources[resource];
        let (id, name) = (owner.id.clone(), owner.name.clone());
        let has_ids = assigned.principal_id.is_some() || assigned.client_id.is_some();
        ensure(assigned.system_assigned || !has_ids, &at, "has ids, but systemAssigned isn't true")?;
        let ids = (&assigned.principal_id, &assigned.client_id);
        let system = assigned.system_assigned.then(|| self.identity(&at, id, &name, true, ids)).transpose()?;
        let mut user = Vec::new();
        let mut map = Map::new();
        for (number, named) in assigned.user_assigned.iter().enumerate() {
            let at = format!("{at}.userAssigned[{number}]");
            let index = self.find(&at, named, |identity| !identity.system_assigned)?;
            let found = &self.identities[index];
            map.insert(
                found.resource_id.clone(),
                json!({ "clientId": found.client_id, "principalId": found.principal_id }),
            );
            user.push(index);
        }
        let kind = match (system.is_some(), user.is_empty()) {
            (true, true) => "SystemAssigned",
            (true, false) => "SystemAssigned, UserAssigned",
            (false, false) => "UserAssigned",
            (false, true) => "None",
        };
        let mut object = members(json!({ "type": kind }));
        if let Some(system) = system {
            let principal_id = json!(self.identities[system].principal_id);
            object.insert("principalId".to_owned(), principal_id);
            object.insert("tenantId".to_owned(), json!(self.scenario.tenant_id));
        }
        if !map.is_empty() {
            object.insert("userAssignedIdentities".to_owned(), Value::Object(map));
        }
        let resource = &mut self.resources[resource];
        resource.identity = Some(Value::Object(object));
        resource.system_assigned = system;
        resource.user_assigned = user;
        Ok(())
    }

    /// Adds an identity, and derives the ids that aren't given.
    fn identity(
        &mut self,
        at: &str,
        resource_id: String,
        name: &str,
        system_assigned: bool,
        (principal_id, client_id): (&Option<String>, &Option<String>),
    ) -> Checked<usize> {
        let id = |given: &Option<String>, kind: &str| {
            let derived = || derived(&format!("{kind} of {resource_id}"));
            given.clone().unwrap_or_else(derived)
        };
        let (principal_id, client_id) = (id(principal_id, "principal"), id(client_id, "client"));
        guid(&format!("{at}.principalId"), &principal_id)?;
        guid(&format!("{at}.clientId"), &client_id)?;
        let taken = |identity: &Identity| {
            identity.principal_id.eq_ignore_ascii_case(&principal_id)
                || identity.client_id.eq_ignore_ascii_case(&client_id)
        };
        let what = "another identity has the same principalId or clientId";
        ensure(!self.identities.iter().any(taken), at, what)?;
        self.identities.push(Identity {
            resource_id,
            system_assigned,
            person: false,
            name: name.to_owned(),
            principal_id,
            client_id,
        });
        Ok(self.identities.len() - 1)
    }

    /// Finds the only identity with this principal id, resource id or name.
    fn find(&self, at: &str, named: &str, eligible: impl Fn(&Identity) -> bool) -> Checked<usize> {
        let is_called = |identity: &Identity| {
            let ids = [&identity.principal_id, &identity.resource_id, &identity.name];
            ids.iter().any(|id| id.eq_ignore_ascii_case(named))
        };
        let is_it = |place: &usize| eligible(&self.identities[*place]) && is_called(&self.identities[*place]);
        only((0..self.identities.len()).filter(is_it), at, "identity", named)
    }

    /// The role assignments.
    pub(super) fn assignments(&self) -> Checked<Vec<Assignment>> {
        let mut assignments = Vec::new();
        for (at, assignment) in self.scenario.role_assignments.iter().enumerate() {
            let at = format!("roleAssignments[{at}]");
            let principal = self.find(&format!("{at}.principal"), &assignment.principal, |_| true)?;
            let role = Role::named(&assignment.role).ok_or_else(|| {
                let known = Role::ALL.map(|(name, ..)| name).join(", ");
                let what = format!("'{}' isn't one of {known}", assignment.role);
                ScenarioError::new(format!("{at}.role"), what)
            })?;
            let first = &self.scenario.subscriptions[0].subscription_id;
            let scope = assignment.scope.clone();
            let scope = scope.unwrap_or_else(|| format!("/subscriptions/{first}"));
            let what = format!("'{scope}' must start with a slash");
            ensure(scope.starts_with('/'), format!("{at}.scope"), what)?;
            assignments.push(Assignment {
                principal_id: self.identities[principal].principal_id.clone(),
                role,
                scope: scope.trim_end_matches('/').to_owned(),
            });
        }
        Ok(assignments)
    }
}
