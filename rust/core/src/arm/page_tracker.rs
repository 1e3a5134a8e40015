//! The pages of a list: each at the service that gave the one before, and none twice.

use crate::error::{Code, Error, Result};
use crate::limits;
use crate::url_text;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use url::Url;

/// The way from page to page. Remembers a number for each page, so a long list costs little memory.
#[derive(Clone)]
pub(crate) struct PageTracker {
    first: Url,
    seen: HashSet<u64>,
    /// Entries that came so far.
    arrived: u64,
}

impl PageTracker {
    /// Begins at the first page.
    pub fn begin(url: &Url) -> Self {
        Self { first: url.clone(), seen: HashSet::from([number(url.as_str())]), arrived: 0 }
    }

    /// Whether the list was asked for from a later entry on, or only a number of entries.
    pub fn is_of_a_part(&self) -> bool {
        const PARTS: [&str; 9] = ["top", "skip", "limit", "take", "offset", "first", "page", "pagesize", "size"];
        self.first.query_pairs().any(|(name, _)| {
            let name = name.trim_start_matches('$').to_ascii_lowercase();
            PARTS.contains(&name.as_str())
        })
    }

    /// Notes the entries of a page, and says how many came in all.
    pub fn count(&mut self, entries: usize) -> u64 {
        self.arrived += entries as u64;
        self.arrived
    }

    /// Notes the mark of the next page: its address, or the token that stands for it.
    ///
    /// # Errors
    /// `BadResponse` when it was seen.
    pub fn step(&mut self, mark: &str) -> Result<()> {
        if self.seen.insert(number(mark)) && self.seen.len() <= limits::PAGES {
            return Ok(());
        }
        Err(Error::new(
            Code::BadResponse,
            format!("The list at {} never ends: its pages link back to each other.", url_text::shown(&self.first)),
        )
        .hint("Try again. If it keeps happening, report it with the request id."))
    }
}

/// Stands for a text in a set that would else be long.
pub(crate) fn number(mark: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    mark.hash(&mut hasher);
    hasher.finish()
}
