//! An entry of a list of machines. Services sometimes write malformed ones, which must not affect others.

use super::Resource;
use super::identity_object::{IdentityObject, UserAssigned};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// An entry, as far as it could be read.
#[derive(Default)]
pub(crate) struct Row {
    /// The machine; `None` if the entry doesn't name it.
    pub machine: Option<Resource>,
    /// Whether the machine's identity has an unknown form.
    pub is_identity_unread: bool,
}

impl Row {
    /// The id of the machine.
    pub fn id(&self) -> Option<&str> {
        self.machine.as_ref().map(|machine| machine.id.as_str())
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        // Nearly all entries are well-formed and parsed directly.
        Ok(match serde_json::from_str(raw.get()) {
            Ok(machine) => Self { machine: Some(machine), is_identity_unread: false },
            Err(_) => odd(raw.get()),
        })
    }
}

/// Reads what it can of a malformed entry.
fn odd(text: &str) -> Row {
    let entry: Value = serde_json::from_str(text).unwrap_or_default();
    let Some(id) = text_of(&entry, "id") else {
        return Row::default();
    };
    // The identity may be JSON in a text.
    let identity = match &entry["identity"] {
        Value::String(text) if !text.trim().is_empty() => serde_json::from_str(text).unwrap_or(Value::Bool(false)),
        Value::String(_) => Value::Null,
        other => other.clone(),
    };
    let (identity, is_identity_unread) = match &identity {
        Value::Null => (None, false),
        Value::Object(_) => (Some(identity_of(&identity)), false),
        // Only the identity itself can say whether there is one.
        _ => (Some(IdentityObject { kind: Some("SystemAssigned".to_owned()), ..IdentityObject::default() }), true),
    };
    Row { machine: Some(Resource { id, name: text_of(&entry, "name"), identity }), is_identity_unread }
}

fn identity_of(identity: &Value) -> IdentityObject {
    let of_assigned = |details: &Value| UserAssigned {
        principal_id: text_of(details, "principalId"),
        client_id: text_of(details, "clientId"),
    };
    // Inserted one by one: `collect` would bring in a sort algorithm that nothing else needs.
    let mut assigned = BTreeMap::new();
    match &identity["userAssignedIdentities"] {
        Value::Object(map) => assigned.extend(map.iter().map(|(id, details)| (id.clone(), Some(of_assigned(details))))),
        Value::Array(ids) => assigned.extend(ids.iter().filter_map(|id| Some((id.as_str()?.to_owned(), None)))),
        _ => {}
    }
    IdentityObject {
        kind: text_of(identity, "type"),
        principal_id: text_of(identity, "principalId"),
        tenant_id: text_of(identity, "tenantId"),
        user_assigned_identities: Some(assigned),
    }
}

fn text_of(object: &Value, name: &str) -> Option<String> {
    object[name].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests;
