//! The names of fields and headers that announce a next page. They are compared without case, dots and signs:
//! `@odata.nextLink`, `NextLink` and `next_link` are the same.

use super::envelope::{self, Envelope};
use serde_json::Value;
use serde_json::value::RawValue;

/// Fields that always contain a link.
const LINKS: [&str; 3] = ["nextpagelink", "continuationuri", "continuationlink"];

/// Fields that contain a link only if the value looks like one.
const LIKELY_LINKS: [&str; 8] =
    ["next", "nexturl", "nexturi", "nexthref", "nextpage", "nextpageurl", "nextpageuri", "nextpagehref"];

/// Objects that describe the page.
const ABOUT_PAGES: [&str; 10] =
    ["links", "link", "paging", "pagination", "pageinfo", "page", "pages", "meta", "metadata", "cursor"];

/// Flags that are false if there are more entries.
const ALL: [&str; 5] = ["islastpage", "lastpage", "iscomplete", "complete", "last"];

/// Tokens of a next page that don't show how to request it.
const MARKS: [&str; 4] = ["skiptoken", "pagetoken", "lastevaluatedkey", "continuation"];

/// The total number of entries. A `count` is often that of the page.
const TOTALS: [&str; 5] = ["totalrecords", "totalcount", "totalresults", "totalitems", "totalelements"];

/// What follows `next` in names about pages, unlike in `nextRunTime`.
const NEXT: [&str; 16] = [
    "link",
    "page",
    "url",
    "uri",
    "href",
    "marker",
    "cursor",
    "token",
    "key",
    "offset",
    "partition",
    "row",
    "table",
    "skip",
    "continuation",
    "request",
];

/// The name in lower case, with letters and digits only.
fn plain(name: &str) -> String {
    let signs = name.chars().filter(char::is_ascii_alphanumeric);
    signs.map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a field always contains the link to the next page.
pub(super) fn is_link(name: &str) -> bool {
    let name = plain(name);
    name.ends_with("nextlink") || LINKS.contains(&name.as_str())
}

/// Whether a field contains the link to the next page, if its value looks like one.
pub(super) fn is_likely_link(name: &str) -> bool {
    LIKELY_LINKS.contains(&plain(name).as_str())
}

/// Whether an object of this name describes the page.
pub(super) fn is_about_pages(name: &str) -> bool {
    ABOUT_PAGES.contains(&plain(name).as_str())
}

/// Whether the object says that there are more entries, without saying where.
pub(super) fn say_more(envelope: &Envelope<'_>) -> bool {
    let indication = envelope.members().map(|(name, raw)| indication(&plain(name), raw));
    let indication: Vec<_> = indication.flatten().collect();
    // A token doesn't count if a flag says that there is no more.
    !indication.contains(&Indication::NoMore) && indication.contains(&Indication::More)
}

/// Whether a header such as `x-has-more` or `x-ms-next-link` says that there are more entries.
pub(super) fn header_says_more(name: &str, value: &str) -> bool {
    let name = plain(name);
    let name = name.strip_prefix("xms").or_else(|| name.strip_prefix('x'));
    let raw = RawValue::from_string(Value::from(value).to_string());
    let indication = name.zip(raw.ok()).and_then(|(name, raw)| indication(name, &raw));
    indication == Some(Indication::More) && !matches!(value.trim(), "0" | "false" | "null")
}

/// The total number of entries in a header: `x-total-count`, or `content-range: items 0-9/66`.
pub(super) fn total_in_header(name: &str, value: &str) -> Option<u64> {
    let of_range = || value.strip_prefix("items ")?.rsplit_once('/')?.1.parse().ok();
    match plain(name).strip_prefix('x') {
        Some(total) if TOTALS.contains(&total) => value.trim().parse().ok(),
        None if name == "content-range" => of_range(),
        _ => None,
    }
}

/// The total number of entries in an object.
pub(super) fn total(envelope: &Envelope<'_>) -> Option<u64> {
    let mut members = envelope.members().filter(|(name, _)| TOTALS.contains(&plain(name).as_str()));
    members.find_map(|(_, raw)| raw.get().trim_matches('"').parse().ok())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Indication {
    More,
    NoMore,
}

fn indication(name: &str, raw: &RawValue) -> Option<Indication> {
    let flag = raw.get().trim_matches('"');
    let says = |word: &str| flag.eq_ignore_ascii_case(word);
    // `isTruncated`, `incompleteResults`, `moreAvailable`: a list that isn't truncated may still have a next page.
    if name.starts_with("more") || name.contains("truncated") || name.contains("incomplete") {
        return says("true").then_some(Indication::More);
    }
    let (more, no_more) = match name {
        _ if name.starts_with("hasmore") || name.starts_with("hasnext") => ("true", "false"),
        _ if ALL.contains(&name) => ("false", "true"),
        _ => ("", ""),
    };
    if !more.is_empty() {
        let indication = says(more).then_some(Indication::More);
        return indication.or_else(|| says(no_more).then_some(Indication::NoMore));
    }
    let next = name.strip_prefix("odata").unwrap_or(name);
    let next = next.strip_prefix("next");
    let is_mark = MARKS.iter().any(|mark| name.ends_with(mark))
        || name.ends_with("continuationtoken")
        || next.is_some_and(|rest| rest.is_empty() || NEXT.iter().any(|of| rest.starts_with(of)));
    (is_mark && !is_nothing(raw)).then_some(Indication::More)
}

/// Whether a value means that there is no next page.
fn is_nothing(raw: &RawValue) -> bool {
    match serde_json::from_str(raw.get()) {
        Ok(Value::Null | Value::Bool(false)) => true,
        Ok(Value::String(text)) => matches!(text.trim(), "" | "null"),
        // Some pages have an object of links that are all null.
        Ok(Value::Object(fields)) => fields.values().all(Value::is_null),
        Ok(Value::Array(values)) => values.is_empty(),
        _ => false,
    }
}

/// The next link in an array: `{"relation": "next", "url": ...}` (FHIR), `{"rel": "next", "href": ...}` (STAC).
pub(super) fn link_among(links: &RawValue) -> Option<String> {
    envelope::array(links)?.into_iter().find_map(|link| {
        let link: Value = serde_json::from_str(link.get()).ok()?;
        let kind = link["rel"].as_str().or_else(|| link["relation"].as_str());
        kind.filter(|kind| kind.eq_ignore_ascii_case("next"))?;
        address(&link).map(str::to_owned)
    })
}

/// The address in a link object.
pub(super) fn address(link: &Value) -> Option<&str> {
    let named = ["href", "url", "uri"].iter();
    named.filter_map(|name| link[name].as_str()).find(|text| !text.trim().is_empty())
}

/// Whether a text looks like an address.
pub(super) fn looks_like_link(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['/', '?']) || text.contains("://")
}
