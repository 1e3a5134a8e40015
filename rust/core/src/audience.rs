//! The audiences of Azure services by name, in each built-in cloud (`protocols.md`, 7). The list contains only
//! confirmed ones; for others, the user specifies the URI.

use crate::cloud::{self, Cloud};
use crate::error::{Code, Error, Result};

/// A service that can be selected by name.
#[derive(Debug)]
pub struct Audience {
    /// The name as users write it.
    pub name: &'static str,
    /// A short description.
    pub description: &'static str,
    /// The audiences in the order of [`cloud::CLOUDS`]; empty if the service has none.
    clouds: [&'static str; 3],
}

impl Audience {
    /// Its audience in a built-in cloud, given any name of the cloud. `None` is the public cloud.
    #[must_use]
    pub fn in_cloud(&self, cloud: Option<&str>) -> Option<&'static str> {
        self.in_built_in(cloud.map_or(Some(0), |name| cloud::by_name(name)?.built_in)?)
    }

    fn in_built_in(&self, index: usize) -> Option<&'static str> {
        Some(self.clouds[index]).filter(|audience| !audience.is_empty())
    }

    /// All services, in the order in which they're listed.
    #[rustfmt::skip]
    pub const ALL: &'static [Self] = &[
        row("Arm", "Azure Resource Manager",
            ["https://management.azure.com/", "https://management.usgovcloudapi.net/", "https://management.chinacloudapi.cn"]),
        row("KeyVault", "Key Vault secrets, keys and certificates",
            ["https://vault.azure.net", "https://vault.usgovcloudapi.net", "https://vault.azure.cn"]),
        row("Storage", "Storage: blobs, files, queues, tables, Data Lake Gen2",
            ["https://storage.azure.com/", "https://storage.azure.com/", "https://storage.azure.com/"]),
        row("Sql", "Azure SQL Database and Managed Instance",
            ["https://database.windows.net/", "https://database.usgovcloudapi.net/", "https://database.chinacloudapi.cn/"]),
        row("Graph", "Microsoft Graph",
            ["https://graph.microsoft.com/", "https://graph.microsoft.us/", "https://microsoftgraph.chinacloudapi.cn"]),
        row("AppInsights", "Application Insights queries",
            ["https://api.applicationinsights.io", "https://api.applicationinsights.us", "https://api.applicationinsights.azure.cn"]),
        row("Attestation", "Azure Attestation", ["https://attest.azure.net", "", ""]),
        row("Batch", "Azure Batch",
            ["https://batch.core.windows.net/", "https://batch.core.usgovcloudapi.net/", "https://batch.chinacloudapi.cn/"]),
        row("CognitiveServices", "Azure AI services and Azure OpenAI", ["https://cognitiveservices.azure.com", "", ""]),
        row("CosmosDb", "Azure Cosmos DB", ["https://cosmos.azure.com", "", ""]),
        row("Databricks", "Azure Databricks", ["2ff814a6-3304-4ab8-85cb-cd0e6f879c1d", "", ""]),
        row("DevOps", "Azure DevOps", ["499b84ac-1321-427f-aa17-267ca6975798", "", ""]),
        row("DigitalTwins", "Azure Digital Twins", ["https://digitaltwins.azure.net", "", ""]),
        row("EventHubs", "Event Hubs", ["https://eventhubs.azure.net", "", ""]),
        row("IotHub", "IoT Hub", ["https://iothubs.azure.net", "", ""]),
        row("LogAnalytics", "Log Analytics queries",
            ["https://api.loganalytics.io", "https://api.loganalytics.us", "https://api.loganalytics.azure.cn"]),
        row("ManagedHsm", "Key Vault Managed HSM",
            ["https://managedhsm.azure.net", "https://managedhsm.usgovcloudapi.net", "https://managedhsm.azure.cn"]),
        row("OssRdbms", "Azure Database for PostgreSQL, MySQL and MariaDB",
            ["https://ossrdbms-aad.database.windows.net", "https://ossrdbms-aad.database.usgovcloudapi.net", "https://ossrdbms-aad.database.chinacloudapi.cn"]),
        row("Outlook", "Exchange Online", ["https://outlook.office365.com/", "", ""]),
        row("PowerBi", "Power BI", ["https://analysis.windows.net/powerbi/api", "", ""]),
        row("Purview", "Microsoft Purview", ["https://purview.azure.net/", "", ""]),
        row("Search", "Azure AI Search", ["https://search.azure.com", "https://search.azure.us", ""]),
        row("ServiceBus", "Service Bus",
            ["https://servicebus.azure.net", "https://servicebus.usgovcloudapi.net", "https://servicebus.chinacloudapi.cn"]),
        row("Synapse", "Azure Synapse Analytics",
            ["https://dev.azuresynapse.net", "https://dev.azuresynapse.usgovcloudapi.net", "https://dev.azuresynapse.azure.cn"]),
    ];
}

