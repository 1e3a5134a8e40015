//! Parses and validates GUIDs, ARM resource ids and names before anything is sent.

use std::str::Split;

/// Whether the text is a GUID in its plain form, 8-4-4-4-12 hexadecimal digits.
pub fn is_guid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// Whether the text can be the name of a resource: the union of what Azure allows for VMs and identities. (Letters of
/// any script, digits, `-`, `_`, `.`, parentheses; 1 to 128 characters, no trailing dot.)
pub fn is_resource_name(text: &str) -> bool {
    let may_be_in_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '(' | ')');
    text.chars().all(may_be_in_name) && (1..=128).contains(&text.chars().count()) && !text.ends_with('.')
}

/// Whether the text can be the name of a resource group: 1 to 90 letters, digits, `-`, `_`, `.`, parentheses; no
/// trailing dot.
pub fn is_resource_group_name(text: &str) -> bool {
    is_resource_name(text) && text.chars().count() <= 90
}

/// The segment before the resource group.
const GROUPS: &str = "resourceGroups";

/// A validated ARM resource id. Like Resource Manager, its methods ignore case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceId(String);

impl ResourceId {
    /// Parses `/subscriptions/{guid}[/resourceGroups/{rg}]/providers/{namespace}/{type}/{name}[/{type}/{name}...]`.
    pub fn parse(text: &str) -> Option<Self> {
        let id = Self(text.trim_end_matches('/').to_owned());
        let mut parts = id.parts();
        let begins = parts.next()?.is_empty() && parts.next()?.eq_ignore_ascii_case("subscriptions");
        if !begins || !is_guid(parts.next()?) {
            return None;
        }
        let mut word = parts.next()?;
        if word.eq_ignore_ascii_case(GROUPS) {
            parts.next().filter(|group| is_resource_group_name(group))?;
            word = parts.next()?;
        }
        let length = parts.clone().count();
        let is_whole = word.eq_ignore_ascii_case("providers") && length >= 3 && length % 2 == 1;
        (is_whole && parts.all(is_resource_name)).then_some(id)
    }

    /// The id as written, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The subscription, a GUID.
    pub fn subscription(&self) -> &str {
        self.parts().nth(2).unwrap_or_default()
    }

    /// The resource group, unless the resource belongs to the subscription itself.
    pub fn resource_group(&self) -> Option<&str> {
        let mut parts = self.parts().skip(3);
        parts.next().filter(|word| word.eq_ignore_ascii_case(GROUPS)).and(parts.next())
    }

    /// The name of the resource: the last segment.
    pub fn name(&self) -> &str {
        self.parts().next_back().unwrap_or_default()
    }

    /// The namespace of its type, such as `Microsoft.Compute`.
    pub fn provider(&self) -> &str {
        self.path().next().unwrap_or_default()
    }

    /// Whether it has this type, such as `microsoft.compute/virtualmachines`.
    pub fn is(&self, kind: &str) -> bool {
        self.kind().eq_ignore_ascii_case(kind)
    }

    /// The segments: an empty one, `subscriptions`, the subscription and so on.
    fn parts(&self) -> Split<'_, char> {
        self.0.split('/')
    }

    /// The segments from the provider on: the provider, then types and names in turn.
    fn path(&self) -> impl Iterator<Item = &str> {
        self.parts().skip(if self.resource_group().is_some() { 6 } else { 4 })
    }

    /// The provider and all types.
    fn kind(&self) -> String {
        let is_type = |at: usize| at == 0 || at % 2 == 1;
        let types: Vec<&str> = self.path().enumerate().filter(|(at, _)| is_type(*at)).map(|(_, part)| part).collect();
        types.join("/")
    }

    /// The id of the scale set, if this is an instance of a uniform one.
    pub fn scale_set(&self) -> Option<&str> {
        let is_instance = self.is("microsoft.compute/virtualmachinescalesets/virtualmachines");
        self.0.rsplitn(3, '/').nth(2).filter(|_| is_instance)
    }

    /// Whether it names a user-assigned identity.
    pub fn is_user_assigned_identity(&self) -> bool {
        self.is("microsoft.managedidentity/userassignedidentities")
    }

    /// Whether it names a machine: a VM, a scale set or an instance of one, an Arc-enabled server.
    pub fn is_machine(&self) -> bool {
        const MACHINES: [&str; 4] = [
            "microsoft.compute/virtualmachines",
            "microsoft.compute/virtualmachinescalesets",
            "microsoft.compute/virtualmachinescalesets/virtualmachines",
            "microsoft.hybridcompute/machines",
        ];
        let own = self.kind();
        MACHINES.iter().any(|kind| kind.eq_ignore_ascii_case(&own))
    }

    /// Whether both name the same resource.
    pub fn same_as(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other.trim_end_matches('/'))
    }
}

/// The text, if it's safe in a command that a hint suggests: a GUID, or a valid ARM id in ASCII. Text of a service only
/// gets into commands through this check.
pub fn advisable(text: &str) -> Option<&str> {
    let text = text.trim();
    // Letters of other scripts are valid in names but misleading in commands. Shells interpret parentheses.
    let is_plain = text.is_ascii() && !text.contains(['(', ')']);
    (is_plain && (is_guid(text) || ResourceId::parse(text).is_some())).then_some(text)
}

/// The name, if it's safe in a command that a hint suggests; else a placeholder.
pub fn advisable_name(name: &str) -> &str {
    let plain = name.is_ascii() && is_resource_name(name) && !name.contains(['(', ')']);
    // A leading dash would make it an option.
    if plain && !name.starts_with('-') { name } else { "<name>" }
}

#[cfg(test)]
mod tests;
