//! Tracks the pages of a list: each must be at the same service as the one before, and none may come twice.

use crate::error::{Code, Error, Result};
use crate::limits;
use crate::url_text;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use url::Url;

/// The pages so far. Remembers only a number for each page, so a long list takes little memory.
#[derive(Clone)]
pub(crate) struct PageTracker {
    first: Url,
    seen: HashSet<u64>,
    /// The number of entries so far.
    arrived: u64,
}

impl PageTracker {
    /// Begins at the first page.
    pub fn begin(url: &Url) -> Self {
        Self { first: url.clone(), seen: HashSet::from([number(url.as_str())]), arrived: 0 }
    }

    /// Whether the request is for a part of the list: from an entry on, or a number of entries.
    pub fn is_of_a_part(&self) -> bool {
        const PARTS: [&str; 9] = ["top", "skip", "limit", "take", "offset", "first", "page", "pagesize", "size"];
        self.first.query_pairs().any(|(name, _)| {
            let name = name.trim_start_matches('$').to_ascii_lowercase();
            PARTS.contains(&name.as_str())
        })
    }

    /// Adds the entries of a page and returns the number of all entries so far.
    pub fn count(&mut self, entries: usize) -> u64 {
        self.arrived += entries as u64;
        self.arrived
    }

    /// Records the next page by its address or its token.
    ///
    /// # Errors
    /// `BadResponse` if it was seen before.
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

/// A hash of a text, which takes less room in a set.
pub(crate) fn number(mark: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    mark.hash(&mut hasher);
    hasher.finish()
}