const fn row(name: &'static str, description: &'static str, clouds: [&'static str; 3]) -> Audience {
    Audience { name, description, clouds }
}

/// An audience as the user specified it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource<'a> {
    /// An audience that is sent as it is.
    Verbatim(&'a str),
    /// The name of a service, whose audience depends on the cloud.
    Named(&'static str),
}

/// The name of Resource Manager, the default.
pub const ARM: &str = "Arm";

/// Parses an audience, a scope or a name.
///
/// Exactly one trailing `/.default` is removed, as in Azure's own clients. The rest is sent verbatim, because a
/// trailing slash is significant.
///
/// # Errors
/// `InvalidResource`, `UnknownResourceName`.
pub fn parse(text: Option<&str>) -> Result<Resource<'_>> {
    let Some(text) = text else {
        return Ok(Resource::Named(ARM));
    };
    let invalid = |why: &str| {
        Error::new(Code::InvalidResource, format!("'{}' is not an audience: {why}.", text.escape_default()))
            .hint("Give a URI such as https://vault.azure.net, a scope such as https://vault.azure.net/.default, an application id, or a name such as KeyVault.")
    };
    let plain = normalized(text);
    if plain.is_empty() {
        return Err(invalid("it is empty"));
    }
    if plain.len() > 1024 || has_blanks(plain) {
        return Err(invalid(
            "it holds blanks or control characters, or is too long; exactly one audience can be asked for at a time",
        ));
    }
    if let Some(found) = Audience::ALL.iter().find(|a| a.name.eq_ignore_ascii_case(plain)) {
        return Ok(Resource::Named(found.name));
    }
    if plain.contains(':') || crate::ids::is_guid(plain) {
        return Ok(Resource::Verbatim(plain));
    }
    let names: Vec<_> = Audience::ALL.iter().map(|audience| audience.name).collect();
    Err(Error::new(Code::UnknownResourceName, format!("'{}' is not the name of a service.", plain.escape_default()))
        .hint(format!("The names are {}. For any other audience, give its URI.", names.join(", "))))
}

/// The text as it's sent: without surrounding whitespace and without the suffix that turns an audience into a scope.
pub(crate) fn normalized(text: &str) -> &str {
    let plain = text.trim();
    plain.strip_suffix("/.default").unwrap_or(plain)
}

/// Whether a text contains whitespace or control characters. Has a fast path for ASCII, because it runs on every cache
/// hit.
fn has_blanks(text: &str) -> bool {
    if text.is_ascii() {
        return text.bytes().any(|byte| byte <= b' ' || byte == 0x7F);
    }
    text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// The audience of a named service in a cloud.
///
/// # Errors
/// `UnknownResourceName` if the service has none there.
pub fn resolve(name: &'static str, cloud: &Cloud) -> Result<String> {
    let known = match cloud.built_in {
        _ if name == ARM => Some(cloud.audience.clone()),
        Some(index) => {
            Audience::ALL.iter().find(|a| a.name == name).and_then(|a| a.in_built_in(index)).map(str::to_owned)
        }
        None => cloud.services.get(name).cloned(),
    };
    known.ok_or_else(|| {
        Error::new(
            Code::UnknownResourceName,
            format!("The audience of {name} in the cloud {} is not known.", cloud.name),
        )
        .hint("Give its URI instead of the name: the service's documentation for that cloud has it.")
    })
}

#[cfg(test)]
mod tests;
