//! A scenario, checked and joined up: every reference followed, every id there.

mod build;
mod hosts;
mod identities;
mod machines;

use crate::fault::Endpoint;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub use machines::Machine;

/// The world as the endpoints see it.
pub struct World {
    /// The tenant of all identities.
    pub tenant_id: String,
    /// The cloud's name in instance metadata.
    pub az_environment: String,
    /// All subscriptions.
    pub subscriptions: Vec<Subscription>,
    /// All identities, of either kind.
    pub identities: Vec<Identity>,
    /// All resources: machines, identities and others, in the scenario's order.
    pub resources: Vec<Resource>,
    /// The machine that the Instance Metadata Service speaks for.
    pub this_vm: Machine,
    /// The places in `resources` of what the other identity endpoints speak for; without an entry an endpoint isn't there.
    pub hosts: BTreeMap<Endpoint, usize>,
    /// The person whom Cloud Shell speaks for.
    pub person: Identity,
    /// Who may do what.
    pub assignments: Vec<Assignment>,
}

/// A subscription.
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// Its name.
    pub display_name: String,
    /// `Enabled` and the like.
    pub state: String,
    /// Its tenant.
    pub tenant_id: String,
}

/// An identity of either kind, or a person.
pub struct Identity {
    /// What a token's `xms_mirid` says: the resource that owns it, or the user-assigned identity itself. A person has none.
    pub resource_id: String,
    /// Whether a resource owns it.
    pub system_assigned: bool,
    /// Whether it is a person, who owns nothing and isn't an application.
    pub person: bool,
    /// Its name, or its owner's; a person's sign-in name.
    pub name: String,
    /// Its object id.
    pub principal_id: String,
    /// Its application id.
    pub client_id: String,
}

/// A resource.
pub struct Resource {
    /// Its id.
    pub id: String,
    /// Its subscription's id.
    pub subscription_id: String,
    /// Its resource group.
    pub group: String,
    /// Its type, such as `Microsoft.Compute/virtualMachines`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its region.
    pub location: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The `identity` member of Resource Manager's answers.
    pub identity: Option<Value>,
    /// The place of its own identity in [`World::identities`].
    pub system_assigned: Option<usize>,
    /// The places of its user-assigned identities.
    pub user_assigned: Vec<usize>,
    /// Members beside the usual ones.
    pub members: Map<String, Value>,
    /// Its properties.
    pub properties: Map<String, Value>,
}

/// A role given to an identity.
pub struct Assignment {
    /// The principal id.
    pub principal_id: String,
    /// What it may do.
    pub role: Role,
    /// The id from which everything below inherits, without a trailing slash.
    pub scope: String,
}

/// The roles the emulator knows.
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

impl World {
    /// A subscription by its id.
    pub fn subscription(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions
            .iter()
            .find(|subscription| subscription.id.eq_ignore_ascii_case(id))
    }

    /// A resource by its id.
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        self.resources
            .iter()
            .find(|resource| resource.id.eq_ignore_ascii_case(id))
    }

    /// Whether a resource group exists: it does once anything is in it.
    pub fn group_exists(&self, subscription_id: &str, group: &str) -> bool {
        self.resources.iter().any(|resource| {
            resource
                .subscription_id
                .eq_ignore_ascii_case(subscription_id)
                && resource.group.eq_ignore_ascii_case(group)
        })
    }

    /// Whether a principal may do `action` on `scope`.
    pub fn may(&self, principal_id: &str, action: &str, scope: &str) -> bool {
        self.assignments.iter().any(|assignment| {
            assignment.principal_id.eq_ignore_ascii_case(principal_id)
                && assignment.role.allows(action)
                && is_within(scope, &assignment.scope)
        })
    }

    /// Whether a principal has any role in a subscription, which lets it see that the subscription exists.
    pub fn sees_subscription(&self, principal_id: &str, subscription_id: &str) -> bool {
        let id = format!("/subscriptions/{subscription_id}");
        self.assignments.iter().any(|assignment| {
            assignment.principal_id.eq_ignore_ascii_case(principal_id)
                && (is_within(&id, &assignment.scope) || is_within(&assignment.scope, &id))
        })
    }

    /// The machine that the Instance Metadata Service speaks for, as a resource.
    pub fn this_resource(&self) -> &Resource {
        &self.resources[self.this_vm.resource]
    }

    /// The resource whose identities an endpoint hands out.
    pub fn host(&self, endpoint: Endpoint) -> Option<&Resource> {
        let place = match endpoint {
            Endpoint::Imds | Endpoint::VmExtension => Some(&self.this_vm.host),
            _ => self.hosts.get(&endpoint),
        };
        place.map(|place| &self.resources[*place])
    }

    /// A resource's own identity.
    pub fn system_assigned(&self, resource: &Resource) -> Option<&Identity> {
        resource
            .system_assigned
            .map(|place| &self.identities[place])
    }

    /// A resource's user-assigned identities.
    pub fn user_assigned(&self, resource: &Resource) -> impl Iterator<Item = &Identity> {
        resource
            .user_assigned
            .iter()
            .map(|place| &self.identities[*place])
    }
}

/// The id of a resource; `kind` and `name` have as many parts as types are inside each other.
pub fn resource_id(subscription: &str, group: &str, kind: &str, name: &str) -> String {
    let mut kinds = kind.split('/');
    let mut id = format!(
        "/subscriptions/{subscription}/resourceGroups/{group}/providers/{}",
        kinds.next().unwrap_or_default()
    );
    for (kind, name) in kinds.zip(name.split('/')) {
        id.push_str(&format!("/{kind}/{name}"));
    }
    id
}

/// Whether `id` is `scope` or lies below it.
pub(crate) fn is_within(id: &str, scope: &str) -> bool {
    id.get(..scope.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scope))
        && matches!(id.as_bytes().get(scope.len()), None | Some(b'/'))
}

#[cfg(test)]
mod tests {
    use super::{Role, is_within};

    #[test]
    fn scopes_end_at_a_slash() {
        assert!(is_within(
            "/subscriptions/a/resourceGroups/rg1",
            "/subscriptions/A"
        ));
        assert!(is_within("/subscriptions/a", "/subscriptions/a"));
        assert!(is_within("/subscriptions/a", ""));
        assert!(!is_within("/subscriptions/ab", "/subscriptions/a"));
        assert!(!is_within("/subscriptions", "/subscriptions/a"));
    }

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
