//! Where a name led: name to resource id, for one client, and never anything of an identity.

use super::suggestions::KnownMachines;
use crate::ids::ResourceId;
use crate::limits;
use crate::sync::lock;
use std::collections::HashMap;
use std::sync::Mutex;

/// A name, its group and subscription as they were asked for, in lower case.
pub(super) type NameKey = [Option<String>; 3];

/// The ids that names led to. What a name means can change, so whoever uses an id and doesn't find it there forgets it.
#[derive(Default)]
pub(crate) struct RememberedNames {
    ids: Mutex<HashMap<NameKey, ResourceId>>,
    /// What a name that leads nowhere may have been meant for.
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
