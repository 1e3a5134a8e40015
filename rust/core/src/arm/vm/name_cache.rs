//! Where a name led: name to resource id and its address, for one client, and never anything of an identity.

use super::suggestions::KnownMachines;
use crate::arm::client::ArmClient;
use crate::ids::ResourceId;
use crate::limits;
use crate::sync::lock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use url::Url;

pub(super) const COMPUTE_API: &str = "2024-07-01";
const HYBRID_API: &str = "2022-12-27";

/// The ids that names led to. What a name means can change, so whoever uses an id and doesn't find it there forgets it.
#[derive(Default)]
pub(crate) struct RememberedNames {
    places: Mutex<HashMap<NameKey, Arc<Place>>>,
    /// What a name that leads nowhere may have been meant for.
    pub(super) known: KnownMachines,
}

/// A name as it was asked for, in lower case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct NameKey {
    name: String,
    group: Option<String>,
    subscription: Option<String>,
}

impl NameKey {
    pub fn new(name: &str, group: Option<&str>, subscription: Option<&str>) -> Self {
        Self {
            name: name.to_lowercase(),
            group: group.map(str::to_lowercase),
            subscription: subscription.map(str::to_lowercase),
        }
    }
}

impl RememberedNames {
    pub fn get(&self, key: &NameKey) -> Option<Arc<Place>> {
        lock(&self.places).get(key).cloned()
    }

    pub fn set(&self, key: NameKey, place: Place) {
        let mut ids = lock(&self.places);
        if ids.len() >= limits::REMEMBERED_NAMES {
            ids.clear();
        }
        ids.insert(key, Arc::new(place));
    }

    pub fn forget(&self, key: &NameKey) {
        lock(&self.places).remove(key);
    }
}

/// A machine's id, and where Resource Manager describes it.
pub(crate) struct Place {
    pub id: ResourceId,
    pub url: Url,
}

impl Place {
    pub fn of(arm: &ArmClient<'_>, id: ResourceId) -> Self {
        let is_hybrid = id.provider().eq_ignore_ascii_case("microsoft.hybridcompute");
        let version = if is_hybrid { HYBRID_API } else { COMPUTE_API };
        Self { url: arm.address(id.as_str(), &[("api-version", version)]), id }
    }
}
