//! The service behind each endpoint.

use crate::arm::ResourceManager;
use crate::endpoint::Endpoint;
use crate::identity::{
    AppService, ArcAgent, Automation, CloudShell, InstanceMetadata, MachineLearning, ServiceFabric, VmExtension,
};
use crate::model::scenario::Scenario;
use crate::service::Service;
use std::sync::Arc;

/// Creates a service in its initial state. Clients must send `secret`, and expect a certificate with this `thumbprint`.
pub fn service(endpoint: Endpoint, scenario: &Scenario, secret: String, thumbprint: &str) -> Arc<dyn Service> {
    match endpoint {
        Endpoint::Imds => Arc::new(InstanceMetadata::default()),
        Endpoint::Arm => Arc::new(ResourceManager::new(scenario)),
        Endpoint::AppService => Arc::new(AppService(secret)),
        Endpoint::Automation => Arc::new(Automation(secret)),
        Endpoint::MachineLearning => Arc::new(MachineLearning(secret)),
        Endpoint::CloudShell => Arc::new(CloudShell),
        Endpoint::Arc => Arc::new(ArcAgent::default()),
        Endpoint::ServiceFabric => Arc::new(ServiceFabric { secret, thumbprint: thumbprint.to_owned() }),
        Endpoint::VmExtension => Arc::new(VmExtension),
    }
}
