//! The smallest built-in role that allows an action, for the command that fixes a 403. The service names the action; this
//! table only makes the advice concrete.

pub(crate) mod scope;

/// Prefixes of actions in lower case, most specific first, each with the role for reading and the one for everything else.
#[rustfmt::skip]
const ROLES: &[(&str, &str, &str)] = &[
    ("microsoft.keyvault/vaults/secrets/getsecret", "Key Vault Secrets User", "Key Vault Secrets User"),
    ("microsoft.keyvault/vaults/secrets/", "Key Vault Secrets User", "Key Vault Secrets Officer"),
    ("microsoft.keyvault/vaults/keys/", "Key Vault Crypto User", "Key Vault Crypto Officer"),
    ("microsoft.keyvault/vaults/certificate", "Key Vault Certificate User", "Key Vault Certificates Officer"),
    ("microsoft.keyvault/", "Reader", "Key Vault Contributor"),
    ("microsoft.storage/storageaccounts/blobservices/containers/blobs/", "Storage Blob Data Reader", "Storage Blob Data Contributor"),
    ("microsoft.storage/storageaccounts/queueservices/queues/messages/", "Storage Queue Data Reader", "Storage Queue Data Contributor"),
    ("microsoft.storage/storageaccounts/tableservices/tables/entities/", "Storage Table Data Reader", "Storage Table Data Contributor"),
    ("microsoft.storage/storageaccounts/fileservices/fileshares/files/", "Storage File Data Privileged Reader", "Storage File Data Privileged Contributor"),
    ("microsoft.storage/", "Reader", "Storage Account Contributor"),
    ("microsoft.compute/virtualmachine", "Reader", "Virtual Machine Contributor"),
    ("microsoft.network/", "Reader", "Network Contributor"),
    ("microsoft.web/sites", "Reader", "Website Contributor"),
    ("microsoft.managedidentity/userassignedidentities/assign", "Reader", "Managed Identity Operator"),
    ("microsoft.managedidentity/", "Reader", "Managed Identity Contributor"),
    ("microsoft.authorization/roleassignments/", "Reader", "Role Based Access Control Administrator"),
    ("microsoft.resources/tags/", "Reader", "Tag Contributor"),
    ("microsoft.hybridcompute/machines/", "Reader", "Azure Connected Machine Resource Administrator"),
];

/// The same for data actions, which no general role allows.
#[rustfmt::skip]
const DATA_ROLES: &[(&str, &str, &str)] = &[
    ("microsoft.cognitiveservices/accounts/aiservices/", "Azure AI User", "Azure AI User"),
    ("microsoft.cognitiveservices/accounts/openai/deployments/", "Cognitive Services OpenAI User", "Cognitive Services OpenAI User"),
    ("microsoft.cognitiveservices/accounts/openai/", "Cognitive Services OpenAI User", "Cognitive Services OpenAI Contributor"),
    ("microsoft.cognitiveservices/accounts/", "Cognitive Services User", "Cognitive Services User"),
    ("microsoft.appconfiguration/configurationstores/", "App Configuration Data Reader", "App Configuration Data Owner"),
];

/// The roles above without data actions.
const WITHOUT_DATA: [&str; 4] = ["Reader", "Contributor", "Key Vault Contributor", "Storage Account Contributor"];

/// The role for a data action; `None` if it isn't in the table.
pub fn smallest_for_data(action: &str) -> Option<&'static str> {
    let general = || Some(smallest(action)).filter(|role| !WITHOUT_DATA.contains(role));
    listed(DATA_ROLES, action).or_else(general)
}

/// The role for an action such as `Microsoft.Compute/virtualMachines/read`.
#[must_use]
pub fn smallest(action: &str) -> &'static str {
    let other = if reads(action) { "Reader" } else { "Contributor" };
    listed(ROLES, action).unwrap_or(other)
}

fn listed(table: &[(&str, &'static str, &'static str)], action: &str) -> Option<&'static str> {
    let lower = action.to_ascii_lowercase();
    let (_, reader, other) = table.iter().find(|(start, ..)| lower.starts_with(start))?;
    Some(if reads(action) { reader } else { other })
}

fn reads(action: &str) -> bool {
    action.to_ascii_lowercase().ends_with("/read")
}

#[cfg(test)]
mod tests;
