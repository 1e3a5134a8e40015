//! `$filter` of the generic resource list, as far as clients use it.

use crate::model::inventory::Resource;
use regex_lite::Regex;
use serde_json::Value;

#[cfg(test)]
mod tests;

/// One condition, with the operator before the next one: `substringof('VALUE', PROPERTY)`, `startswith(tagname, 'VALUE')` or
/// `PROPERTY eq 'VALUE'`. In a value, two quotes stand for one.
const CONDITION: &str = r"(?ix)^(?:
    substringof\s*\(\s* '((?:[^']|'')*)' \s*,\s* (name|resourcegroup) \s*\)
    | startswith\s*\(\s* (tagname) \s*,\s* '((?:[^']|'')*)' \s*\)
    | (name|resourcegroup|location|resourcetype|identity/principalid|tagname|tagvalue) \s+ (eq|ne) \s+ '((?:[^']|'')*)'
    ) \s* (?: and\s+ | $ )";

/// Conditions that must all be met.
pub struct Filter(Vec<Condition>);

struct Condition {
    /// In lower case.
    property: String,
    operator: Operator,
    value: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Contains,
    StartsWith,
}

impl Filter {
    /// Parses a filter. Returns `None` if it is invalid. An empty filter admits everything.
    pub fn parse(text: &str) -> Option<Self> {
        let one = Regex::new(CONDITION).ok()?;
        let mut conditions = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let found = one.captures(rest)?;
            let part = |at: usize| found.get(at).map(|part| part.as_str());
            let operator = match part(6) {
                Some(operator) if operator.eq_ignore_ascii_case("ne") => Operator::NotEqual,
                Some(_) => Operator::Equal,
                None if part(2).is_some() => Operator::Contains,
                None => Operator::StartsWith,
            };
            let property = part(2).or(part(3)).or(part(5))?.to_lowercase();
            let value = part(1).or(part(4)).or(part(7))?.replace("''", "'");
            conditions.push(Condition { property, operator, value });
            rest = &rest[found[0].len()..];
        }
        // A tag's value requires its name, and tags can't be combined with other conditions or negated.
        let tags: Vec<_> = conditions.iter().filter(|condition| condition.is_about_tags()).collect();
        let named = tags.iter().any(|condition| condition.property == "tagname");
        let excluded = tags.iter().any(|condition| condition.operator == Operator::NotEqual);
        let fits = tags.is_empty() || (tags.len() == conditions.len() && named && !excluded);
        fits.then_some(Self(conditions))
    }

    /// Whether a resource meets all conditions.
    pub fn admits(&self, resource: &Resource) -> bool {
        let value = self.0.iter().find(|condition| condition.property == "tagvalue");
        self.0.iter().all(|condition| match condition.property.as_str() {
            "tagvalue" => true,
            "tagname" => resource
                .tags
                .iter()
                .any(|(name, tag)| condition.fits(name) && value.is_none_or(|wanted| wanted.value == *tag)),
            property => condition.fits(text(resource, property)),
        })
    }

    /// Whether it filters by tags.
    pub fn is_about_tags(&self) -> bool {
        self.0.iter().any(Condition::is_about_tags)
    }
}

impl Condition {
    fn is_about_tags(&self) -> bool {
        self.property.starts_with("tag")
    }

    fn fits(&self, text: &str) -> bool {
        let (text, value) = (text.to_lowercase(), self.value.to_lowercase());
        match self.operator {
            Operator::Equal => text == value,
            Operator::NotEqual => text != value,
            Operator::Contains => text.contains(&value),
            Operator::StartsWith => text.starts_with(&value),
        }
    }
}

fn text<'a>(resource: &'a Resource, property: &str) -> &'a str {
    match property {
        "name" => &resource.name,
        "resourcegroup" => &resource.group,
        "location" => &resource.location,
        "resourcetype" => &resource.kind,
        _ => {
            let identity = resource.identity.as_ref();
            identity.and_then(|identity| identity.get("principalId")).and_then(Value::as_str).unwrap_or_default()
        }
    }
}
