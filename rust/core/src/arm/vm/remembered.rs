//! Where a name led: name to resource id, for one client, and never anything of an identity.

use crate::limits;
use crate::shared::lock;
use std::collections::HashMap;
use std::sync::Mutex;

/// The ids that names led to. What a name means can change, so whoever uses an id and doesn't find it there forgets it.
#[derive(Default)]
pub(crate) struct RememberedNames(Mutex<HashMap<Asked, String>>);

/// A name as it was asked for, in lower case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Asked {
    name: String,
    group: Option<String>,
    subscription: Option<String>,
}

impl Asked {
    pub fn new(name: &str, group: Option<&str>, subscription: Option<&str>) -> Self {
        Self {
            name: name.to_lowercase(),
            group: group.map(str::to_lowercase),
            subscription: subscription.map(str::to_lowercase),
        }
    }
}

impl RememberedNames {
    pub fn get(&self, asked: &Asked) -> Option<String> {
        lock(&self.0).get(asked).cloned()
    }

    pub fn set(&self, asked: Asked, id: &str) {
        let mut ids = lock(&self.0);
        if ids.len() >= limits::REMEMBERED_NAMES {
            ids.clear();
        }
        ids.insert(asked, id.to_owned());
    }

    pub fn forget(&self, asked: &Asked) {
        lock(&self.0).remove(asked);
    }
}
