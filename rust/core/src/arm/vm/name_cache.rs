//! Caches the resource ids of names for one client, but no data of identities.

use super::suggestions::KnownMachines;
use crate::ids::ResourceId;
use crate::limits;
use crate::sync::lock;
use std::collections::HashMap;
use std::sync::Mutex;

/// A name with the requested group and subscription, in lower case.
pub(super) type NameKey = [Option<String>; 3];

/// The resource ids of names. A name can get another id, so an id that isn't found is removed.
#[derive(Default)]
pub(crate) struct RememberedNames {
    ids: Mutex<HashMap<NameKey, ResourceId>>,
    /// The machines that an unknown name may mean.
    pub(super) known: KnownMachines,
}

impl RememberedNames {
    pub fn get(&self, key: &NameKey) -> Option<ResourceId> {
        lock(&self.ids).get(key).cloned()
    }

    pub fn set(&self, key: NameKey, id: ResourceId) {
        let mut ids = lock(&self.ids);
        if ids.len() >= limits::REMEMBERED_NAMES {
            ids.clear();
        }
        ids.insert(key, id);
    }

    pub fn forget(&self, key: &NameKey) {
        lock(&self.ids).remove(key);
    }
}
