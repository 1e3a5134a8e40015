//! Reads one page of a list: its entries, as they are written in the body, and where the next page is. A page that can't be
//! read, or whose next page can't be found, is an error, because an incomplete list must not be taken for a complete one.

mod envelope;
mod names;
mod next;
mod request;
mod table;

pub(super) use self::next::Next;

use self::envelope::Envelope;
use crate::arm::errors::words::{Form, Words};
use crate::error::{Code, Error, Result};
use crate::http::Answer;
use crate::url_text;
use serde_json::value::RawValue;
use url::Url;

/// The contents of a page.
pub(super) struct Page {
    /// The entries, each as JSON. `None` if the response isn't a list.
    pub items: Option<Vec<String>>,
    /// Where the next page is.
    pub next: Option<Next>,
    /// The total number of entries, if the service states it.
    pub total: Option<u64>,
}

/// Reads a page. After the first, every page must be a list: one without entries must not be taken for an empty page.
///
/// # Errors
/// `BadResponse`; `ServiceFailed` if it's an error in spite of its status; `ResultTruncated` if there are more entries, but
/// nothing says where.
pub(super) fn read(answer: &Answer, url: &Url, must_be_list: bool) -> Result<Page> {
    let reader = Reader { answer, url, must_be_list };
    match answer.body.trim_ascii_start().first() {
        Some(b'[') => reader.array(),
        Some(b'{') => reader.object(),
        _ => reader.other(),
    }
}

/// The error for a list that ended before its total number of entries.
pub(super) fn ended_early(answer: &Answer, url: &Url) -> Error {
    Reader { answer, url, must_be_list: true }.cut_short()
}

struct Reader<'a> {
    answer: &'a Answer,
    url: &'a Url,
    must_be_list: bool,
}

