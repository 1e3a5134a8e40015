//! Where a name led: name to resource id and its address, for one client, and never anything of an identity.

use super::lookup::Place;
use super::nearest::KnownMachines;
use crate::limits;
use crate::sync::lock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// The ids that names led to. What a name means can change, so whoever uses an id and doesn't find it there forgets it.
#[derive(Default)]
pub(crate) struct RememberedNames {
    places: Mutex<HashMap<Asked, Arc<Place>>>,
    /// What a name that leads nowhere may have been meant for.
    pub(super) known: KnownMachines,
}

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
    pub fn get(&self, asked: &Asked) -> Option<Arc<Place>> {
        lock(&self.places).get(asked).cloned()
    }

    pub fn set(&self, asked: Asked, place: Place) {
        let mut ids = lock(&self.places);
        if ids.len() >= limits::REMEMBERED_NAMES {
            ids.clear();
        }
        ids.insert(asked, Arc::new(place));
    }

    pub fn forget(&self, asked: &Asked) {
        lock(&self.places).remove(asked);
    }
}
