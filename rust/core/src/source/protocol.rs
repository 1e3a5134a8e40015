//! The protocols of the sources, each with the values that the platform provides.

use super::platform_fingerprint::PlatformFingerprint;
use super::token_query::TokenQuery;
use super::{app_service, arc, cloud_shell, imds, machine_learning, service_fabric, vm_extension};
use crate::error::Result;
use crate::http::endpoint::EndpointRequest;
use crate::identity::Identity;
use crate::secret::Secret;
use url::Url;

/// The protocol of a source, with the values that the platform provides for it.
pub(crate) enum Protocol {
    Imds,
    AppService(Secret),
    OldAppService(Secret),
    Arc,
    ServiceFabric(service_fabric::Setting),
    CloudShell,
    MachineLearning {
        secret: Secret,
        /// The identity for requests without a selector. A request must name one; otherwise, a compute instance
        /// responds with its owner's token.
        default: Option<Identity>,
    },
    VmExtension,
}

impl Protocol {
    /// The secret that the platform sets together with the endpoint.
    pub const fn secret(&self) -> Option<&Secret> {
        match self {
            Self::AppService(secret) | Self::OldAppService(secret) | Self::MachineLearning { secret, .. } => {
                Some(secret)
            }
            Self::ServiceFabric(setting) => Some(&setting.header),
            Self::Imds | Self::Arc | Self::CloudShell | Self::VmExtension => None,
        }
    }

    /// A fingerprint of the values from the platform that determine which identity responds.
    pub fn fingerprint(&self) -> PlatformFingerprint {
        let secret = self.secret().map_or("", Secret::expose).as_bytes();
        match self {
            Self::ServiceFabric(service_fabric::Setting { thumbprint, api_version, .. }) => {
                PlatformFingerprint::of(&[secret, &thumbprint.0, api_version.as_deref().unwrap_or_default().as_bytes()])
            }
            _ => PlatformFingerprint::of(&[secret]),
        }
    }

    /// The identity that is actually requested: the caller's choice or the platform's default.
    pub fn effective_identity<'a>(&'a self, asked: &'a Identity) -> &'a Identity {
        match (self, asked) {
            (Self::MachineLearning { default: Some(own), .. }, Identity::SystemAssigned) => own,
            _ => asked,
        }
    }

    /// Builds the request for a token.
    ///
    /// # Errors
    /// If the source doesn't support the selector.
    pub fn request(&self, endpoint: &Url, query: &TokenQuery<'_>) -> Result<EndpointRequest> {
        Ok(match self {
            Self::Imds => imds::request(endpoint, query),
            Self::Arc => arc::request(endpoint, query, None),
            Self::AppService(header) => app_service::request(endpoint, header, query),
            Self::OldAppService(secret) => app_service::old_request(endpoint, secret, query),
            Self::ServiceFabric(setting) => service_fabric::request(endpoint, setting, query),
            Self::CloudShell => cloud_shell::request(endpoint, query),
            Self::MachineLearning { secret, default } => {
                return machine_learning::request(endpoint, secret, default.as_ref(), query);
            }
            Self::VmExtension => vm_extension::request(endpoint, query),
        })
    }
}
