//! The audiences of a store, and the eviction of old ones.

use super::entry::Entry;
use super::progress::Progress;
use crate::event::Event;
use crate::limits;
use crate::sync::lock;
use crate::token::Token;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// A handle to follow and end a request in flight.
pub(super) struct RequestHandle {
    pub progress: watch::Sender<Progress>,
    pub task: AbortHandle,
}

/// The audiences of a store behind their lock. Requests hold them through weak references and end with the last client.
#[derive(Default)]
pub(super) struct SharedKeys(Mutex<Keys>);

impl SharedKeys {
    /// The lock must not be held across an await.
    pub fn lock(&self) -> MutexGuard<'_, Keys> {
        lock(&self.0)
    }
}

impl Drop for SharedKeys {
    fn drop(&mut self) {
        // The last client is gone, so the tokens are no longer needed.
        let keys = self.lock();
        let requests = keys.by_resource.values().flat_map(|key| key.entry.handles());
        requests.for_each(|request| request.task.abort());
    }
}

/// All audiences of a store.
#[derive(Default)]
pub(super) struct Keys {
    // A B-tree, because with a handful of audiences comparing is faster than hashing.
    pub by_resource: BTreeMap<String, Key>,
    /// The highest request number of all removed keys.
    last_number: u64,
    /// Counts the reads, to find the least recently used key.
    pub reads: u64,
}

/// One audience.
pub(super) struct Key {
    pub entry: Entry<Arc<Token>, RequestHandle>,
    /// Events that occurred after the last call returned, for the next call to report.
    pub pending_events: Vec<Event>,
    pub last_read: u64,
}

impl Keys {
    /// Returns the key of that audience. Creates it if it doesn't exist.
    pub fn entry(&mut self, resource: &str) -> &mut Key {
        self.reads += 1;
        if self.by_resource.len() >= limits::AUDIENCES && !self.by_resource.contains_key(resource) {
            self.make_room();
        }
        let key = self.by_resource.entry(resource.to_owned()).or_insert_with(|| Key {
            entry: Entry::after(self.last_number),
            pending_events: Vec::new(),
            last_read: 0,
        });
        key.last_read = self.reads;
        key
    }

    /// Removes the least recently used key without a request in flight.
    fn make_room(&mut self) {
        let idle = self.by_resource.iter().filter(|(_, key)| key.entry.is_idle());
        let oldest = idle.min_by_key(|(_, key)| key.last_read);
        if let Some(resource) = oldest.map(|(resource, _)| resource.clone()) {
            self.remove(&resource);
        }
    }

    /// Removes a key if it is empty, so that audiences without a token don't accumulate.
    pub fn tidy(&mut self, resource: &str) {
        let is_empty = |key: &Key| key.entry.is_idle() && key.entry.held().is_none() && key.pending_events.is_empty();
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
