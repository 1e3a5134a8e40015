//! The smallest built-in role that allows an action, for the command that fixes a 403. The service names the action; this
//! table only makes the advice concrete.

pub(crate) mod scope;

/// Beginnings of actions in lower case, the more special ones first, with the role for reading and the one for all else.
const ROLES: &[(&str, &str, &str)] = &[
    (
        "microsoft.keyvault/vaults/secrets/getsecret",
        "Key Vault Secrets User",
        "Key Vault Secrets User",
    ),
    (
        "microsoft.keyvault/vaults/secrets/",
        "Key Vault Secrets User",
        "Key Vault Secrets Officer",
    ),
    (
        "microsoft.keyvault/vaults/keys/",
        "Key Vault Crypto User",
        "Key Vault Crypto Officer",
    ),
    (
        "microsoft.keyvault/vaults/certificate",
        "Key Vault Certificate User",
        "Key Vault Certificates Officer",
    ),
    ("microsoft.keyvault/", "Reader", "Key Vault Contributor"),
    (
        "microsoft.storage/storageaccounts/blobservices/containers/blobs/",
        "Storage Blob Data Reader",
        "Storage Blob Data Contributor",
    ),
    (
        "microsoft.storage/storageaccounts/queueservices/queues/messages/",
        "Storage Queue Data Reader",
        "Storage Queue Data Contributor",
    ),
    (
        "microsoft.storage/storageaccounts/tableservices/tables/entities/",
        "Storage Table Data Reader",
        "Storage Table Data Contributor",
    ),
    (
        "microsoft.storage/storageaccounts/fileservices/fileshares/files/",
        "Storage File Data Privileged Reader",
        "Storage File Data Privileged Contributor",
    ),
    (
        "microsoft.storage/",
        "Reader",
        "Storage Account Contributor",
    ),
    (
        "microsoft.compute/virtualmachine",
        "Reader",
        "Virtual Machine Contributor",
    ),
    ("microsoft.network/", "Reader", "Network Contributor"),
    ("microsoft.web/sites", "Reader", "Website Contributor"),
    (
        "microsoft.managedidentity/userassignedidentities/assign",
        "Reader",
        "Managed Identity Operator",
    ),
    (
        "microsoft.managedidentity/",
        "Reader",
        "Managed Identity Contributor",
    ),
    (
        "microsoft.authorization/roleassignments/",
        "Reader",
        "Role Based Access Control Administrator",
    ),
    ("microsoft.resources/tags/", "Reader", "Tag Contributor"),
    (
        "microsoft.hybridcompute/machines/",
        "Reader",
        "Azure Connected Machine Resource Administrator",
    ),
];

/// The same for actions on data, which no general role allows.
const DATA_ROLES: &[(&str, &str, &str)] = &[
    (
        "microsoft.cognitiveservices/accounts/aiservices/",
        "Azure AI User",
        "Azure AI User",
    ),
    (
        "microsoft.cognitiveservices/accounts/openai/deployments/",
        "Cognitive Services OpenAI User",
        "Cognitive Services OpenAI User",
    ),
    (
        "microsoft.cognitiveservices/accounts/openai/",
        "Cognitive Services OpenAI User",
        "Cognitive Services OpenAI Contributor",
    ),
    (
        "microsoft.cognitiveservices/accounts/",
        "Cognitive Services User",
        "Cognitive Services User",
    ),
    (
        "microsoft.appconfiguration/configurationstores/",
        "App Configuration Data Reader",
        "App Configuration Data Owner",
    ),
];

/// The roles above that hold no action on data.
const WITHOUT_DATA: [&str; 4] = [
    "Reader",
    "Contributor",
    "Key Vault Contributor",
    "Storage Account Contributor",
];

/// The role for an action on data; `None`: it isn't known here.
pub fn smallest_for_data(action: &str) -> Option<&'static str> {
    let lower = action.to_ascii_lowercase();
    let reads = lower.ends_with("/read");
    let row = DATA_ROLES
        .iter()
        .find(|(start, ..)| lower.starts_with(start));
    match row {
        Some((_, reader, other)) => Some(if reads { reader } else { other }),
        None => Some(smallest(action)).filter(|role| !WITHOUT_DATA.contains(role)),
    }
}

/// The role for an action such as `Microsoft.Compute/virtualMachines/read`.
#[must_use]
pub fn smallest(action: &str) -> &'static str {
    let action = action.to_ascii_lowercase();
    let reads = action.ends_with("/read");
    let row = ROLES.iter().find(|(start, ..)| action.starts_with(start));
    match row {
        Some((_, reader, _)) if reads => reader,
        Some((_, _, other)) => other,
        None if reads => "Reader",
        None => "Contributor",
    }
}

#[cfg(test)]
mod tests;
