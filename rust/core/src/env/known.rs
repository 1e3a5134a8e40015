//! The variables that the library reads, for `azmi env`, the man page and the tests.

use crate::url_text::shown;
use url::Url;

/// An environment variable.
#[derive(Debug)]
pub struct Variable {
    /// Its name. The variables for proxies are read in lowercase too, which takes precedence.
    pub name: &'static str,
    /// What it does.
    pub effect: &'static str,
    /// Whether its value is a secret.
    pub secret: bool,
}

impl Variable {
    /// A value fit to be shown: nothing of a secret, and an address without user info and query.
    #[must_use]
    pub fn shown(&self, value: &str) -> String {
        if self.secret {
            return "(set)".to_owned();
        }
        match Url::parse(value) {
            Ok(url) if url.has_host() => shown(&url),
            // A malformed address may still contain a password.
            _ => match value.rsplit_once('@') {
                Some((_, host)) => format!("...@{host}"),
                None => value.to_owned(),
            },
        }
    }
}

const fn row(name: &'static str, effect: &'static str) -> Variable {
    Variable { name, effect, secret: false }
}

const fn secret(name: &'static str, effect: &'static str) -> Variable {
    Variable { name, effect, secret: true }
}

/// All variables that the library reads, grouped by what they affect: source, cloud, network.
#[rustfmt::skip]
pub const VARIABLES: &[Variable] = &[
    row("IDENTITY_ENDPOINT", "token endpoint of App Service, Functions, Container Apps, Automation, Service Fabric, Azure Arc"),
    secret("IDENTITY_HEADER", "secret that goes with IDENTITY_ENDPOINT"),
    row("IDENTITY_SERVER_THUMBPRINT", "certificate of Service Fabric's token endpoint"),
    row("IDENTITY_API_VERSION", "newest version that Service Fabric's endpoint takes"),
    row("IMDS_ENDPOINT", "marks a machine with the Azure Arc agent"),
    row("MSI_ENDPOINT", "token endpoint of Azure Machine Learning and Cloud Shell"),
    secret("MSI_SECRET", "secret that goes with MSI_ENDPOINT"),
    row("DEFAULT_IDENTITY_CLIENT_ID", "identity that Azure Machine Learning uses by default"),
    row("AZURE_POD_IDENTITY_AUTHORITY_HOST", "base address instead of http://169.254.169.254"),
    row("AUTOMATION_ASSET_ACCOUNTID", "distinguishes Azure Automation from App Service"),
    row("AZUREPS_HOST_ENVIRONMENT", "distinguishes Azure Automation from App Service"),
    row("WEBSITE_SITE_NAME", "distinguishes App Service from Azure Automation"),
    row("AZURE_FEDERATED_TOKEN_FILE", "marks a pod with AKS workload identity, which isn't a managed identity"),
    row("AZMI_ENVIRONMENT", "cloud: a name, or the address of a Resource Manager"),
    row("AZURE_ENVIRONMENT", "cloud, if the machine doesn't say"),
    row("ACC_CLOUD", "cloud, in Cloud Shell"),
    row("AZURE_AUTHORITY_HOST", "cloud, by its sign-in address"),
    row("WEBSITE_HOSTNAME", "cloud, by the app's own host"),
    row("CONTAINER_APP_ENV_DNS_SUFFIX", "cloud, by the domain of Container Apps"),
    row("AZMI_CA_FILE", "PEM file with additional trusted roots, for Resource Manager and other services"),
    row("SSL_CERT_FILE", "PEM file instead of the system's trusted roots, on Linux"),
    row("SSL_CERT_DIR", "folders instead of the system's trusted roots, on Linux"),
    row("HTTPS_PROXY", "proxy for https services; never for identity endpoints"),
    row("HTTP_PROXY", "proxy for services without https"),
    row("ALL_PROXY", "proxy if the other two are not set"),
    row("NO_PROXY", "hosts to reach without a proxy"),
];
