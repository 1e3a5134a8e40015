//! Resources and their ids.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A resource.
#[derive(Default)]
pub struct Resource {
    /// Its id.
    pub id: String,
    /// Its subscription's id.
    pub subscription_id: String,
    /// Its resource group.
    pub group: String,
    /// Its type, such as `Microsoft.Compute/virtualMachines`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its region.
    pub location: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The `identity` member of Resource Manager's responses.
    pub identity: Option<Value>,
    /// The index of its system-assigned identity in [`super::Inventory::identities`].
    pub system_assigned: Option<usize>,
    /// The indexes of its user-assigned identities.
    pub user_assigned: Vec<usize>,
    /// Additional members.
    pub members: Map<String, Value>,
    /// Its properties.
    pub properties: Map<String, Value>,
}

/// The default region.
pub const REGION: &str = "westeurope";

impl Resource {
    /// Creates a resource with its id and nothing else.
    pub fn new(subscription: &str, group: &str, kind: &str, name: &str) -> Self {
        Self {
            id: resource_id(subscription, group, kind, name),
            subscription_id: subscription.to_owned(),
            group: group.to_owned(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            location: REGION.to_owned(),
            ..Self::default()
        }
    }

    /// Whether `named` is its name or its id.
    pub fn is_called(&self, named: &str) -> bool {
        self.name.eq_ignore_ascii_case(named) || self.id.eq_ignore_ascii_case(named)
    }
}

/// Returns the id of a resource. `kind` and `name` have one part for each level of nesting.
pub fn resource_id(subscription: &str, group: &str, kind: &str, name: &str) -> String {
    let mut kinds = kind.split('/');
    let mut id =
        format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{}", kinds.next().unwrap_or_default());
    for (kind, name) in kinds.zip(name.split('/')) {
        id.push_str(&format!("/{kind}/{name}"));
    }
    id
}

/// Whether `id` is `scope` or below it.
pub fn is_within(id: &str, scope: &str) -> bool {
    id.get(..scope.len()).is_some_and(|start| start.eq_ignore_ascii_case(scope))
        && matches!(id.as_bytes().get(scope.len()), None | Some(b'/'))
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn scopes_end_at_a_slash() {
        assert!(is_within("/subscriptions/a/resourceGroups/rg1", "/subscriptions/A"));
        assert!(is_within("/subscriptions/a", "/subscriptions/a"));
        assert!(is_within("/subscriptions/a", ""));
        assert!(!is_within("/subscriptions/ab", "/subscriptions/a"));
        assert!(!is_within("/subscriptions", "/subscriptions/a"));
    }
}
