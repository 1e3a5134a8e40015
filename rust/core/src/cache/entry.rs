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
pub(super) struct Entry<T, F> {
    held: Option<T>,
    flights: Vec<Flight<F>>,
    next_number: u64,
    /// No early refresh is made before this.
    refresh_not_before: i64,
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
pub(super) enum Landed {
    /// Those who waited have been told, or there is nothing to tell.
    Told,
    /// It failed and nobody waited: the next caller is to be told.
    Unheard,
}

impl<T, F> Default for Entry<T, F> {
    fn default() -> Self {
        Self {
            held: None,
            flights: Vec::new(),
            next_number: 0,
            refresh_not_before: i64::MIN,
        }
    }
}

impl<T: Lasting, F> Entry<T, F> {
    /// What is held, usable or not.
    pub fn held(&self) -> Option<&T> {
        self.held.as_ref()
    }

    /// Drops what is held.
    pub fn forget(&mut self) {
        self.held = None;
    }

    /// What is held, when it may be taken without any further step.
    pub fn ready(&self, now: i64) -> Option<&T> {
        self.held
            .as_ref()
            .filter(|value| value.is_usable(now) && !value.is_due(now))
    }

    /// What a caller does next.
    pub fn plan(&self, read: Read, now: i64) -> Plan<T> {
        let under_way = self.flights.iter().any(|flight| flight.read == read);
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
        self.next_number += 1;
        self.next_number
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
        let flight = self.flights.iter_mut().find(|flight| flight.read == read)?;
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
    pub fn land(&mut self, number: u64, result: Option<T>, now: i64, pause: i64) -> Landed {
        let Some(at) = self.position(number) else {
            return Landed::Told;
        };
        let flight = self.flights.swap_remove(at);
        // Also after a success: a platform that answers with a token about to end would be asked by every call.
        self.refresh_not_before = now.saturating_add(pause);
        match result {
            Some(value) => {
                self.held = Some(value);
                Landed::Told
            }
            None if flight.waiters == 0 => Landed::Unheard,
            None => Landed::Told,
        }
    }

    fn position(&self, number: u64) -> Option<usize> {
        self.flights
            .iter()
            .position(|flight| flight.number == number)
    }

    #[cfg(test)]
    pub fn flights(&self) -> usize {
        self.flights.len()
    }
}

#[cfg(test)]
mod model;
