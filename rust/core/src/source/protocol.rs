//! The protocols that the sources speak, each with what the platform handed out for it.

use super::platform_fingerprint::PlatformFingerprint;
use super::token_query::TokenQuery;
use super::{app_service, arc, cloud_shell, imds, machine_learning, service_fabric, vm_extension};
use crate::error::Result;
use crate::http::endpoint::EndpointRequest;
use crate::identity::Identity;
use crate::secret::Secret;
use url::Url;

/// How a source is spoken to, with what the platform handed out for it.
pub(crate) enum Protocol {
    Imds,
    AppService(Secret),
    OldAppService(Secret),
    Arc,
    ServiceFabric(service_fabric::Setting),
    CloudShell,
    MachineLearning {
        secret: Secret,
        /// Whom a request without a selector is for: it must name somebody, and not the person whom a compute instance
        /// belongs to.
        default: Option<Identity>,
    },
    VmExtension,
}

impl Protocol {
    /// Whether the platform's variables name the endpoint together with a secret for it.
    pub const fn has_secret(&self) -> bool {
        match self {
            Self::AppService(_) | Self::OldAppService(_) | Self::ServiceFabric(_) | Self::MachineLearning { .. } => {
                true
            }
            Self::Imds | Self::Arc | Self::CloudShell | Self::VmExtension => false,
        }
    }

    /// What the platform handed out that decides who answers.
    pub fn fingerprint(&self) -> PlatformFingerprint {
        match self {
            Self::Imds => PlatformFingerprint::of(&[b"imds"]),
            Self::Arc => PlatformFingerprint::of(&[b"arc"]),
            Self::CloudShell => PlatformFingerprint::of(&[b"cloud-shell"]),
            Self::VmExtension => PlatformFingerprint::of(&[b"vm-extension"]),
            Self::AppService(header) => PlatformFingerprint::of(&[b"app-service", header.expose().as_bytes()]),
            Self::OldAppService(secret) => PlatformFingerprint::of(&[b"old-app-service", secret.expose().as_bytes()]),
            Self::MachineLearning { secret, .. } => {
                PlatformFingerprint::of(&[b"machine-learning", secret.expose().as_bytes()])
            }
            Self::ServiceFabric(setting) => PlatformFingerprint::of(&[
                b"service-fabric",
                setting.header.expose().as_bytes(),
                &setting.thumbprint.0,
                setting.api_version.as_deref().unwrap_or_default().as_bytes(),
            ]),
        }
    }

    /// The identity that is really asked for: the one named, or the platform's own default.
    pub fn effective_identity<'a>(&'a self, asked: &'a Identity) -> &'a Identity {
        match (self, asked) {
            (Self::MachineLearning { default: Some(own), .. }, Identity::SystemAssigned) => own,
            _ => asked,
        }
    }

    /// The request for a token.
    ///
    /// # Errors
    /// Those of a selector that the source doesn't take.
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
