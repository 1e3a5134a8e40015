//! Roles, and who has which.

/// A role assigned to an identity.
pub struct Assignment {
    /// The principal id.
    pub principal_id: String,
    /// What it may do.
    pub role: Role,
    /// The id from which everything below inherits, without a trailing slash.
    pub scope: String,
}

/// The roles that the emulator has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Owner,
    /// Everything but giving roles.
    Contributor,
    /// Reading.
    Reader,
    /// Everything about virtual machines, and reading what surrounds them.
    VirtualMachineContributor,
    /// Reading and assigning user-assigned identities.
    ManagedIdentityOperator,
    /// Reading the values of secrets.
    KeyVaultSecretsUser,
    /// Reading and setting secrets.
    KeyVaultSecretsOfficer,
}

impl Role {
    /// All of them, with the names that Azure gives them.
    pub const ALL: [(&'static str, Self); 7] = [
        ("Owner", Self::Owner),
        ("Contributor", Self::Contributor),
        ("Reader", Self::Reader),
        (
            "Virtual Machine Contributor",
            Self::VirtualMachineContributor,
        ),
        ("Managed Identity Operator", Self::ManagedIdentityOperator),
        ("Key Vault Secrets User", Self::KeyVaultSecretsUser),
        ("Key Vault Secrets Officer", Self::KeyVaultSecretsOfficer),
    ];

    /// The role of that name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, role)| role)
    }

    /// Whether it allows an action such as `Microsoft.Compute/virtualMachines/read`.
    pub fn allows(self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        if let Some(of_secrets) = action.strip_prefix("microsoft.keyvault/vaults/secrets/") {
            // What a vault holds has nothing to do with who manages the vault.
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
            Self::Contributor => {
                !action.starts_with("microsoft.authorization/") || action.ends_with("/read")
            }
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
        assert!(
            Role::VirtualMachineContributor.allows(write)
                && !Role::VirtualMachineContributor.allows(identity)
        );
        assert!(
            Role::ManagedIdentityOperator.allows(identity)
                && !Role::ManagedIdentityOperator.allows(read)
        );
    }
}
