//! The services that the emulator serves.

use serde::{Deserialize, Serialize};

/// One of the services that the emulator serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// The Instance Metadata Service.
    #[default]
    Imds,
    /// Azure Resource Manager.
    Arm,
    /// App Service and Functions.
    AppService,
    /// Automation runbooks.
    Automation,
    /// Machine Learning compute.
    MachineLearning,
    /// Cloud Shell.
    CloudShell,
    /// The Azure Arc agent.
    Arc,
    /// Service Fabric.
    ServiceFabric,
    /// The retired VM extension.
    VmExtension,
}

impl Endpoint {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Imds,
        Self::Arm,
        Self::AppService,
        Self::Automation,
        Self::MachineLearning,
        Self::CloudShell,
        Self::Arc,
        Self::ServiceFabric,
        Self::VmExtension,
    ];
}
