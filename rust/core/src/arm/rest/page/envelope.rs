//! The object that contains the entries of a page. Only its own fields are parsed.

use crate::arm::fields::field;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Fields that describe a list.
const ABOUT_THE_LIST: [&str; 8] =
    ["nextlink", "count", "totalcount", "totalrecords", "total", "resulttruncated", "facets", "continuationtoken"];

/// Fields that may contain the whole page.
const WRAPPERS: [&str; 3] = ["data", "d", "result"];

/// A JSON object as a list of fields.
pub(super) struct Envelope<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Envelope<'a> {
    /// The field of this name, in any case.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        let exact = self.0.iter().find(|(known, _)| known == name);
        let found = exact.or_else(|| {
            let same = |(known, _): &&(Cow<'_, str>, _)| known.eq_ignore_ascii_case(name);
            self.0.iter().find(same)
        });
        found.map(|(_, raw)| *raw)
    }

    /// All fields, including duplicates.
    pub fn members(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, raw)| (&**name, *raw))
    }

    /// The fields that are objects.
    pub fn inner(&self) -> impl Iterator<Item = (&str, Self)> {
        let objects = self.members().filter(|(_, raw)| raw.get().starts_with('{'));
        objects.filter_map(|(name, raw)| Some((name, serde_json::from_str(raw.get()).ok()?)))
    }

    /// Whether there is no other field than `name` and those that describe a list.
    pub fn holds_nothing_but(&self, name: &str) -> bool {
        self.0.iter().all(|(known, _)| {
            let lower = known.to_ascii_lowercase();
            known.eq_ignore_ascii_case(name) || lower.contains("odata.") || ABOUT_THE_LIST.contains(&lower.as_str())
        })
    }

    /// The list: a field of a usual name, or the only array.
    pub fn list(&self) -> Option<(&str, &'a RawValue)> {
        let arrays = || self.members().filter(|(_, raw)| is_array(raw));
        let usual = ["value", "items", "results", "entry", "entries"];
        let is = |name: &str| arrays().find(|(known, _)| known.eq_ignore_ascii_case(name));
        usual.into_iter().find_map(is).or_else(|| {
            let beside = |name: &str| ["errors", "link", "links"].contains(&name);
            let mut others = arrays().filter(|(name, _)| !beside(name));
            let first = others.next()?;
            others.next().is_none().then_some(first)
        })
    }

    /// The entries.
    pub fn entries(&self) -> Option<Vec<&'a RawValue>> {
        array(self.list()?.1)
    }

    /// The entries of a page that is only a list, wrapped or not: `{"items": [...]}`, `{"data": {"value": [...]}}`.
    pub fn alone(&self) -> Option<Vec<&'a RawValue>> {
        let inner = self.unwrapped();
        let page = inner.as_ref().unwrap_or(self);
        let (name, list) = page.list()?;
        page.holds_nothing_but(name).then(|| array(list))?
    }

    /// Whether the field `name` contains the whole page.
    pub fn wraps(&self, name: &str) -> bool {
        WRAPPERS.contains(&name) && self.holds_nothing_but(name)
    }

    /// Whether it may be a page with entries under an unknown name: it has one list, and no field of a resource.
    pub fn may_be_page(&self) -> bool {
        let inner = self.unwrapped();
        let page = inner.as_ref().unwrap_or(self);
        page.list().is_some() && !page.is_a_thing()
    }

    fn unwrapped(&self) -> Option<Self> {
        let wrapper = WRAPPERS.iter().find(|name| self.holds_nothing_but(name))?;
        serde_json::from_str(self.get(wrapper)?.get()).ok()
    }

    fn is_a_thing(&self) -> bool {
        ["id", "name", "status", "properties"].iter().any(|name| self.get(name).is_some())
    }

    /// Whether the entries are null, as some services write an empty page.
    pub fn is_empty_page(&self) -> bool {
        let usual = ["value", "items", "results"];
        usual.iter().any(|name| self.get(name).is_some_and(is_null))
    }

    /// Whether it's a search result of FHIR, which has no entries field if there are none.
    pub fn is_bundle(&self) -> bool {
        self.get("resourceType").is_some_and(|raw| raw.get() == "\"Bundle\"")
    }

    /// Whether it contains an error instead of a list, or beside an incomplete one.
    pub fn has_error(&self, is_list: bool) -> bool {
        let named = |name| serde_json::from_str::<Value>(self.get(name)?.get()).ok();
        let says = |error: &Value| {
            let has = |name| field(error, name).is_string();
            has("code") || has("message") || error.as_str().is_some_and(|text| !text.is_empty())
        };
        let is_error = |name| named(name).is_some_and(|error| says(&error) || says(&error[0]));
        // A resource, such as a failed operation, can have an error as a property.
        (is_list || !self.is_a_thing()) && ["error", "odata.error", "errors", "exceptions"].into_iter().any(is_error)
    }
}

/// The elements of an array.
pub(super) fn array(raw: &RawValue) -> Option<Vec<&RawValue>> {
    is_array(raw).then(|| serde_json::from_str(raw.get()).ok())?
}

fn is_array(raw: &RawValue) -> bool {
    raw.get().starts_with('[')
}

pub(super) fn is_null(raw: &RawValue) -> bool {
    raw.get() == "null"
}

impl<'de: 'a, 'a> Deserialize<'de> for Envelope<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Visitor<'de> for Members {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((Name(name), raw)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            members.push((name, raw));
        }
        Ok(Envelope(members))
    }
}
