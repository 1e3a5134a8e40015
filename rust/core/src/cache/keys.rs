//! The audiences of a store: how many are kept, and which ones go.

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

/// How a request in flight is followed and ended.
pub(super) struct RequestHandle {
    pub progress: watch::Sender<Progress>,
    pub task: AbortHandle,
}

/// The audiences of a store behind their lock. Requests hold them weakly; with the last client they end.
#[derive(Default)]
pub(super) struct SharedKeys(Mutex<Keys>);

impl SharedKeys {
    /// Never held while anything is waited for.
    pub fn lock(&self) -> MutexGuard<'_, Keys> {
        lock(&self.0)
    }
}

impl Drop for SharedKeys {
    fn drop(&mut self) {
        // The last client is gone: nobody is left to hand a token to.
        let keys = self.lock();
        let requests = keys.by_resource.values().flat_map(|key| key.entry.handles());
        requests.for_each(|request| request.task.abort());
    }
}

/// All audiences of a store.
#[derive(Default)]
pub(super) struct Keys {
    // Ordered: of a handful of audiences a comparison finds the one sooner than a keyed hash.
    pub by_resource: BTreeMap<String, Key>,
    /// The highest number of a request whose key is gone.
    last_number: u64,
    /// Counts the reads, to know what was not used for longest.
    pub reads: u64,
}

/// One audience.
pub(super) struct Key {
    pub entry: Entry<Arc<Token>, RequestHandle>,
    /// For the next call to report: what happened after the last one returned.
    pub pending_events: Vec<Event>,
    pub last_read: u64,
}

impl Keys {
    /// The key of that audience, made if need be.
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

    /// Lets the key go that was not read for longest, of those that nobody waits for.
    fn make_room(&mut self) {
        let idle = self.by_resource.iter().filter(|(_, key)| key.entry.is_idle());
        let oldest = idle.min_by_key(|(_, key)| key.last_read);
        if let Some(resource) = oldest.map(|(resource, _)| resource.clone()) {
            self.remove(&resource);
        }
    }

    /// Lets a key go that holds nothing, so that audiences which nothing came of leave nothing behind.
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
