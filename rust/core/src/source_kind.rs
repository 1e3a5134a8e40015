//! The kinds of identity sources: their numbers and their names.

use std::fmt;

/// An identity source. The numbers are part of the C ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum SourceKind {
    /// Azure VM and scale set: the Instance Metadata Service (IMDS).
    Vm = 1,
    /// App Service, Functions and what speaks their protocol.
    AppService = 2,
    /// Automation runbooks.
    Automation = 3,
    /// Azure Arc-enabled server.
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

    /// The name users write: `Vm`, `AppService`, ...
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

    /// Reads a name in either spelling (`app-service`, `AppService`), whatever its case.
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
