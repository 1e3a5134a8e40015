use super::*;

#[test]
fn each_action_gets_the_smallest_role_that_allows_it() {
    for (action, role) in [
        ("Microsoft.Compute/virtualMachines/read", "Reader"),
        (
            "Microsoft.Compute/virtualMachines/start/action",
            "Virtual Machine Contributor",
        ),
        (
            "Microsoft.Compute/virtualMachineScaleSets/write",
            "Virtual Machine Contributor",
        ),
        (
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Key Vault Secrets User",
        ),
        (
            "Microsoft.KeyVault/vaults/secrets/setSecret/action",
            "Key Vault Secrets Officer",
        ),
        ("Microsoft.KeyVault/vaults/write", "Key Vault Contributor"),
        (
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            "Storage Blob Data Reader",
        ),
        (
            "Microsoft.Authorization/roleAssignments/write",
            "Role Based Access Control Administrator",
        ),
        (
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
            "Managed Identity Operator",
        ),
        ("Microsoft.Resources/deployments/write", "Contributor"),
        (
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Reader",
        ),
    ] {
        assert_eq!(smallest(action), role, "{action}");
    }
}
