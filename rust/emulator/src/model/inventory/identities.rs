//! Identities of resources, and what they may do.

use super::builder::{Builder, Checked, Placement, guid};
use super::identity::Identity;
use super::role::{Assignment, Role};
use crate::guid::derived;
use crate::model::scenario::{AssignedIdentity, ScenarioError, UserAssignedIdentity};
use serde_json::{Map, Value, json};

const USER_ASSIGNED: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";

impl Builder<'_> {
    /// Adds a user-assigned identity.
    pub(super) fn user_assigned(
        &mut self,
        at: &str,
        identity: &UserAssignedIdentity,
    ) -> Checked<()> {
        let place = Placement {
            kind: USER_ASSIGNED,
            subscription: &identity.subscription_id,
            group: &identity.resource_group,
            name: &identity.name,
            location: &identity.location,
        };
        let index = self.resource(at, place)?;
        let id = self.resources[index].id.clone();
        let added = self.identity(
            at,
            id,
            &identity.name,
            false,
            &identity.principal_id,
            &identity.client_id,
        )?;
        let added = &self.identities[added];
        let properties = [
            ("tenantId", &self.scenario.tenant_id),
            ("principalId", &added.principal_id),
            ("clientId", &added.client_id),
        ];
        self.resources[index].properties = properties
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Value::from(value.as_str())))
            .collect();
        Ok(())
    }

    /// The person whom Cloud Shell speaks for.
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

    /// Gives a resource its identities.
    pub(super) fn assign(
        &mut self,
        at: &str,
        resource: usize,
        assigned: Option<&AssignedIdentity>,
    ) -> Checked<()> {
        let Some(assigned) = assigned else {
            return Ok(());
        };
        let at = format!("{at}.identity");
        let (id, name) = (
            self.resources[resource].id.clone(),
            self.resources[resource].name.clone(),
        );
        if !assigned.system_assigned
            && (assigned.principal_id.is_some() || assigned.client_id.is_some())
        {
            return Err(ScenarioError::new(
                at,
                "has ids, but systemAssigned isn't true",
            ));
        }
        let system = match assigned.system_assigned {
            true => Some(self.identity(
                &at,
                id,
                &name,
                true,
                &assigned.principal_id,
                &assigned.client_id,
            )?),
            false => None,
        };
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
        let mut object = Map::from_iter([("type".to_owned(), Value::from(kind))]);
        if let Some(system) = system {
            object.insert(
                "principalId".to_owned(),
                Value::from(self.identities[system].principal_id.as_str()),
            );
            object.insert(
                "tenantId".to_owned(),
                Value::from(self.scenario.tenant_id.as_str()),
            );
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

    pub(super) fn identity(
        &mut self,
        at: &str,
        resource_id: String,
        name: &str,
        system_assigned: bool,
        principal_id: &Option<String>,
        client_id: &Option<String>,
    ) -> Checked<usize> {
        let principal_id = principal_id
            .clone()
            .unwrap_or_else(|| derived(&format!("principal of {resource_id}")));
        let client_id = client_id
            .clone()
            .unwrap_or_else(|| derived(&format!("client of {resource_id}")));
        guid(&format!("{at}.principalId"), &principal_id)?;
        guid(&format!("{at}.clientId"), &client_id)?;
        let taken = |identity: &Identity| {
            identity.principal_id.eq_ignore_ascii_case(&principal_id)
                || identity.client_id.eq_ignore_ascii_case(&client_id)
        };
        if self.identities.iter().any(taken) {
            return Err(ScenarioError::new(
                at,
                "another identity has the same principalId or clientId",
            ));
        }
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

    /// The one identity that `named` means: by principal id, resource id or name.
    pub(super) fn find(
        &self,
        at: &str,
        named: &str,
        eligible: impl Fn(&Identity) -> bool,
    ) -> Checked<usize> {
        let means = |identity: &Identity| {
            [
                &identity.principal_id,
                &identity.resource_id,
                &identity.name,
            ]
            .iter()
            .any(|text| text.eq_ignore_ascii_case(named))
        };
        let mut found = self
            .identities
            .iter()
            .enumerate()
            .filter(|(_, identity)| eligible(identity) && means(identity));
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Ok(index),
            (None, _) => Err(ScenarioError::new(
                at,
                format!("no identity is called '{named}'"),
            )),
            (Some(_), Some(_)) => Err(ScenarioError::new(
                at,
                format!("several identities are called '{named}': give an id"),
            )),
        }
    }

    pub(super) fn assignments(&self) -> Checked<Vec<Assignment>> {
        let mut assignments = Vec::new();
        for (at, assignment) in self.scenario.role_assignments.iter().enumerate() {
            let at = format!("roleAssignments[{at}]");
            let principal =
                self.find(&format!("{at}.principal"), &assignment.principal, |_| true)?;
            let role = Role::named(&assignment.role).ok_or_else(|| {
                let known = Role::ALL.map(|(name, _)| name).join(", ");
                ScenarioError::new(
                    format!("{at}.role"),
                    format!("'{}' is none of {known}", assignment.role),
                )
            })?;
            let first = || {
                format!(
                    "/subscriptions/{}",
                    self.scenario.subscriptions[0].subscription_id
                )
            };
            let scope = assignment.scope.clone().unwrap_or_else(first);
            if !scope.starts_with('/') {
                return Err(ScenarioError::new(
                    format!("{at}.scope"),
                    format!("'{scope}' must start with a slash"),
                ));
            }
            assignments.push(Assignment {
                principal_id: self.identities[principal].principal_id.clone(),
                role,
                scope: scope.trim_end_matches('/').to_owned(),
            });
        }
        Ok(assignments)
    }
}
