//! The audiences of a store: how many are kept, and which ones go.

use super::Flight;
use super::entry::Entry;
use crate::event::Event;
use crate::limits;
use crate::token::Token;
use std::collections::BTreeMap;
use std::sync::Arc;

/// All audiences of a store.
#[derive(Default)]
pub(super) struct Keys {
    // Ordered: of a handful of audiences a comparison finds the one sooner than a keyed hash.
    pub by_resource: BTreeMap<String, Key>,
    /// The highest number of a flight whose key is gone.
    last_number: u64,
    /// Counts the reads, to know what was not used for longest.
    pub reads: u64,
}

/// One audience.
pub(super) struct Key {
    pub entry: Entry<Arc<Token>, Flight>,
    /// Told to the next call: what happened after the last one returned.
    pub news: Vec<Event>,
    pub last_read: u64,
}

impl Keys {
    /// The key of that audience, made if need be.
    pub fn entry(&mut self, resource: &str) -> &mut Key {
        self.reads += 1;
        if !self.by_resource.contains_key(resource) {
            if self.by_resource.len() >= limits::AUDIENCES {
                self.make_room();
            }
            let key = Key {
                entry: Entry::after(self.last_number),
                news: Vec::new(),
                last_read: 0,
            };
            self.by_resource.insert(resource.to_owned(), key);
        }
        let Some(key) = self.by_resource.get_mut(resource) else {
            unreachable!("it was put there just now")
        };
        key.last_read = self.reads;
        key
    }

    /// Lets the key go that was not read for longest, of those that nobody waits for.
    fn make_room(&mut self) {
        let idle = self
            .by_resource
            .iter()
            .filter(|(_, key)| key.entry.is_idle());
        let oldest = idle.min_by_key(|(_, key)| key.last_read);
        if let Some(resource) = oldest.map(|(resource, _)| resource.clone()) {
            self.remove(&resource);
        }
    }

    /// Lets a key go that holds nothing, so that audiences which nothing came of leave nothing behind.
    pub fn tidy(&mut self, resource: &str) {
        let is_empty =
            |key: &Key| key.entry.is_idle() && key.entry.held().is_none() && key.news.is_empty();
        if self.by_resource.get(resource).is_some_and(is_empty) {
            self.remove(resource);
        }
    }

    fn remove(&mut self, resource: &str) {
        if let Some(key) = self.by_resource.remove(resource) {
            self.last_number = self.last_number.max(key.entry.last_number());
        }
    }
}
