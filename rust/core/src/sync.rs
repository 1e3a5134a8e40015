//! Helpers for threads: a lock that ignores poisoning, and tables that don't keep their values alive.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Locks a mutex, even if another thread panicked: every critical section of this crate leaves its data consistent.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A table that keeps one value for each key, for as long as the value is in use.
pub(crate) struct WeakTable<K, V>(Mutex<Option<HashMap<K, Weak<V>>>>);

impl<K: Eq + Hash, V> WeakTable<K, V> {
    /// Creates an empty table.
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Returns the shared value of that key, or a new one if none is in use.
    pub fn get_or_make(&self, key: K, make: impl FnOnce() -> V) -> Arc<V> {
        let mut table = lock(&self.0);
        let table = table.get_or_insert_default();
        if let Some(found) = table.get(&key).and_then(Weak::upgrade) {
            return found;
        }
        table.retain(|_, value| value.strong_count() > 0);
        let made = Arc::new(make());
        table.insert(key, Arc::downgrade(&made));
        made
    }
}
