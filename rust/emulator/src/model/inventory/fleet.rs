//! Machines of which a scenario gives only the number, for lists of any length.

use super::{Inventory, Resource};
use crate::guid::derived;
use crate::json::members;
use crate::model::scenario::Fleet;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Returns the machines of a fleet: in turn, with a system-assigned identity, a user-assigned one, both, and none.
pub(super) fn machines(fleet: &Fleet, inventory: &Inventory) -> Vec<Arc<Resource>> {
    const KIND: &str = "Microsoft.Compute/virtualMachines";
    let user_assigned = inventory
        .identities
        .iter()
        .find(|identity| !identity.system_assigned && !identity.person && identity.resource_id.starts_with('/'));
    let machine = |number: usize| {
        let subscription = &inventory.subscriptions[number % inventory.subscriptions.len()].id;
        let name = format!("{}{number:06}", fleet.name_prefix);
        let mut resource = Resource::new(subscription, &fleet.resource_group, KIND, &name);
        let user = user_assigned.filter(|_| matches!(number % 4, 1 | 2));
        let system = number.is_multiple_of(2);
        let kind = match (system, user) {
            (true, Some(_)) => "SystemAssigned, UserAssigned",
            (true, None) => "SystemAssigned",
            (false, Some(_)) => "UserAssigned",
            (false, None) => "None",
        };
        let mut identity = members(json!({ "type": kind }));
        if system {
            identity.insert("principalId".to_owned(), json!(derived(&resource.id)));
            identity.insert("tenantId".to_owned(), json!(inventory.tenant_id));
        }
        if let Some(user) = user {
            let ids = json!({ "principalId": user.principal_id, "clientId": user.client_id });
            let map = Map::from_iter([(user.resource_id.clone(), ids)]);
            identity.insert("userAssignedIdentities".to_owned(), Value::Object(map));
        }
        resource.identity = (kind != "None").then_some(Value::Object(identity));
        resource.properties = members(json!({ "provisioningState": "Succeeded" }));
        Arc::new(resource)
    };
    (0..fleet.count).map(machine).collect()
}
