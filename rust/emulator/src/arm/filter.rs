//! `$filter` of the generic resource list, as far as clients use it.

use crate::model::inventory::Resource;
use serde_json::Value;

/// Conditions that all must hold.
#[derive(Debug, PartialEq, Eq)]
pub struct Filter(Vec<Condition>);

#[derive(Debug, PartialEq, Eq)]
enum Condition {
    Equal(Property, String),
    NotEqual(Property, String),
    Contains(Property, String),
    TagName(String),
    TagNameStart(String),
    TagValue(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Property {
    Name,
    ResourceGroup,
    Location,
    ResourceType,
    PrincipalId,
}

impl Property {
    fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "name" => Self::Name,
            "resourcegroup" => Self::ResourceGroup,
            "location" => Self::Location,
            "resourcetype" => Self::ResourceType,
            "identity/principalid" => Self::PrincipalId,
            _ => return None,
        })
    }

    fn of(self, resource: &Resource) -> &str {
        match self {
            Self::Name => &resource.name,
            Self::ResourceGroup => &resource.group,
            Self::Location => &resource.location,
            Self::ResourceType => &resource.kind,
            Self::PrincipalId => {
                let identity = resource.identity.as_ref();
                identity.and_then(|identity| identity.get("principalId")).and_then(Value::as_str).unwrap_or_default()
            }
        }
    }
}

impl Filter {
    /// Reads a filter; an empty one admits everything. `None`: it can't be read.
    pub fn parse(text: &str) -> Option<Self> {
        let mut conditions = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (condition, after) = condition(rest)?;
            conditions.push(condition);
            rest = match keyword(after, "and") {
                Some(after) if !after.is_empty() => after,
                None if after.is_empty() => after,
                _ => return None,
            };
        }
        // A tag's value means nothing without its name, and tags can't be mixed with anything else.
        let tags = conditions.iter().filter(|condition| condition.is_about_tags()).count();
        let named =
            conditions.iter().any(|condition| matches!(condition, Condition::TagName(_) | Condition::TagNameStart(_)));
        (tags == 0 || (tags == conditions.len() && named)).then_some(Self(conditions))
    }

    /// Whether a resource meets all conditions.
    pub fn admits(&self, resource: &Resource) -> bool {
        let value = self.0.iter().find_map(|condition| match condition {
            Condition::TagValue(value) => Some(value),
            _ => None,
        });
        let tagged = |fits: &dyn Fn(&str) -> bool| {
            resource.tags.iter().any(|(name, tag)| fits(name) && value.is_none_or(|value| value == tag))
        };
        self.0.iter().all(|condition| match condition {
            Condition::Equal(property, value) => property.of(resource).eq_ignore_ascii_case(value),
            Condition::NotEqual(property, value) => !property.of(resource).eq_ignore_ascii_case(value),
            Condition::Contains(property, value) => {
                property.of(resource).to_lowercase().contains(&value.to_lowercase())
            }
            Condition::TagName(name) => tagged(&|tag| tag.eq_ignore_ascii_case(name)),
            Condition::TagNameStart(start) => tagged(&|tag| tag.to_lowercase().starts_with(&start.to_lowercase())),
            Condition::TagValue(_) => true,
        })
    }

    /// Whether tags are filtered by.
    pub fn is_about_tags(&self) -> bool {
        self.0.iter().any(Condition::is_about_tags)
    }
}

impl Condition {
    fn is_about_tags(&self) -> bool {
        matches!(self, Self::TagName(_) | Self::TagNameStart(_) | Self::TagValue(_))
    }
}

