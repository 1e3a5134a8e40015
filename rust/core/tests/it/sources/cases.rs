//! The cases in which clients are compared: each platform with each way to select an identity.

use super::{identities, old_app_service, variables};
use azmi_emulator::{Emulator, Endpoint, IdentityFacts};
use std::collections::BTreeMap;

/// The requested audience, without the trailing slash, which scopes lose.
pub const RESOURCE: &str = "https://management.azure.com";

/// The object id of the signed-in Cloud Shell user.
pub const PERSON: &str = "88888888-8888-4888-8888-888888888881";

/// A platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// VM.
    Vm,
    /// App Service and Functions, version 2019-08-01.
    AppService,
    /// App Service with only the variables of 2017-09-01.
    OldAppService,
    /// Automation runbooks.
    Automation,
    /// Machine Learning compute.
    MachineLearning,
    /// Cloud Shell.
    CloudShell,
    /// Azure Arc.
    Arc,
    /// Service Fabric.
    ServiceFabric,
    /// The retired VM extension, which Azure's clients no longer use.
    VmExtension,
}

impl Platform {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Vm,
        Self::AppService,
        Self::OldAppService,
        Self::Automation,
        Self::MachineLearning,
        Self::CloudShell,
        Self::Arc,
        Self::ServiceFabric,
        Self::VmExtension,
    ];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Vm => "VM and scale set",
            Self::AppService => "App Service and Functions",
            Self::OldAppService => "App Service with the old variables alone",
            Self::Automation => "Automation runbooks",
            Self::MachineLearning => "Machine Learning compute",
            Self::CloudShell => "Cloud Shell",
            Self::Arc => "Azure Arc",
            Self::ServiceFabric => "Service Fabric",
            Self::VmExtension => "The retired VM extension",
        }
    }

    fn endpoint(self) -> Endpoint {
        match self {
            Self::Vm => Endpoint::Imds,
            Self::AppService | Self::OldAppService => Endpoint::AppService,
            Self::Automation => Endpoint::Automation,
            Self::MachineLearning => Endpoint::MachineLearning,
            Self::CloudShell => Endpoint::CloudShell,
            Self::Arc => Endpoint::Arc,
            Self::ServiceFabric => Endpoint::ServiceFabric,
            Self::VmExtension => Endpoint::VmExtension,
        }
    }

    /// The variables that the platform sets. None of them is ours, and none replaces the metadata service's address.
    pub fn variables(self, emulator: &Emulator) -> BTreeMap<String, String> {
        let mut all = match self {
            Self::Vm | Self::VmExtension => BTreeMap::new(),
            Self::OldAppService => old_app_service(emulator),
            _ => variables(emulator, self.endpoint()),
        };
        all.retain(|name, _| !name.starts_with("AZMI_"));
        all
    }

    /// The identity that responds without a selector, and one that a selector can name.
    pub fn identities(self, emulator: &Emulator) -> (IdentityFacts, IdentityFacts) {
        match self {
            Self::Vm | Self::VmExtension => identities(emulator, Endpoint::Imds),
            Self::CloudShell => {
                let (own, assigned) = identities(emulator, Endpoint::Imds);
                let person = PERSON.to_owned();
                (IdentityFacts { principal_id: person, ..own }, assigned)
            }
            _ => identities(emulator, self.endpoint()),
        }
    }
}

/// How an identity is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// Not selected.
    None,
    /// By its client id.
    ClientId,
    /// By its object id.
    ObjectId,
    /// By its resource id.
    ResourceId,
}

impl Selector {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::ClientId, Self::ObjectId, Self::ResourceId];

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Self::None => "no selector",
            Self::ClientId => "client id",
            Self::ObjectId => "object id",
            Self::ResourceId => "resource id",
        }
    }
}

/// A platform and a way to select an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// The platform.
    pub platform: Platform,
    /// The selector.
    pub selector: Selector,
}

impl Case {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        Platform::ALL
            .into_iter()
            .flat_map(|platform| Selector::ALL.into_iter().map(move |selector| Self { platform, selector }))
    }

    /// Its key in recordings.
    pub fn key(self) -> String {
        format!("{}, {}", self.platform.title(), self.selector.title())
    }
}
