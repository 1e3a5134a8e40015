//! The kinds of identity sources, with their numbers and names.

use std::fmt;

/// An identity source. The numbers are part of the C ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum SourceKind {
    /// Azure VMs and scale sets: the Instance Metadata Service (IMDS).
    Vm = 1,
    /// App Service, Functions and services with the same protocol.
    AppService = 2,
    /// Automation runbooks.
    Automation = 3,
    /// Azure Arc-enabled servers.
    Arc = 4,
    /// Service Fabric.
    ServiceFabric = 5,
    /// Cloud Shell: a person's token.
    CloudShell = 6,
    /// Azure Machine Learning compute.
    MachineLearning = 7,
    /// The retired VM extension on port 50342.
    VmExtension = 8,
}

impl SourceKind {
    /// All sources.
    pub const ALL: [Self; 8] = [
        Self::Vm,
        Self::AppService,
        Self::Automation,
        Self::Arc,
        Self::ServiceFabric,
        Self::CloudShell,
        Self::MachineLearning,
        Self::VmExtension,
    ];

    /// The name as users write it: `Vm`, `AppService` and so on.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vm => "Vm",
            Self::AppService => "AppService",
            Self::Automation => "Automation",
            Self::Arc => "Arc",
            Self::ServiceFabric => "ServiceFabric",
            Self::CloudShell => "CloudShell",
            Self::MachineLearning => "MachineLearning",
            Self::VmExtension => "VmExtension",
        }
    }

    /// Parses a name in either spelling (`app-service`, `AppService`), ignoring case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let plain: String = name.chars().filter(|c| *c != '-').collect();
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(&plain))
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
