//! The object around the entries of a page, read no deeper than its own names.

use crate::arm::fields::field;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Names that say something about a list, and nothing of what it holds.
const ABOUT_THE_LIST: [&str; 8] =
    ["nextlink", "count", "totalcount", "totalrecords", "total", "resulttruncated", "facets", "continuationtoken"];

/// Names of what may stand around the whole page.
const WRAPPERS: [&str; 3] = ["data", "d", "result"];

/// A JSON object, name by name.
pub(super) struct Envelope<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Envelope<'a> {
    /// What has that name, whatever its case.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        let exact = self.0.iter().find(|(known, _)| known == name);
        let found = exact.or_else(|| {
            let same = |(known, _): &&(Cow<'_, str>, _)| known.eq_ignore_ascii_case(name);
            self.0.iter().find(same)
        });
        found.map(|(_, raw)| *raw)
    }

    /// Everything in it, as often as it stands there.
    pub fn members(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, raw)| (&**name, *raw))
    }

    /// The objects in it.
    pub fn inner(&self) -> impl Iterator<Item = (&str, Self)> {
        let objects = self.members().filter(|(_, raw)| raw.get().starts_with('{'));
        objects.filter_map(|(name, raw)| Some((name, serde_json::from_str(raw.get()).ok()?)))
    }

    /// Whether there is nothing but that and what is said about a list.
    pub fn holds_nothing_but(&self, name: &str) -> bool {
        self.0.iter().all(|(known, _)| {
            let lower = known.to_ascii_lowercase();
            known.eq_ignore_ascii_case(name) || lower.contains("odata.") || ABOUT_THE_LIST.contains(&lower.as_str())
        })
    }

    /// The list, where there must be one: by a usual name, or the one array there is.
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

    /// Its entries.
    pub fn entries(&self) -> Option<Vec<&'a RawValue>> {
        array(self.list()?.1)
    }

    /// The entries of a page that is a list and nothing else, wrapped or not: `{"items": [...]}`, `{"data": {"value": [...]}}`.
    pub fn alone(&self) -> Option<Vec<&'a RawValue>> {
        let inner = self.unwrapped();
        let page = inner.as_ref().unwrap_or(self);
        let (name, list) = page.list()?;
        page.holds_nothing_but(name).then(|| array(list))?
    }

    /// Whether that object is a wrapper around the page, with nothing beside it.
    pub fn wraps(&self, name: &str) -> bool {
        WRAPPERS.contains(&name) && self.holds_nothing_but(name)
    }

    /// Whether it can be a page whose entries aren't known as such: there is one list, and nothing by which it is a thing.
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

    /// Whether its entries are null: services write an empty page like this.
    pub fn is_empty_page(&self) -> bool {
        let usual = ["value", "items", "results"];
        usual.iter().any(|name| self.get(name).is_some_and(is_null))
    }

    /// Whether it is a search result of FHIR, which leaves out its entries where there are none.
    pub fn is_bundle(&self) -> bool {
        self.get("resourceType").is_some_and(|raw| raw.get() == "\"Bundle\"")
    }

    /// Whether it holds an error in place of a list, or beside one that is not complete for it.
    pub fn has_error(&self, is_list: bool) -> bool {
        let named = |name| serde_json::from_str::<Value>(self.get(name)?.get()).ok();
        let says = |error: &Value| {
            let has = |name| field(error, name).is_string();
            has("code") || has("message") || error.as_str().is_some_and(|text| !text.is_empty())
        };
        let is_error = |name| named(name).is_some_and(|error| says(&error) || says(&error[0]));
        // A resource can have an error among its properties, such as an operation that failed.
        (is_list || !self.is_a_thing()) && ["error", "odata.error", "errors", "exceptions"].into_iter().any(is_error)
    }
}

/// The elements, if it is an array.
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
