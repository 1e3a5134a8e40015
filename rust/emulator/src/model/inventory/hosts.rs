//! Which resource each identity endpoint represents.

use super::builder::{Builder, Checked, ensure};
use super::resource::{Resource, is_within};
use crate::endpoint::Endpoint;
use crate::model::scenario::ScenarioError;
use std::collections::BTreeMap;

/// Each endpoint, the scenario's member that selects its resource, and the type of that resource.
const KINDS: [(Endpoint, &str, &str); 5] = [
    (Endpoint::AppService, "appService", "Microsoft.Web/sites"),
    (Endpoint::Automation, "automation", "Microsoft.Automation/automationAccounts"),
    (Endpoint::MachineLearning, "machineLearning", "Microsoft.MachineLearningServices/workspaces"),
    (Endpoint::Arc, "arc", "Microsoft.HybridCompute/machines"),
    (Endpoint::ServiceFabric, "serviceFabric", "Microsoft.ServiceFabric"),
];

impl Builder<'_> {
    /// Returns the indexes of the resources that the endpoints represent.
    pub(super) fn hosts(&self) -> Checked<BTreeMap<Endpoint, usize>> {
        let hosts = &self.scenario.hosts;
        let is_refusal = [401, 403].contains(&hosts.app_service.wrong_secret_status);
        ensure(is_refusal, "hosts.appService.wrongSecretStatus", "must be 401 or 403")?;
        let mut found = BTreeMap::new();
        for (endpoint, member, kind) in KINDS {
            let named = match endpoint {
                Endpoint::AppService => &hosts.app_service.host,
                Endpoint::Automation => &hosts.automation.host,
                Endpoint::MachineLearning => &hosts.machine_learning.host,
                Endpoint::Arc => &hosts.arc.host,
                _ => &hosts.service_fabric.host,
            };
            let is_it = |resource: &Resource| {
                is_within(&resource.kind, kind) && named.as_ref().is_none_or(|named| resource.is_called(named))
            };
            if let Some(place) = self.resources.iter().position(is_it) {
                found.insert(endpoint, place);
            } else if let Some(named) = named {
                let what = format!("no {kind} is called '{named}'");
                return Err(ScenarioError::new(format!("hosts.{member}.host"), what));
            }
        }
        Ok(found)
    }
}
