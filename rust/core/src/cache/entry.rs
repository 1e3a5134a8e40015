//! The rules of one key of the cache, as a state machine without any waiting, locking or time of its own: what is held,
//! which requests are in flight, and what each event changes. [`super::TokenStore`] adds the locks and the tasks; the
//! model test walks every order in which callers, requests and failures can meet.

/// Whether a call takes what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachePolicy {
    /// From the cache when it can.
    Use,
    /// From the endpoint, whatever is held: a forced refresh, or claims.
    Bypass,
}

/// What a held value says of its own life.
pub(super) trait Expiring: Clone {
    /// Whether it may still be handed out.
    fn is_usable(&self, now: i64) -> bool;
    /// Whether it is due for a refresh.
    fn needs_refresh(&self, now: i64) -> bool;
}

/// The state of one key. `T` is what is held, `F` what a request is followed and ended by.
///
/// Requests are numbered as they start. A request writes only over what is older than itself, so two floors say up to which
/// number an answer is out of date:
/// - what a cached read brought is older than what cached reads bring that start later;
/// - what a fresh read brought is newer than what any cached read brings that started before it completed, since the
///   platform may still have answered that one from its own cache;
/// - what was dropped, because a service refused it or the user disconnected, is not brought back by any request that was
///   under way.
pub(super) struct Entry<T, F> {
    held: Option<T>,
    in_flight: Vec<InFlight<F>>,
    last_number: u64,
    floors: Floors,
    /// No early refresh is made before this.
    refresh_not_before: i64,
}

/// The last requests of each kind whose answers are out of date.
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

/// A request under way.
struct InFlight<F> {
    policy: CachePolicy,
    number: u64,
    waiters: usize,
    handle: F,
}

/// What a caller does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plan<T> {
    /// Take what is held; with `refresh`, start a request that nobody waits for.
    Take {
        /// What is held.
        value: T,
        /// Whether to start the request.
        refresh: bool,
    },
    /// Join the request that is under way.
    Join,
    /// Start a request and join it.
    Start,
}

/// How a landed request left the entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Completion<T> {
    /// Those who waited have it, or nobody did.
    Delivered,
    /// Something newer is held: it is what those who waited get.
    Superseded(T),
    /// It failed and nobody waited: the next caller is to hear of it.
    Unreported,
}

impl<T: Expiring, F> Entry<T, F> {
    /// An entry whose requests are numbered after `last_number`: a key that comes back must not take the requests of its
    /// earlier life for its own.
    pub fn after(last_number: u64) -> Self {
        Self {
            held: None,
            in_flight: Vec::new(),
            last_number,
            floors: Floors { cached: last_number, fresh: last_number },
            refresh_not_before: i64::MIN,
        }
    }

    /// The number given out last.
    pub fn last_number(&self) -> u64 {
        self.last_number
    }

    /// Whether any request is under way.
    pub fn is_idle(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// The handles of what is under way, to end it by.
    pub fn handles(&self) -> impl Iterator<Item = &F> {
        self.in_flight.iter().map(|request| &request.handle)
    }

    /// What is held, usable or not.
    pub fn held(&self) -> Option<&T> {
        self.held.as_ref()
    }

    /// Drops what is held. What is under way was asked for before, and doesn't bring it back.
    pub fn forget(&mut self) {
        self.held = None;
        self.floors = Floors { cached: self.last_number, fresh: self.last_number };
    }

    /// What is held, when it may be taken without any further step.
    pub fn ready(&self, now: i64) -> Option<&T> {
        self.held.as_ref().filter(|value| value.is_usable(now) && !value.needs_refresh(now))
    }

    /// What a caller does next.
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

    /// The number of the next request, for its task to name itself by.
    pub fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// Adds a request.
    pub fn start(&mut self, policy: CachePolicy, number: u64, handle: F) {
        self.in_flight.push(InFlight { policy, number, waiters: 0, handle });
    }

    /// Counts a caller in; gives the request's number and handle.
    pub fn join(&mut self, policy: CachePolicy) -> Option<(u64, &F)> {
        let at = self.current(policy)?;
        let request = &mut self.in_flight[at];
        request.waiters += 1;
        Some((request.number, &request.handle))
    }

    /// Counts a caller out. When it was the last one, the request is over, and its handle is given back to end it by.
    pub fn leave(&mut self, number: u64) -> Option<F> {
        let at = self.position(number)?;
        self.in_flight[at].waiters -= 1;
        (self.in_flight[at].waiters == 0).then(|| self.in_flight.swap_remove(at).handle)
    }

    /// Ends a request with its result. A request that is no longer known (nobody waited any more) changes nothing.
    pub fn complete(&mut self, number: u64, result: Option<T>, now: i64, pause: i64) -> Completion<T> {
        let Some(at) = self.position(number) else {
            return Completion::Delivered;
        };
        let request = self.in_flight.swap_remove(at);
        // Also after a success: a platform that answers with a token about to end would be asked by every call.
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

    /// Where the request of that kind is that a caller may join: one whose answer is not out of date already.
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

// Loom ends its threads by a panic on stacks of its own, which Wine can't unwind. What it walks is the same everywhere.
#[cfg(all(test, not(windows)))]
mod loom_tests;
