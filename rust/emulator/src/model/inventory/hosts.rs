//! Which resource each identity endpoint speaks for.

use super::builder::{Builder, Checked};
use super::resource::Resource;
use crate::endpoint::Endpoint;
use crate::model::scenario::ScenarioError;
use std::collections::BTreeMap;

impl Builder<'_> {
    /// The places of the resources that the endpoints speak for.
    pub(super) fn hosts(&self) -> Checked<BTreeMap<Endpoint, usize>> {
        let hosts = &self.scenario.hosts;
        if ![401, 403].contains(&hosts.app_service.wrong_secret_status) {
            return Err(ScenarioError::new(
                "hosts.appService.wrongSecretStatus",
                "must be 401 or 403",
            ));
        }
        let mut found = BTreeMap::new();
        for (endpoint, member, named, kind) in [
            (
                Endpoint::AppService,
                "appService",
                &hosts.app_service.host,
                "Microsoft.Web/sites",
            ),
            (
                Endpoint::Automation,
                "automation",
                &hosts.automation.host,
                "Microsoft.Automation/automationAccounts",
            ),
            (
                Endpoint::MachineLearning,
                "machineLearning",
                &hosts.machine_learning.host,
                "Microsoft.MachineLearningServices/workspaces",
            ),
            (
                Endpoint::Arc,
                "arc",
                &hosts.arc.host,
                "Microsoft.HybridCompute/machines",
            ),
            (
                Endpoint::ServiceFabric,
                "serviceFabric",
                &hosts.service_fabric.host,
                "Microsoft.ServiceFabric",
            ),
        ] {
            let fits = |resource: &Resource| {
                let start = resource.kind.get(..kind.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(kind))
                    && matches!(resource.kind.as_bytes().get(kind.len()), None | Some(b'/'))
            };
            let means = |resource: &Resource| {
                named.as_ref().is_none_or(|named| {
                    resource.name.eq_ignore_ascii_case(named)
                        || resource.id.eq_ignore_ascii_case(named)
                })
            };
            match (
                self.resources
                    .iter()
                    .position(|resource| fits(resource) && means(resource)),
                named,
            ) {
                (Some(place), _) => {
                    found.insert(endpoint, place);
                }
                (None, None) => {}
                (None, Some(named)) => {
                    let what = format!("no {kind} is called '{named}'");
                    return Err(ScenarioError::new(format!("hosts.{member}.host"), what));
                }
            }
        }
        Ok(found)
    }
}
