//! An entry of a list of machines. Services write odd ones now and then, and one must not spoil the others.

use super::Resource;
use super::identity_object::{IdentityObject, UserAssigned};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An entry as it could be read.
pub(crate) enum Row {
    /// As it should be, or with odd parts that say nothing.
    Whole(Resource),
    /// Its machine is known, its identity can't be read.
    WithoutIdentity(Resource),
    /// It doesn't say which machine it is.
    Lost,
}

impl Row {
    /// The machine, if the entry says which it is.
    pub fn resource(self) -> Option<Resource> {
        match self {
            Self::Whole(resource) | Self::WithoutIdentity(resource) => Some(resource),
            Self::Lost => None,
        }
    }

    /// Its id.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Whole(resource) | Self::WithoutIdentity(resource) => Some(&resource.id),
            Self::Lost => None,
        }
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        // Nearly every entry is as it should be, and read without a detour.
        Ok(match serde_json::from_str::<Resource>(raw.get()) {
            Ok(resource) => Self::Whole(resource),
            Err(_) => odd(raw.get()),
        })
    }
}

/// What an odd entry does say.
fn odd(text: &str) -> Row {
    let Ok(Value::Object(fields)) = serde_json::from_str(text) else {
        return Row::Lost;
    };
    let Some(id) = text_of(&fields, "id") else {
        return Row::Lost;
    };
    let unread = || (Some(IdentityObject::unread()), false);
    let (identity, is_read) = match fields.get("identity") {
        None | Some(Value::Null) => (None, true),
        Some(Value::String(text)) if text.trim().is_empty() => (None, true),
        Some(Value::Object(identity)) => (Some(identity_of(identity)), true),
        // Written as text that is an object.
        Some(Value::String(text)) => match serde_json::from_str(text) {
            Ok(Value::Object(identity)) => (Some(identity_of(&identity)), true),
            _ => unread(),
        },
        Some(_) => unread(),
    };
    let resource = Resource { id, name: text_of(&fields, "name"), identity };
    if is_read { Row::Whole(resource) } else { Row::WithoutIdentity(resource) }
}

fn identity_of(fields: &Map<String, Value>) -> IdentityObject {
    // Extended one by one: to collect would sort first, by a sort that nothing else here needs.
    let mut assigned = BTreeMap::new();
    match fields.get("userAssignedIdentities") {
        Some(Value::Object(map)) => assigned.extend(map.iter().map(|(id, details)| {
            let details = details.as_object().map(|details| UserAssigned {
                principal_id: text_of(details, "principalId"),
                client_id: text_of(details, "clientId"),
            });
            (id.clone(), details)
        })),
        Some(Value::Array(ids)) => {
            let ids = ids.iter().filter_map(Value::as_str);
            assigned.extend(ids.map(|id| (id.to_owned(), None)));
        }
        _ => {}
    }
    IdentityObject {
        kind: text_of(fields, "type"),
        principal_id: text_of(fields, "principalId"),
        tenant_id: text_of(fields, "tenantId"),
        user_assigned_identities: Some(assigned),
    }
}

fn text_of(fields: &Map<String, Value>, name: &str) -> Option<String> {
    fields.get(name)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests;
