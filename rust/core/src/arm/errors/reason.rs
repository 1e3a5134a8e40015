//! The reasons of error responses. Not every 403 is a missing role, and a role that doesn't help must not be advised.

use super::words::Words;
use crate::arm::storage::is_storage;
use url::Url;

/// The reason of an error response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A missing role at Resource Manager.
    Role,
    /// A missing role for the data in a resource.
    DataRole,
    /// A missing permission in the access policy of a vault.
    AccessPolicy,
    /// A missing permission that the service itself grants.
    OwnPermission,
    /// A missing application permission of Microsoft Graph.
    ApplicationPermission,
    /// A policy of Azure Policy, or of Azure itself.
    Policy,
    /// The service's network rules.
    Network,
    /// Network rules or a missing role for the data; the service's error is the same for both.
    NetworkOrDataRole,
    /// A deny assignment.
    DenyAssignment,
    /// A Conditional Access policy.
    ConditionalAccess,
    /// An eligible role that must be activated first.
    EligibleRole,
    /// An exhausted quota.
    Quota,
    /// A disabled subscription.
    DisabledSubscription,
    /// A lock.
    Lock,
    /// A resource provider that isn't registered in the subscription.
    NotRegistered,
    /// An identity of another tenant.
    OtherTenant,
    /// Something else, which the service's message explains.
    Other,
}

/// Phrases, in lower case, that count more than any code, because services send them with the code of a missing role.
const DECISIVE: &[(Reason, &[&str])] = &[
    (Reason::OtherTenant, &["not authorized to access linked subscription"]),
    // An id in the request is wrong, so no role helps.
    (Reason::Other, &["however the linked subscription '"]),
    (
        Reason::DenyAssignment,
        &["because of the deny assignment", "deny assignment with name", "deniedbydenyassignment"],
    ),
    // A managed HSM has its own roles.
    (Reason::OwnPermission, &["not authorized to access microsoft.keyvault/managedhsm/"]),
];

/// Codes, in lower case. They count more than phrases: an action such as `firewallRules/write` isn't a firewall.
const CODES: &[(Reason, &[&str])] = &[
    (Reason::Policy, &["requestdisallowedbypolicy", "requestdisallowedbyazure", "forbiddenbypolicy"]),
    (
        Reason::Network,
        &[
            "forbiddenbyfirewall",
            "forbiddenbyconnection",
            "nspvalidationfailederror",
            "networkaclsdenied",
            "networkaclsvalidationfailure",
            "publicnetworkaccessdisabled",
            "clientipaddressnotauthorized",
            "clientipnotallowed",
            "ipaddressnotallowed",
            "ipnotallowed",
            "ipforbidden",
            "denypublicendpointenabled",
            "authorizationsourceipmismatch",
            "authorizationfailurenetwork",
        ],
    ),
    (Reason::DenyAssignment, &["denyassignmentauthorizationfailed"]),
    (Reason::Lock, &["scopelocked"]),
    (Reason::NotRegistered, &["missingsubscriptionregistration", "subscriptionnotregistered"]),
    (Reason::Quota, &["quotaexceeded", "subscriptionisoverquotaforsku"]),
    (
        Reason::DisabledSubscription,
        &["readonlydisabledsubscription", "disabledsubscription", "subscriptionisdisabled", "subscriptiondisabled"],
    ),
    (Reason::ApplicationPermission, &["authorization_requestdenied", "erroraccessdenied"]),
    (
        Reason::Role,
        &["authorizationfailed", "linkedauthorizationfailed", "linkedaccesscheckfailed", "insufficientaccesserror"],
    ),
    (Reason::DataRole, &["authorizationpermissionmismatch", "insufficientaccountpermissions", "forbiddenbyrbac"]),
    (Reason::OtherTenant, &["invalidauthenticationtokentenant", "issuermismatch", "tenantmismatch"]),
    (Reason::OwnPermission, &["insufficientprivileges", "powerbinotauthorizedexception"]),
];

