//! Which service answers for which endpoint.

use crate::arm::ResourceManager;
use crate::endpoint::Endpoint;
use crate::identity::{
    AppService, ArcAgent, Automation, CloudShell, InstanceMetadata, MachineLearning, Secret, ServiceFabric, VmExtension,
};
use crate::model::inventory::Inventory;
use crate::model::scenario::Scenario;
use crate::service::Service;
use std::sync::Arc;

/// A service to which nothing has happened yet. `secret` is what its clients must send, `thumbprint` the certificate that they
/// must find.
pub fn service(
    endpoint: Endpoint,
    scenario: &Scenario,
    inventory: &Inventory,
    secret: String,
    thumbprint: &str,
) -> Arc<dyn Service> {
    let secret = Secret::new(secret);
    match endpoint {
        Endpoint::Imds => Arc::new(InstanceMetadata::default()),
        Endpoint::Arm => Arc::new(ResourceManager::new(scenario, inventory)),
        Endpoint::AppService => Arc::new(AppService::new(secret)),
        Endpoint::Automation => Arc::new(Automation::new(secret)),
        Endpoint::MachineLearning => Arc::new(MachineLearning::new(secret)),
        Endpoint::CloudShell => Arc::new(CloudShell),
        Endpoint::Arc => Arc::new(ArcAgent::default()),
        Endpoint::ServiceFabric => Arc::new(ServiceFabric::new(secret, thumbprint)),
        Endpoint::VmExtension => Arc::new(VmExtension),
    }
}
