//! The rules of one key of the cache, as a state machine without any waiting, locking or time of its own: what is held,
//! which flights are under way, and what each event changes. [`super::TokenStore`] adds the locks and the tasks; the
//! model test walks every order in which callers, flights and failures can meet.

use super::Read;

/// What a held value says of its own life.
pub(super) trait Lasting: Clone {
    /// Whether it may still be handed out.
    fn is_usable(&self, now: i64) -> bool;
    /// Whether it is due for a refresh.
    fn is_due(&self, now: i64) -> bool;
}

/// The state of one key. `T` is what is held, `F` what a flight is followed and ended by.
///
/// Flights are numbered as they start. A flight writes only over what is older than itself, so two floors say up to which
/// number an answer is out of date:
/// - what a cached read brought is older than what cached reads bring that start later;
/// - what a fresh read brought is newer than what any cached read brings that started before it landed, since the
///   platform may still have answered that one from its own cache;
/// - what was dropped, because a service refused it or the user disconnected, is not brought back by any flight that was
///   under way.
pub(super) struct Entry<T, F> {
    held: Option<T>,
    flights: Vec<Flight<F>>,
    last_number: u64,
    floors: Floors,
    /// No early refresh is made before this.
    refresh_not_before: i64,
}

/// The last flights of each kind whose answers are out of date.
#[derive(Clone, Copy)]
struct Floors {
    cached: u64,
    fresh: u64,
}

impl Floors {
    fn of(&self, read: Read) -> u64 {
        match read {
            Read::Cached => self.cached,
            Read::Fresh => self.fresh,
        }
    }
}

/// A request under way.
struct Flight<F> {
    read: Read,
    number: u64,
    waiters: usize,
    handle: F,
}

/// What a caller does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plan<T> {
    /// Take what is held; with `refresh`, start a flight that nobody waits for.
    Take {
        /// What is held.
        value: T,
        /// Whether to start the flight.
        refresh: bool,
    },
    /// Join the flight that is under way.
    Join,
    /// Start a flight and join it.
    Start,
}

/// How a landed flight left the entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Landed<T> {
    /// Those who waited are told, or there is nothing to tell.
    Told,
    /// Something newer is held: it is what those who waited get.
    Outdated(T),
    /// It failed and nobody waited: the next caller is to be told.
    Unheard,
}

impl<T: Lasting, F> Entry<T, F> {
    /// An entry whose flights are numbered after `last_number`: a key that comes back must not take the flights of its
    /// earlier life for its own.
    pub fn after(last_number: u64) -> Self {
        Self {
            held: None,
            flights: Vec::new(),
            last_number,
            floors: Floors {
                cached: last_number,
                fresh: last_number,
            },
            refresh_not_before: i64::MIN,
        }
    }

    /// The number given out last.
    pub fn last_number(&self) -> u64 {
        self.last_number
    }

    /// Whether any flight is under way.
    pub fn is_idle(&self) -> bool {
        self.flights.is_empty()
    }

    /// The handles of what is under way, to end it by.
    pub fn handles(&self) -> impl Iterator<Item = &F> {
        self.flights.iter().map(|flight| &flight.handle)
    }

    /// What is held, usable or not.
    pub fn held(&self) -> Option<&T> {
        self.held.as_ref()
    }

    /// Drops what is held. What is under way was asked for before, and doesn't bring it back.
    pub fn forget(&mut self) {
        self.held = None;
        self.floors = Floors {
            cached: self.last_number,
            fresh: self.last_number,
        };
    }

    /// What is held, when it may be taken without any further step.
    pub fn ready(&self, now: i64) -> Option<&T> {
        self.held
            .as_ref()
            .filter(|value| value.is_usable(now) && !value.is_due(now))
    }

    /// What a caller does next.
    pub fn plan(&self, read: Read, now: i64) -> Plan<T> {
        let under_way = self.current(read).is_some();
        match self
            .held
            .as_ref()
            .filter(|value| read == Read::Cached && value.is_usable(now))
        {
            Some(value) => {
                let refresh = value.is_due(now) && !under_way && now >= self.refresh_not_before;
                Plan::Take {
                    value: value.clone(),
                    refresh,
                }
            }
            None if under_way => Plan::Join,
            None => Plan::Start,
        }
    }

    /// The number of the next flight, for its task to name itself by.
    pub fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// Adds a flight.
    pub fn depart(&mut self, read: Read, number: u64, handle: F) {
        self.flights.push(Flight {
            read,
            number,
            waiters: 0,
            handle,
        });
    }

    /// Counts a caller in; gives the flight's number and handle.
    pub fn join(&mut self, read: Read) -> Option<(u64, &F)> {
        let at = self.current(read)?;
        let flight = &mut self.flights[at];
        flight.waiters += 1;
        Some((flight.number, &flight.handle))
    }

    /// Counts a caller out. When it was the last one, the flight is over, and its handle is given back to end it by.
    pub fn leave(&mut self, number: u64) -> Option<F> {
        let at = self.position(number)?;
        self.flights[at].waiters -= 1;
        (self.flights[at].waiters == 0).then(|| self.flights.swap_remove(at).handle)
    }

    /// Ends a flight with its result. A flight that is no longer known (nobody waited any more) changes nothing.
    pub fn land(&mut self, number: u64, result: Option<T>, now: i64, pause: i64) -> Landed<T> {
        let Some(at) = self.position(number) else {
            return Landed::Told;
        };
        let flight = self.flights.swap_remove(at);
        // Also after a success: a platform that answers with a token about to end would be asked by every call.
        self.refresh_not_before = now.saturating_add(pause);
        if flight.number <= self.floors.of(flight.read) {
            let newer = self.held.as_ref().filter(|value| value.is_usable(now));
            return newer.cloned().map_or(Landed::Told, Landed::Outdated);
        }
        match result {
            Some(value) => {
                self.held = Some(value);
                match flight.read {
                    Read::Cached => self.floors.cached = flight.number,
                    Read::Fresh => {
                        self.floors = Floors {
                            cached: self.last_number,
                            fresh: flight.number,
                        };
                    }
                }
                Landed::Told
            }
            None if flight.waiters == 0 => Landed::Unheard,
            None => Landed::Told,
        }
    }

    /// Where the flight of that kind is that a caller may join: one whose answer is not out of date already.
    fn current(&self, read: Read) -> Option<usize> {
        let floor = self.floors.of(read);
        self.flights
            .iter()
            .position(|flight| flight.read == read && flight.number > floor)
    }

    fn position(&self, number: u64) -> Option<usize> {
        self.flights
            .iter()
            .position(|flight| flight.number == number)
    }

    #[cfg(all(test, not(windows)))]
    pub fn flights(&self) -> usize {
        self.flights.len()
    }
}

// Loom ends its threads by a panic on stacks of its own, which Wine can't unwind. What it walks is the same everywhere.
#[cfg(all(test, not(windows)))]
mod model;