/// Phrases, in lower case.
const PHRASES: &[(Reason, &[&str])] = &[
    (
        Reason::OtherTenant,
        &[
            "akv10032",
            "wrong issuer",
            "invalid issuer",
            "issuer did not match",
            "issuer validation failed",
            "idx10205",
            "tenant provided in token does not match",
            "does not match resource tenant",
            "aadsts50020",
            "aadsts500212",
            "aadsts500213",
            "aadsts700016",
            "aadsts7000229",
            "aadsts90002",
            "aadsts90072",
        ],
    ),
    (Reason::ConditionalAccess, &["conditional access", "aadsts530"]),
    (Reason::Policy, &["disallowed by policy", "disallowed by azure"]),
    (
        Reason::EligibleRole,
        &[
            "privileged identity management",
            "eligible role",
            "eligible assignment",
            "role must be activated",
            "activate the role",
        ],
    ),
    (
        Reason::Network,
        &[
            "client address is not authorized",
            "public network access is disabled",
            "public network access to this resource",
            "publicnetworkaccess",
            "firewall",
            "virtual network",
            "vnet rules",
            "network rule",
            "network acl",
            "network security perimeter",
            "private endpoint",
            "private link",
            "through public internet",
            "client with ip",
            "ip access list",
            "ip acl",
            "ip address is not allowed",
            "ip address is blocked",
            "source ip address",
            "ip restriction",
            "ip forbidden",
            "ip has been prevented",
            "ip is not allowed",
        ],
    ),
    (
        Reason::Quota,
        &[
            "without additional quota",
            "has quota of 0 instances",
            "subscription has reached the limit of",
            "exceeding approved",
            "out of call volume quota",
            "out of bandwidth quota",
        ],
    ),
    (Reason::ApplicationPermission, &["insufficient privileges to complete the operation"]),
    (Reason::DisabledSubscription, &["subscription is disabled", "marked as read only"]),
    (Reason::Role, &["does not have authorization to perform action", "does not have permission to perform action"]),
    (Reason::AccessPolicy, &["permission on key vault"]),
    (
        Reason::DataRole,
        &[
            "principal does not have access to api/operation",
            "caller is not authorized to perform action on resource",
            "lacks the required data action",
            "not authorized to perform this operation using this permission",
            "claim(s) are required",
            "claim\\(s\\) are required",
            "claims required for this operation",
            "claim is required for this operation",
            "claim is empty or token is invalid",
            "does not have permission to send data to",
            "due to no assigned permissions",
            "does not have access to ingest data",
        ],
    ),
    (
        Reason::OwnPermission,
        &[
            "required rbac permissions",
            "required synapse rbac permission",
            "not authorized to perform operation",
            "tf400813",
            "permission_denied",
            "is not authorized to access database",
            "is not authorized to read database",
        ],
    ),
];

impl Reason {
    /// The reason of an error response, or `Other`.
    pub fn of(words: &Words, service: Service) -> Self {
        let text = words.all.to_ascii_lowercase();
        let says = |(_, phrases): &&(Self, &[&str])| phrases.iter().any(|p| text.contains(p));
        if let Some((reason, _)) = DECISIVE.iter().find(says) {
            return *reason;
        }
        let by_code = |code: &str| {
            let code = code.to_ascii_lowercase();
            let row = CODES.iter().find(|(_, codes)| codes.contains(&&*code));
            row.map(|(reason, _)| *reason)
        };
        // Inner codes are more specific.
        if let Some(reason) = words.codes.iter().rev().find_map(|code| by_code(code)) {
            return match (reason, service) {
                (Self::Role, Service::Graph) => Self::ApplicationPermission,
                // If another service uses Resource Manager's code without naming an action, it means its own data.
                (Self::Role, Service::KeyVault | Service::Storage | Service::Messaging | Service::Other)
                    if words.has_code("AuthorizationFailed") && !text.contains("perform action '") =>
                {
                    Self::DataRole
                }
                _ => reason,
            };
        }
        if words.has_code("AccessDenied") && service == Service::KeyVault {
            return Self::AccessPolicy;
        }
        // Storage has the same error for its network rules and for a missing role, unless the code is more specific.
        let is_storage =
            service == Service::Storage || text.contains("this request is not authorized to perform this operation");
        if words.has_code("AuthorizationFailure") && is_storage {
            return Self::NetworkOrDataRole;
        }
        match PHRASES.iter().find(says) {
            Some((reason, _)) => *reason,
            None if words.has_code("permission_denied") => Self::OwnPermission,
            None if service == Service::Graph => Self::ApplicationPermission,
            None => Self::Other,
        }
    }
}

/// The services for which advice differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    ResourceManager,
    KeyVault,
    Storage,
    /// Service Bus and Event Hubs.
    Messaging,
    Graph,
    Other,
}

impl Service {
    /// Determines the service by the address, or by the audience of the token.
    pub fn of(url: &Url, audience: Option<&str>, is_resource_manager: bool) -> Self {
        if is_resource_manager {
            return Self::ResourceManager;
        }
        let host = url.host_str().unwrap_or_default();
        let named = audience.unwrap_or_default().to_ascii_lowercase();
        let named = named.trim_start_matches("https://");
        // The first label is the customer's name.
        let below = host.split_once('.').map_or("", |(_, domain)| domain);
        let begins = |names: &[&str]| {
            let fits = |text: &str| names.iter().any(|name| text.starts_with(name));
            fits(below) || fits(named)
        };
        if begins(&["vault.", "managedhsm.", "keyvault"]) {
            return Self::KeyVault;
        }
        if is_storage(url, audience) {
            return Self::Storage;
        }
        if begins(&["servicebus.", "eventhubs."]) {
            return Self::Messaging;
        }
        if host.starts_with("graph.") || host.starts_with("microsoftgraph.") || begins(&["graph", "microsoftgraph."]) {
            return Self::Graph;
        }
        Self::Other
    }
}

#[cfg(test)]
mod tests;
