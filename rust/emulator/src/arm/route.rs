//! Paths.

/// What a path names.
#[derive(Debug, PartialEq, Eq)]
pub enum Route<'a> {
    /// `/metadata/endpoints`
    Metadata,
    /// `/tenants`
    Tenants,
    /// `/subscriptions`
    Subscriptions,
    /// `/subscriptions/{id}`
    Subscription {
        /// Its id.
        id: &'a str,
    },
    /// `/subscriptions/{id}/resources`
    GenericList {
        /// The subscription's id.
        subscription: &'a str,
    },
    /// All resources of a type, in a subscription or a group.
    List {
        /// The subscription's id.
        subscription: &'a str,
        /// The resource group.
        group: Option<&'a str>,
        /// The type, with its namespace.
        kind: String,
    },
    /// One resource.
    One {
        /// The subscription's id.
        subscription: &'a str,
        /// The resource group.
        group: &'a str,
        /// The type, with its namespace.
        kind: String,
        /// Its name.
        name: &'a str,
    },
}

impl<'a> Route<'a> {
    /// What a path's segments name, if anything.
    pub fn of(segments: &'a [String]) -> Option<Self> {
        let parts = segments.iter().map(String::as_str).collect::<Vec<_>>();
        let is = |at: usize, word: &str| {
            parts
                .get(at)
                .is_some_and(|part: &&str| part.eq_ignore_ascii_case(word))
        };
        if parts.len() == 2 && is(0, "metadata") && is(1, "endpoints") {
            return Some(Self::Metadata);
        }
        if parts.len() == 1 && is(0, "tenants") {
            return Some(Self::Tenants);
        }
        if !is(0, "subscriptions") {
            return None;
        }
        let kind = |namespace: &str, kind: &str| format!("{namespace}/{kind}");
        match parts[1..] {
            [] => Some(Self::Subscriptions),
            [id] => Some(Self::Subscription { id }),
            [subscription, _] if is(2, "resources") => Some(Self::GenericList { subscription }),
            [subscription, _, namespace, of] if is(2, "providers") => Some(Self::List {
                subscription,
                group: None,
                kind: kind(namespace, of),
            }),
            [subscription, _, group, _, namespace, of]
                if is(2, "resourceGroups") && is(4, "providers") =>
            {
                Some(Self::List {
                    subscription,
                    group: Some(group),
                    kind: kind(namespace, of),
                })
            }
            [subscription, _, group, _, namespace, of, name]
                if is(2, "resourceGroups") && is(4, "providers") =>
            {
                Some(Self::One {
                    subscription,
                    group,
                    kind: kind(namespace, of),
                    name,
                })
            }
            _ => None,
        }
    }

    /// The subscription that it lies in.
    pub fn subscription(&self) -> Option<&'a str> {
        match self {
            Self::Metadata | Self::Tenants | Self::Subscriptions => None,
            Self::Subscription { id: subscription }
            | Self::GenericList { subscription }
            | Self::List { subscription, .. }
            | Self::One { subscription, .. } => Some(subscription),
        }
    }
}
