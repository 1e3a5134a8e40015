//! GUIDs, ARM resource ids and names: read and checked before anything is sent.

use std::ops::Range;
use std::str::Split;

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
    let may_be_in_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '(' | ')');
    text.chars().all(may_be_in_name) && (1..=128).contains(&text.chars().count()) && !text.ends_with('.')
}

/// Whether the text can be the name of a resource group: 1 to 90 letters, digits, `-`, `_`, `.`, parentheses; no trailing dot.
#[must_use]
pub fn is_resource_group_name(text: &str) -> bool {
    is_resource_name(text) && text.chars().count() <= 90
}

/// An ARM resource id, taken apart. Compared without regard to case, as Resource Manager does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceId {
    text: String,
    /// Where in the text the resource group stands.
    resource_group: Option<Range<usize>>,
    /// Where the provider begins: below it types and names alternate.
    provider: usize,
}

/// What stands before the subscription, in any case.
const SUBSCRIPTIONS: &str = "/subscriptions/";

impl ResourceId {
    /// Reads `/subscriptions/{guid}[/resourceGroups/{rg}]/providers/{namespace}/{type}/{name}[/{type}/{name}...]`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_end_matches('/');
        let mut at = 0;
        // Bytes, because long lists are read by this; in UTF-8 what looks like a slash is one.
        let mut next = || {
            let rest = text.as_bytes().get(at..)?.strip_prefix(b"/")?;
            let length = rest.iter().position(|byte| *byte == b'/');
            let place = at + 1..at + 1 + length.unwrap_or(rest.len());
            at = place.end;
            Some(place).filter(|place| !place.is_empty())
        };
        let is = |place: Range<usize>, word| text[place].eq_ignore_ascii_case(word);
        if !is(next()?, "subscriptions") || !is_guid(&text[next()?]) {
            return None;
        }
        let mut word = next()?;
        let mut resource_group = None;
        if is(word.clone(), "resourceGroups") {
            resource_group = Some(next().filter(|group| is_resource_group_name(&text[group.clone()]))?);
            word = next()?;
        }
        if !is(word, "providers") {
            return None;
        }
        let provider = next().filter(|provider| is_resource_name(&text[provider.clone()]))?;
        let mut depth = 0;
        while let Some(kind) = next() {
            if !is_resource_name(&text[kind]) || !is_resource_name(&text[next()?]) {
                return None;
            }
            depth += 1;
        }
        (depth > 0 && at == text.len()).then(|| Self {
            text: text.to_owned(),
            resource_group,
            provider: provider.start,
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
        const GUID: usize = 36;
        &self.text[SUBSCRIPTIONS.len()..][..GUID]
    }

    /// The resource group, unless the resource belongs to the subscription itself.
    #[must_use]
    pub fn resource_group(&self) -> Option<&str> {
        self.resource_group.clone().map(|place| &self.text[place])
    }

    /// The name of the resource: the last one of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path().next_back().unwrap_or_default()
    }

    /// The namespace of its type, for example `Microsoft.Compute`.
    #[must_use]
    pub fn provider(&self) -> &str {
        self.path().next().unwrap_or_default()
    }

    /// Whether it is of that type, for example `microsoft.compute/virtualmachines`.
    #[must_use]
    pub fn is(&self, kind: &str) -> bool {
        let mut wanted = kind.split('/');
        let fits = |part: &str| wanted.next().is_some_and(|kind| kind.eq_ignore_ascii_case(part));
        self.types().all(fits) && wanted.next().is_none()
    }

    /// Provider, type, name and so on.
    fn path(&self) -> Split<'_, char> {
        self.text[self.provider..].split('/')
    }

    /// Provider, type and further types.
    fn types(&self) -> impl Iterator<Item = &str> {
        let is_type = |at: usize| at == 0 || at % 2 == 1;
        let parts = self.path().enumerate();
        parts.filter(move |(at, _)| is_type(*at)).map(|(_, part)| part)
    }

    /// The id of its scale set, for an instance of a uniform one.
    #[must_use]
    pub fn scale_set(&self) -> Option<&str> {
        let is_instance = self.is("microsoft.compute/virtualmachinescalesets/virtualmachines");
        self.text.rsplitn(3, '/').nth(2).filter(|_| is_instance)
    }

    /// Whether it names a user-assigned identity.
    #[must_use]
    pub fn is_user_assigned_identity(&self) -> bool {
        self.is("microsoft.managedidentity/userassignedidentities")
    }

    /// Whether it names a machine: a VM, a scale set or an instance of one, an Arc-enabled server.
    #[must_use]
    pub fn is_machine(&self) -> bool {
        const MACHINES: [&str; 4] = [
            "microsoft.compute/virtualmachines",
            "microsoft.compute/virtualmachinescalesets",
            "microsoft.compute/virtualmachinescalesets/virtualmachines",
            "microsoft.hybridcompute/machines",
        ];
        MACHINES.iter().any(|kind| self.is(kind))
    }

    /// Whether both name the same resource.
    #[must_use]
    pub fn same_as(&self, other: &str) -> bool {
        self.text.eq_ignore_ascii_case(other.trim_end_matches('/'))
    }
}

/// The text, if it is safe to stand in a command that a user is advised to run: a GUID, or an ARM id of checked parts in plain
/// letters. A service's words never get there otherwise.
#[must_use]
pub fn advisable(text: &str) -> Option<&str> {
    let text = text.trim();
    // Letters of other scripts are fine in a name, and mislead in a command; parentheses a shell reads as its own.
    let is_plain = text.is_ascii() && !text.contains(['(', ')']);
    (is_plain && (is_guid(text) || ResourceId::parse(text).is_some())).then_some(text)
}

/// The name, if it is safe to stand in a command that a user is advised to run; else a place for it.
#[must_use]
pub fn advisable_name(name: &str) -> &str {
    let plain = name.is_ascii() && is_resource_name(name) && !name.contains(['(', ')']);
    // A dash in front would make an option of it.
    if plain && !name.starts_with('-') { name } else { "<name>" }
}

#[cfg(test)]
mod tests;
