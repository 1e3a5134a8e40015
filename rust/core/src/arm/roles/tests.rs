use super::*;

#[test]
fn each_action_gets_the_least_privileged_role() {
    for (action, role) in [
        ("Microsoft.Compute/virtualMachines/read", "Reader"),
        ("Microsoft.Compute/virtualMachines/start/action", "Virtual Machine Contributor"),
        ("Microsoft.Compute/virtualMachineScaleSets/write", "Virtual Machine Contributor"),
        ("Microsoft.KeyVault/vaults/secrets/getSecret/action", "Key Vault Secrets User"),
        ("Microsoft.KeyVault/vaults/secrets/setSecret/action", "Key Vault Secrets Officer"),
        ("Microsoft.KeyVault/vaults/write", "Key Vault Contributor"),
        ("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", "Storage Blob Data Reader"),
        ("Microsoft.Authorization/roleAssignments/write", "Role Based Access Control Administrator"),
        ("Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", "Managed Identity Operator"),
        ("Microsoft.Resources/deployments/write", "Contributor"),
        ("Microsoft.Resources/subscriptions/resourceGroups/read", "Reader"),
    ] {
        assert_eq!(smallest(action), role, "{action}");
    }
}

#[test]
fn no_general_role_is_named_for_a_data_action() {
    for (action, role) in [
        (
            "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
            Some("Cognitive Services OpenAI User"),
        ),
        ("Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes/write", Some("Cognitive Services OpenAI Contributor")),
        ("Microsoft.CognitiveServices/accounts/AIServices/agents/read", Some("Azure AI User")),
        (
            "Microsoft.CognitiveServices/accounts/FormRecognizer/documentmodels:analyze/action",
            Some("Cognitive Services User"),
        ),
        ("Microsoft.KeyVault/vaults/secrets/getSecret/action", Some("Key Vault Secrets User")),
        (
            "Microsoft.Storage/storageAccounts/tableServices/tables/entities/write",
            Some("Storage Table Data Contributor"),
        ),
        ("Microsoft.Something/accounts/things/read", None),
        ("Microsoft.Something/accounts/things/write", None),
    ] {
        assert_eq!(smallest_for_data(action), role, "{action}");
    }
}