/// One condition, and what follows it.
fn condition(text: &str) -> Option<(Condition, &str)> {
    if let Some(inner) = function(text, "substringof") {
        let (value, rest) = literal(inner)?;
        let (name, rest) = rest.strip_prefix(',')?.split_once(')')?;
        let property = Property::named(name.trim())
            .filter(|property| matches!(property, Property::Name | Property::ResourceGroup))?;
        return Some((Condition::Contains(property, value), rest.trim_start()));
    }
    if let Some(inner) = function(text, "startswith") {
        let (name, rest) = inner.split_once(',')?;
        let (value, rest) = literal(rest.trim_start())?;
        let rest = rest.strip_prefix(')')?;
        return name
            .trim()
            .eq_ignore_ascii_case("tagname")
            .then(|| (Condition::TagNameStart(value), rest.trim_start()));
    }
    let (name, rest) = text.split_once(' ')?;
    let (operator, rest) = rest.trim_start().split_once(' ')?;
    let (value, rest) = literal(rest.trim_start())?;
    let equal = operator.eq_ignore_ascii_case("eq");
    if !equal && !operator.eq_ignore_ascii_case("ne") {
        return None;
    }
    let condition = match (name.to_ascii_lowercase().as_str(), equal) {
        ("tagname", true) => Condition::TagName(value),
        ("tagvalue", true) => Condition::TagValue(value),
        (name, true) => Condition::Equal(Property::named(name)?, value),
        (name, false) => Condition::NotEqual(Property::named(name)?, value),
    };
    Some((condition, rest.trim_start()))
}

/// What follows a word and white space.
fn keyword<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.get(..word.len())?;
    let rest = &text[word.len()..];
    (start.eq_ignore_ascii_case(word) && rest.starts_with(' ')).then(|| rest.trim_start())
}

/// What follows the opening parenthesis of a function.
fn function<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let start = text.get(..name.len())?;
    if start.eq_ignore_ascii_case(name) {
        text[name.len()..].trim_start().strip_prefix('(').map(str::trim_start)
    } else {
        None
    }
}

/// A quoted text, in which a doubled quote stands for one, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('\'')?;
    let mut value = String::new();
    loop {
        let (part, after) = rest.split_once('\'')?;
        value.push_str(part);
        match after.strip_prefix('\'') {
            Some(after) => {
                value.push('\'');
                rest = after;
            }
            None => return Some((value, after.trim_start())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Condition, Filter, Property};

    #[test]
    fn reads_what_clients_send() {
        let read = |text| Filter::parse(text).map(|filter| filter.0);
        let name = |value: &str| Condition::Equal(Property::Name, value.to_owned());
        assert_eq!(read(""), Some(vec![]));
        assert_eq!(read("name eq 'vm1'"), Some(vec![name("vm1")]));
        assert_eq!(read("name eq 'it''s'"), Some(vec![name("it's")]));
        assert_eq!(read("name eq 'a and b'"), Some(vec![name("a and b")]));
        let both = "name eq 'vm1' and resourceType eq 'Microsoft.Compute/virtualMachines'";
        let kind = Condition::Equal(Property::ResourceType, "Microsoft.Compute/virtualMachines".to_owned());
        assert_eq!(read(both), Some(vec![name("vm1"), kind]));
        assert_eq!(read("substringof('VM', name)"), Some(vec![Condition::Contains(Property::Name, "VM".to_owned())]));
        assert_eq!(
            read("identity/principalId eq 'p'"),
            Some(vec![Condition::Equal(Property::PrincipalId, "p".to_owned())])
        );
        let tags = "tagname eq 'a' and tagvalue eq 'b'";
        assert_eq!(read(tags), Some(vec![Condition::TagName("a".to_owned()), Condition::TagValue("b".to_owned())]));
        assert_eq!(read("startswith(tagname, 'a')"), Some(vec![Condition::TagNameStart("a".to_owned())]));
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "name",
            "name eq",
            "name eq vm1",
            "name eq 'vm1",
            "name gt 'a'",
            "colour eq 'red'",
            "name eq 'a' or name eq 'b'",
            "name eq 'a' and",
            "name eq 'it's'",
            "tagvalue eq 'b'",
            "tagname eq 'a' and name eq 'b'",
            "substringof('a', location)",
        ] {
            assert_eq!(Filter::parse(text), None, "{text}");
        }
    }
}
