//! Roles and their assignments.

use super::resource::is_within;

/// A role assigned to an identity.
pub struct Assignment {
    /// The principal id.
    pub principal_id: String,
    /// The assigned role.
    pub role: Role,
    /// The id of the scope, without a trailing slash. Everything below inherits the role.
    pub scope: String,
}

impl Assignment {
    /// Whether it allows a principal to perform `action` on `scope`.
    pub fn allows(&self, principal: &str, action: &str, scope: &str) -> bool {
        self.principal_id.eq_ignore_ascii_case(principal) && self.role.allows(action) && is_within(scope, &self.scope)
    }
}

/// The roles that the emulator has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Owner,
    /// Everything except assigning roles.
    Contributor,
    /// Reading.
    Reader,
    /// Managing virtual machines, and reading related resources.
    VirtualMachineContributor,
    /// Reading and assigning user-assigned identities.
    ManagedIdentityOperator,
    /// Reading the values of secrets.
    KeyVaultSecretsUser,
    /// Reading and setting secrets.
    KeyVaultSecretsOfficer,
}

impl Role {
    /// All roles, with their names and ids in Azure.
    pub const ALL: [(&'static str, &'static str, Self); 7] = [
        ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", Self::Owner),
        ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c", Self::Contributor),
        ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", Self::Reader),
        ("Virtual Machine Contributor", "9980e02c-c2be-4d73-94e8-173b1dc7cf3c", Self::VirtualMachineContributor),
        ("Managed Identity Operator", "f1a07417-d97a-45cb-824c-7a7467783830", Self::ManagedIdentityOperator),
        ("Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6", Self::KeyVaultSecretsUser),
        ("Key Vault Secrets Officer", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", Self::KeyVaultSecretsOfficer),
    ];

    /// Finds a role by its name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|(known, ..)| known.eq_ignore_ascii_case(name));
        found.map(|(.., role)| role)
    }

    /// Whether it allows an action such as `Microsoft.Compute/virtualMachines/read`.
    pub fn allows(self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        if let Some(of_secrets) = action.strip_prefix("microsoft.keyvault/vaults/secrets/") {
            // Roles that manage a vault don't give access to its secrets.
            return match self {
                Self::KeyVaultSecretsUser => {
                    matches!(of_secrets, "getsecret/action" | "readmetadata/action")
                }
                other => other == Self::KeyVaultSecretsOfficer,
            };
        }
        match self {
            Self::KeyVaultSecretsUser | Self::KeyVaultSecretsOfficer => false,
            Self::Owner => true,
            Self::Contributor => !action.starts_with("microsoft.authorization/") || action.ends_with("/read"),
            Self::Reader => action.ends_with("/read"),
            Self::VirtualMachineContributor => {
                action.starts_with("microsoft.compute/virtualmachines/")
                    || action.starts_with("microsoft.compute/virtualmachinescalesets/")
                    || action == "microsoft.compute/disks/read"
                    || action == "microsoft.resources/subscriptions/resourcegroups/read"
            }
            Self::ManagedIdentityOperator => {
                action.starts_with("microsoft.managedidentity/userassignedidentities/")
                    || action == "microsoft.resources/subscriptions/resourcegroups/read"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn roles_allow_what_their_names_say() {
        let read = "Microsoft.Compute/virtualMachines/read";
        let write = "Microsoft.Compute/virtualMachines/write";
        let grant = "Microsoft.Authorization/roleAssignments/write";
        let identity = "Microsoft.ManagedIdentity/userAssignedIdentities/read";
        let secret = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
        assert!(Role::KeyVaultSecretsUser.allows(secret) && !Role::Owner.allows(secret));
        assert!(!Role::KeyVaultSecretsUser.allows(read));
        assert!(Role::Owner.allows(grant) && Role::Owner.allows(read));
        assert!(Role::Contributor.allows(write) && !Role::Contributor.allows(grant));
        assert!(Role::Reader.allows(read) && !Role::Reader.allows(write));
        assert!(Role::VirtualMachineContributor.allows(write) && !Role::VirtualMachineContributor.allows(identity));
        assert!(Role::ManagedIdentityOperator.allows(identity) && !Role::ManagedIdentityOperator.allows(read));
    }
}
