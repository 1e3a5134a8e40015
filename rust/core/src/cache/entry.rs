//! The state machine of one cache key: the cached value, the requests in flight, and how each event changes them. It
//! does no waiting or locking and has no clock. [`super::TokenStore`] adds locks and tasks. The model test checks every
//! order of callers, requests and failures.

/// Whether a call may use the cached token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachePolicy {
    /// Use the cached token if possible.
    Use,
    /// Always ask the endpoint: for a forced refresh, or for claims.
    Bypass,
}

/// A value with a lifetime.
pub(super) trait Expiring: Clone {
    /// Whether it may still be handed out.
    fn is_usable(&self, now: i64) -> bool;
    /// Whether it is due for a refresh.
    fn needs_refresh(&self, now: i64) -> bool;
}

/// The state of one key. `T` is the cached value, `F` is the handle to follow and end a request.
///
/// Requests are numbered as they start. A request replaces only older values. Two floors specify up to which number a
/// result is out of date:
/// - The result of a cached read is older than the result of any cached read that starts later.
/// - The result of a fresh read is newer than the result of any cached read that started before the fresh one
///   completed, because the platform may have served the cached read from its own cache.
/// - A value that was dropped, because a service refused it or the user disconnected, isn't restored by a request that
///   was already in flight.
pub(super) struct Entry<T, F> {
    held: Option<T>,
    in_flight: Vec<InFlight<F>>,
    last_number: u64,
    floors: Floors,
    /// No early refresh starts before this time.
    refresh_not_before: i64,
}

/// For each policy, the number of the last request whose result is out of date.
#[derive(Clone, Copy)]
struct Floors {
    cached: u64,
    fresh: u64,
}

impl Floors {
    fn of(&self, policy: CachePolicy) -> u64 {
        match policy {
            CachePolicy::Use => self.cached,
            CachePolicy::Bypass => self.fresh,
        }
    }
}

/// A request in flight.
struct InFlight<F> {
    policy: CachePolicy,
    number: u64,
    waiters: usize,
    handle: F,
}

/// What a caller must do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plan<T> {
    /// Use the cached value. With `refresh`, also start a request in the background.
    Take {
        /// The cached value.
        value: T,
        /// Whether to start the request.
        refresh: bool,
    },
    /// Join the request in flight.
    Join,
    /// Start a request and join it.
    Start,
}

/// The outcome of a completed request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Completion<T> {
    /// The waiters, if any, get the request's own result.
    Delivered,
    /// The cache contains a newer value, which the waiters get instead.
    Superseded(T),
    /// The request failed without waiters, so the failure must be reported to the next caller.
    Unreported,
}

impl<T: Expiring, F> Entry<T, F> {
    /// Creates an entry that numbers its requests after `last_number`, so that a key that was removed and added again
    /// doesn't accept the results of its earlier requests.
    pub fn after(last_number: u64) -> Self {
        Self {
            held: None,
            in_flight: Vec::new(),
            last_number,
            floors: Floors { cached: last_number, fresh: last_number },
            refresh_not_before: i64::MIN,
        }
    }

    /// The last assigned number.
    pub fn last_number(&self) -> u64 {
        self.last_number
    }

    /// Whether no request is in flight.
    pub fn is_idle(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// The handles of the requests in flight, to end them.
    pub fn handles(&self) -> impl Iterator<Item = &F> {
        self.in_flight.iter().map(|request| &request.handle)
    }

    /// The cached value, usable or not.
    pub fn held(&self) -> Option<&T> {
        self.held.as_ref()
    }

    /// Drops the cached value. Requests in flight started earlier, so they don't restore it.
    pub fn forget(&mut self) {
        self.held = None;
        self.floors = Floors { cached: self.last_number, fresh: self.last_number };
    }

    /// The cached value, if it is usable and not due for a refresh.
    pub fn ready(&self, now: i64) -> Option<&T> {
        self.held.as_ref().filter(|value| value.is_usable(now) && !value.needs_refresh(now))
    }

    /// What a caller must do next.
    pub fn plan(&self, policy: CachePolicy, now: i64) -> Plan<T> {
        let under_way = self.current(policy).is_some();
        match self.held.as_ref().filter(|value| policy == CachePolicy::Use && value.is_usable(now)) {
            Some(value) => {
                let refresh = value.needs_refresh(now) && !under_way && now >= self.refresh_not_before;
                Plan::Take { value: value.clone(), refresh }
            }
            None if under_way => Plan::Join,
            None => Plan::Start,
        }
    }

    /// Assigns the number of the next request.
    pub fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// Adds a request.
    pub fn start(&mut self, policy: CachePolicy, number: u64, handle: F) {
        self.in_flight.push(InFlight { policy, number, waiters: 0, handle });
    }

    /// Adds a waiter. Returns the request's number and handle.
    pub fn join(&mut self, policy: CachePolicy) -> Option<(u64, &F)> {
        let at = self.current(policy)?;
        let request = &mut self.in_flight[at];
        request.waiters += 1;
        Some((request.number, &request.handle))
    }

    /// Removes a waiter. If it was the last one, removes the request too and returns its handle so that the caller can
    /// end it.
    pub fn leave(&mut self, number: u64) -> Option<F> {
        let at = self.position(number)?;
        self.in_flight[at].waiters -= 1;
        (self.in_flight[at].waiters == 0).then(|| self.in_flight.swap_remove(at).handle)
    }

    /// Completes a request with its result. Has no effect if the request was removed because its last waiter left.
    pub fn complete(&mut self, number: u64, result: Option<T>, now: i64, pause: i64) -> Completion<T> {
        let Some(at) = self.position(number) else {
            return Completion::Delivered;
        };
        let request = self.in_flight.swap_remove(at);
        // Also after a success. Otherwise, every call would send a request if the platform returns a token about to
        // expire.
        self.refresh_not_before = now.saturating_add(pause);
        if request.number <= self.floors.of(request.policy) {
            let newer = self.held.as_ref().filter(|value| value.is_usable(now));
            return newer.cloned().map_or(Completion::Delivered, Completion::Superseded);
        }
        match result {
            Some(value) => {
                self.held = Some(value);
                match request.policy {
                    CachePolicy::Use => self.floors.cached = request.number,
                    CachePolicy::Bypass => {
                        self.floors = Floors { cached: self.last_number, fresh: request.number };
                    }
                }
                Completion::Delivered
            }
            None if request.waiters == 0 => Completion::Unreported,
            None => Completion::Delivered,
        }
    }

    /// The index of a request that a caller may join: one with that policy whose result isn't out of date.
    fn current(&self, policy: CachePolicy) -> Option<usize> {
        let floor = self.floors.of(policy);
        self.in_flight.iter().position(|request| request.policy == policy && request.number > floor)
    }

    fn position(&self, number: u64) -> Option<usize> {
        self.in_flight.iter().position(|request| request.number == number)
    }

    #[cfg(all(test, not(windows)))]
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }
}

// Loom ends its threads with a panic on separate stacks, which Wine can't unwind. The model is the same on every
// system.
#[cfg(all(test, not(windows)))]
mod loom_tests;
