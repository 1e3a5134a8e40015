//! GUIDs, ARM resource ids and names: read and checked before anything is sent.

/// Whether the text is a GUID in its plain form, 8-4-4-4-12 hexadecimal digits.
#[must_use]
pub fn is_guid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// Whether the text can be the name of a resource: what Azure allows for VMs and identities, taken together.
/// (Letters of any script, digits, `-`, `_`, `.`, parentheses; 1 to 128 characters, no trailing dot.)
#[must_use]
pub fn is_resource_name(text: &str) -> bool {
    let count = text.chars().count();
    (1..=128).contains(&count)
        && !text.ends_with('.')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '(' | ')'))
}

/// Whether the text can be the name of a resource group: 1 to 90 letters, digits, `-`, `_`, `.`, parentheses; no trailing dot.
#[must_use]
pub fn is_resource_group_name(text: &str) -> bool {
    text.chars().count() <= 90 && is_resource_name(text)
}

/// An ARM resource id, split. Compared without regard to case, as Resource Manager does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceId {
    text: String,
    subscription: String,
    resource_group: Option<String>,
    provider: String,
    /// Alternating types and names below the provider.
    path: Vec<(String, String)>,
}

impl ResourceId {
    /// Reads `/subscriptions/{guid}[/resourceGroups/{rg}]/providers/{namespace}/{type}/{name}[/{type}/{name}...]`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_end_matches('/');
        let mut parts = text.strip_prefix('/')?.split('/');
        let mut next = || parts.next().filter(|part| !part.is_empty());
        if !next()?.eq_ignore_ascii_case("subscriptions") {
            return None;
        }
        let subscription = next().filter(|s| is_guid(s))?.to_owned();
        let mut word = next()?;
        let mut resource_group = None;
        if word.eq_ignore_ascii_case("resourceGroups") {
            resource_group = Some(next().filter(|g| is_resource_group_name(g))?.to_owned());
            word = next()?;
        }
        if !word.eq_ignore_ascii_case("providers") {
            return None;
        }
        let provider = next().filter(|p| is_resource_name(p))?.to_owned();
        let mut path = Vec::new();
        while let Some(kind) = next() {
            let name = next()?;
            if !is_resource_name(kind) || !is_resource_name(name) {
                return None;
            }
            path.push((kind.to_owned(), name.to_owned()));
        }
        (!path.is_empty() && parts.next().is_none()).then(|| Self {
            text: text.to_owned(),
            subscription,
            resource_group,
            provider,
            path,
        })
    }

    /// The id as it was written, without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The subscription, a GUID.
    #[must_use]
    pub fn subscription(&self) -> &str {
        &self.subscription
    }

    /// The resource group, unless the resource belongs to the subscription itself.
    #[must_use]
    pub fn resource_group(&self) -> Option<&str> {
        self.resource_group.as_deref()
    }

    /// The name of the resource: the last one of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.last().map_or("", |(_, name)| name)
    }

    /// The name of the outermost resource: for an instance of a scale set, the set.
    #[must_use]
    pub fn parent_name(&self) -> &str {
        self.path.first().map_or("", |(_, name)| name)
    }

    /// The full type in lower case, for example `microsoft.compute/virtualmachines`.
    #[must_use]
    pub fn kind(&self) -> String {
        let mut kind = self.provider.to_ascii_lowercase();
        for (part, _) in &self.path {
            kind.push('/');
            kind.push_str(&part.to_ascii_lowercase());
        }
        kind
    }

    /// Whether it names a user-assigned identity.
    #[must_use]
    pub fn is_user_assigned_identity(&self) -> bool {
        self.kind() == "microsoft.managedidentity/userassignedidentities"
    }

    /// Whether it names a machine: a VM, a scale set or an instance of one, an Arc-enabled server.
    #[must_use]
    pub fn is_machine(&self) -> bool {
        matches!(
            self.kind().as_str(),
            "microsoft.compute/virtualmachines"
                | "microsoft.compute/virtualmachinescalesets"
                | "microsoft.compute/virtualmachinescalesets/virtualmachines"
                | "microsoft.hybridcompute/machines"
        )
    }

    /// Whether both name the same resource.
    #[must_use]
    pub fn same_as(&self, other: &str) -> bool {
        self.text.eq_ignore_ascii_case(other.trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests;
