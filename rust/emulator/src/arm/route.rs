//! The target of a request's path.

use crate::model::inventory::resource_id;

/// The target of a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Route<'a> {
    /// `/metadata/endpoints`
    Metadata,
    /// `/tenants`
    Tenants,
    /// `/subscriptions`
    Subscriptions,
    /// `/subscriptions/{id}`
    Subscription { id: &'a str },
    /// `/subscriptions/{id}/resources`
    GenericList { subscription: &'a str },
    /// `/providers/Microsoft.ResourceGraph/resources`
    Graph,
    /// `/subscriptions/{id}/resourcegroups`
    Groups { subscription: &'a str },
    /// `/subscriptions/{id}/resourcegroups/{name}`
    Group { subscription: &'a str, name: &'a str },
    /// `/subscriptions/{id}/operationresults/{operation}`
    OperationResult { subscription: &'a str, operation: &'a str },
    /// `{scope}/providers/Microsoft.Authorization/roleDefinitions`
    RoleDefinitions { scope: String },
    /// `{scope}/providers/Microsoft.Authorization/roleAssignments`
    RoleAssignments { scope: String, name: Option<&'a str> },
    /// All resources of a type.
    List { collection: Collection<'a>, parent: Option<String> },
    /// One resource.
    One { collection: Collection<'a>, name: String },
    /// The system-assigned identity of a resource.
    OwnIdentity { collection: Collection<'a>, name: String },
}

/// All resources of a type in a subscription or group.
#[derive(Debug, PartialEq, Eq)]
pub struct Collection<'a> {
    /// The subscription's id.
    pub subscription: &'a str,
    /// The resource group, which is optional for lists.
    pub group: Option<&'a str>,
    /// The type, with its namespace.
    pub kind: String,
}

impl<'a> Route<'a> {
    /// Returns the target of a path's segments, if there is one.
    pub fn of(segments: &'a [String]) -> Option<Self> {
        let parts = segments.iter().map(String::as_str).collect::<Vec<_>>();
        let is = |at: usize, word: &str| parts.get(at).is_some_and(|part: &&str| part.eq_ignore_ascii_case(word));
        if parts.len() == 2 && is(0, "metadata") && is(1, "endpoints") {
            return Some(Self::Metadata);
        }
        if parts.len() == 1 && is(0, "tenants") {
            return Some(Self::Tenants);
        }
        if let Some(route) = Self::of_roles(&parts) {
            return Some(route);
        }
        if parts.len() == 3 && is(0, "providers") && is(1, "Microsoft.ResourceGraph") && is(2, "resources") {
            return Some(Self::Graph);
        }
        if !is(0, "subscriptions") {
            return None;
        }
        match parts[1..] {
            [] => Some(Self::Subscriptions),
            [id] => Some(Self::Subscription { id }),
            [subscription, _] if is(2, "resources") => Some(Self::GenericList { subscription }),
            [subscription, _] if is(2, "resourceGroups") => Some(Self::Groups { subscription }),
            [subscription, _, name] if is(2, "resourceGroups") => Some(Self::Group { subscription, name }),
            [subscription, _, operation] if is(2, "operationresults") => {
                Some(Self::OperationResult { subscription, operation })
            }
            [subscription, _, namespace, ref rest @ ..] if is(2, "providers") => {
                Self::of_provider(subscription, None, namespace, rest)
            }
            [subscription, _, group, _, namespace, ref rest @ ..] if is(2, "resourceGroups") && is(4, "providers") => {
                Self::of_provider(subscription, Some(group), namespace, rest)
            }
            _ => None,
        }
    }

    /// Roles at any scope.
    fn of_roles(parts: &[&'a str]) -> Option<Self> {
        let at = parts.windows(2).rposition(|pair| {
            pair[0].eq_ignore_ascii_case("providers") && pair[1].eq_ignore_ascii_case("Microsoft.Authorization")
        })?;
        let scope = parts[..at].iter().map(|part| format!("/{part}")).collect();
        match parts[at + 2..] {
            [kind] if kind.eq_ignore_ascii_case("roleDefinitions") => Some(Self::RoleDefinitions { scope }),
            [kind] if kind.eq_ignore_ascii_case("roleAssignments") => Some(Self::RoleAssignments { scope, name: None }),
            [kind, name] if kind.eq_ignore_ascii_case("roleAssignments") => {
                Some(Self::RoleAssignments { scope, name: Some(name) })
            }
            _ => None,
        }
    }

    /// Parses the segments after a provider's namespace: alternating types and names.
    fn of_provider(subscription: &'a str, group: Option<&'a str>, namespace: &str, rest: &[&'a str]) -> Option<Self> {
        let (rest, own_identity) = match rest {
            [rest @ .., providers, provider, identities, default]
                if providers.eq_ignore_ascii_case("providers")
                    && provider.eq_ignore_ascii_case("Microsoft.ManagedIdentity")
                    && identities.eq_ignore_ascii_case("identities")
                    && default.eq_ignore_ascii_case("default") =>
            {
                (rest, true)
            }
            _ => (rest, false),
        };
        let kinds = rest.iter().step_by(2).copied();
        let kind = std::iter::once(namespace).chain(kinds).collect::<Vec<_>>().join("/");
        let names = rest.iter().skip(1).step_by(2).copied().collect::<Vec<_>>();
        let collection = Collection { subscription, group, kind };
        match (rest.len() % 2, own_identity) {
            _ if rest.is_empty() => None,
            (1, false) if group.is_some() || names.is_empty() => {
                Some(Self::List { collection, parent: (!names.is_empty()).then(|| names.join("/")) })
            }
            (0, false) if group.is_some() => Some(Self::One { collection, name: names.join("/") }),
            (0, true) if group.is_some() => Some(Self::OwnIdentity { collection, name: names.join("/") }),
            _ => None,
        }
    }

    /// Its subscription.
    pub fn subscription(&self) -> Option<&'a str> {
        match self {
            Self::Metadata
            | Self::Tenants
            | Self::Subscriptions
            | Self::Graph
            | Self::RoleDefinitions { .. }
            | Self::RoleAssignments { .. } => None,
            Self::Subscription { id: subscription }
            | Self::GenericList { subscription }
            | Self::Groups { subscription }
            | Self::Group { subscription, .. }
            | Self::OperationResult { subscription, .. } => Some(subscription),
            Self::List { collection, .. } | Self::One { collection, .. } | Self::OwnIdentity { collection, .. } => {
                Some(collection.subscription)
            }
        }
    }
}

impl Collection<'_> {
    /// The resource group, or an empty text if there is none.
    pub fn group(&self) -> &str {
        self.group.unwrap_or_default()
    }

    /// Whether its resources are of that type.
    pub fn is_of(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }

    /// Returns the id of the resource with this name.
    pub fn id(&self, name: &str) -> String {
        resource_id(self.subscription, self.group(), &self.kind, name)
    }
}
