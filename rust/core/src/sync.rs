//! What threads share: a lock that a panic doesn't poison, and tables that keep nothing alive.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Locks, even after a panic of another thread: every critical section of this crate leaves its data whole.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One value for each key, for as long as somebody uses it.
pub(crate) struct WeakTable<K, V>(Mutex<Option<HashMap<K, Weak<V>>>>);

impl<K: Eq + Hash, V> WeakTable<K, V> {
    /// An empty table.
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// The value of that key: the one that others use, or a new one.
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