impl Reader<'_> {
    /// Reads a body that is an array.
    fn array(&self) -> Result<Page> {
        let list: Vec<&RawValue> =
            serde_json::from_slice(&self.answer.body).map_err(|_| self.bad("it isn't complete JSON"))?;
        let next = next::in_headers(self.answer, self.url);
        if next.is_none() && self.headers_say_more() {
            return Err(self.cut_short());
        }
        Ok(Page { items: Some(texts(list)), next, total: self.total_in_headers() })
    }

    fn object(&self) -> Result<Page> {
        let envelope: Envelope<'_> =
            serde_json::from_slice(&self.answer.body).map_err(|_| self.bad("it isn't complete JSON"))?;
        let next = next::find(&envelope, self.answer, self.url).map_err(|why| self.bad(why))?;
        let must_be_list = self.must_be_list || next.is_some();
        let items = self.items(&envelope, must_be_list)?;
        if envelope.has_error(items.is_some()) {
            return Err(self.an_error());
        }
        if items.is_none() && must_be_list {
            return Err(self.no_entries());
        }
        let is_page = items.is_some() || envelope.may_be_page();
        let says_more = || self.answer.status == 206 || goes_on(&envelope) || self.headers_say_more();
        if is_page && next.is_none() && says_more() {
            return Err(self.cut_short());
        }
        let total = names::total(&envelope).or_else(|| self.total_in_headers());
        Ok(Page { items, next, total })
    }

    fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.answer.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    fn headers_say_more(&self) -> bool {
        self.headers().any(|(name, value)| names::header_says_more(name, value))
    }

    fn total_in_headers(&self) -> Option<u64> {
        self.headers().find_map(|(name, value)| names::total_in_header(name, value))
    }

    fn items(&self, envelope: &Envelope<'_>, must_be_list: bool) -> Result<Option<Vec<String>>> {
        for name in ["value", "data"] {
            let Some(raw) = envelope.get(name) else {
                continue;
            };
            if let Some(list) = envelope::array(raw) {
                return Ok(Some(texts(list)));
            }
            if envelope::is_null(raw) && (must_be_list || envelope.holds_nothing_but(name)) {
                return Ok(Some(Vec::new()));
            }
        }
        // The table is in `properties` (Cost Management) or in `data` (Resource Graph).
        for name in ["properties", "data"] {
            let table = envelope.get(name).and_then(table::entries).transpose();
            if let Some(rows) = table.map_err(|why| self.bad(why))? {
                return Ok(Some(rows));
            }
        }
        let mut inner = envelope.inner().filter(|(_, inner)| next::is_page(inner));
        if let Some((_, page)) = inner.next() {
            return Ok(Some(texts(page.entries().unwrap_or_default())));
        }
        if envelope.is_bundle() {
            let entries = envelope.get("entry").and_then(envelope::array);
            return Ok(Some(texts(entries.unwrap_or_default())));
        }
        if !must_be_list {
            let alone = envelope.alone();
            return Ok(alone.map(|list| texts(list)));
        }
        // Other services name a list after its contents.
        if let Some(list) = envelope.entries() {
            return Ok(Some(texts(list)));
        }
        if envelope.is_empty_page() {
            return Ok(Some(Vec::new()));
        }
        let is_page = |(name, _): &(&str, _)| !name.to_ascii_lowercase().contains("error");
        let mut pages = envelope.inner().filter(is_page);
        let mut lists = pages.by_ref().filter_map(|(_, inner)| inner.entries());
        let first = lists.next().filter(|_| envelope.get("message").is_none());
        Ok(first.filter(|_| lists.next().is_none()).map(|list| texts(list)))
    }

    /// Reads a body that isn't JSON.
    fn other(&self) -> Result<Page> {
        let text = String::from_utf8_lossy(&self.answer.body);
        if self.must_be_list {
            return Err(self.bad("it isn't a JSON object"));
        }
        if Words::of(self.answer).form == Form::Page {
            return Err(self.bad("it is an HTML page"));
        }
        if next::in_headers(self.answer, self.url).is_some() || next::marker_in_xml(&text) {
            return Err(self.cut_short());
        }
        Ok(Page { items: None, next: None, total: None })
    }

    fn bad(&self, why: &str) -> Error {
        self.about(Error::new(
            Code::BadResponse,
            format!("A page of the list at {} can't be read: {why}.", url_text::shown(self.url)),
        ))
        .hint("Try again. If it keeps happening, report it with the request id.")
    }

    /// The error for a body that isn't a list. It may contain an error itself.
    fn no_entries(&self) -> Error {
        let words = Words::of(self.answer);
        if words.text.is_empty() {
            return self.bad("it holds no entries");
        }
        self.bad(&format!("it holds no entries, but says: {}", words.text))
            .with_service_code(words.code_that_says_most().map(str::to_owned))
    }

    fn an_error(&self) -> Error {
        let words = Words::of(self.answer);
        self.about(Error::new(
            Code::ServiceFailed,
            format!(
                "A page of the list at {} is an error, or is incomplete because of one: {}",
                url_text::shown(self.url),
                words.text
            ),
        ))
        .hint("The service's message says what to change; or try again later.")
        .with_service_code(words.code_that_says_most().map(str::to_owned))
    }

    fn cut_short(&self) -> Error {
        self.about(Error::new(
            Code::ResultTruncated,
            format!(
                "The list at {} continues in a way that can't be followed here.",
                url_text::shown(self.url)
            ),
        ))
        .hint("Without -Paginate (--paginate) you get the answer as it is, with what marks the next page; the service's documentation says how to ask for the rest.")
    }

    fn about(&self, error: Error) -> Error {
        error
            .with_http_status(self.answer.status)
            .with_request_id(self.answer.request_id())
            .with_correlation_id(self.answer.quoted_header("x-ms-correlation-request-id"))
    }
}

/// The entries as they are written, because a number may have more digits than any numeric type.
fn texts(entries: Vec<&RawValue>) -> Vec<String> {
    entries.into_iter().map(|entry| entry.get().to_owned()).collect()
}

/// Whether the page says that there are more entries, without saying where.
fn goes_on(envelope: &Envelope<'_>) -> bool {
    let is_about_it =
        |name: &str, inner: &Envelope<'_>| names::is_about_pages(name) || next::is_page(inner) || envelope.wraps(name);
    let mut inner = envelope.inner();
    names::say_more(envelope) || inner.any(|(name, inner)| is_about_it(name, &inner) && names::say_more(&inner))
}

#[cfg(test)]
mod tests;
