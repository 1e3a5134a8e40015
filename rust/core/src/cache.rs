//! The token cache of one identity: what is held, when it is refreshed, and that one request serves all who wait.
//!
//! - The key is the audience, as it goes over the wire; endpoint, source and identity are the store's own key
//!   ([`crate::shared::StoreKey`]). Claims and a forced refresh are not in it: they skip the read, and what they bring
//!   replaces what was held.
//! - A token is used until its refresh point ([`crate::token::Token::is_due`]). Past it one request runs in the
//!   background while everybody goes on with the valid token; should it fail, the next call for that key is told so.
//! - A token with less than a minute to live is never handed out.
//! - One flight per key and kind. A waiter that gives up takes nobody with it; when the last one has gone, the flight is
//!   ended. A failure reaches all who waited, and is not remembered.

use crate::call::{Call, EventSink};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::shared::lock;
use crate::token::Token;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// Whether a call takes what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Read {
    /// From the cache when it can.
    Cached,
    /// From the endpoint, whatever is held: a forced refresh, or claims.
    Fresh,
}

/// The tokens of one identity, by audience.
#[derive(Default)]
pub struct TokenStore {
    entries: Mutex<HashMap<String, Entry>>,
}

#[derive(Default)]
struct Entry {
    token: Option<Arc<Token>>,
    flights: HashMap<Read, Flight>,
    /// Told to the next call: what happened after the last one returned.
    news: Vec<Event>,
}

/// A request under way, and what it has told so far.
#[derive(Clone)]
struct Flight {
    number: u64,
    waiters: usize,
    progress: watch::Sender<Progress>,
    task: Option<AbortHandle>,
}

#[derive(Default)]
struct Progress {
    events: Vec<Event>,
    done: Option<Result<Arc<Token>>>,
}

/// What a store answers with.
#[derive(Debug)]
pub struct Held {
    /// The token.
    pub token: Arc<Token>,
    /// Whether nothing was sent for it.
    pub from_cache: bool,
    /// The token that was held before a fresh one was asked for.
    pub before: Option<Arc<Token>>,
}

impl TokenStore {
    /// The token held for that audience, when it may be handed out without any further step.
    #[must_use]
    pub fn peek(&self, resource: &str, now: i64) -> Option<Arc<Token>> {
        let entries = lock(&self.entries);
        let entry = entries.get(resource)?;
        entry
            .token
            .as_ref()
            .filter(|token| entry.news.is_empty() && token.is_usable(now) && !token.is_due(now))
            .cloned()
    }

    /// The token held for that audience, if any: to say which one a claims challenge rejected.
    #[must_use]
    pub fn held(&self, resource: &str) -> Option<Arc<Token>> {
        lock(&self.entries).get(resource)?.token.clone()
    }

    /// Drops every token held.
    pub fn clear(&self) {
        lock(&self.entries)
            .values_mut()
            .for_each(|entry| entry.token = None);
    }

    /// The token for that audience: held, joined or fetched. Must run inside a tokio runtime.
    ///
    /// # Errors
    /// The fetch's own, or the call's end.
    pub async fn get<F, Fut>(
        self: &Arc<Self>,
        resource: &str,
        read: Read,
        now: i64,
        call: &Call,
        fetch: F,
    ) -> Result<Held>
    where
        F: FnOnce(EventSink) -> Fut,
        Fut: Future<Output = Result<Token>> + Send + 'static,
    {
        let (mut waiter, before) = {
            let mut entries = lock(&self.entries);
            let entry = entries.entry(resource.to_owned()).or_default();
            let news = std::mem::take(&mut entry.news);
            let held = entry.token.clone().filter(|token| token.is_usable(now));
            if let (Read::Cached, Some(token)) = (read, &held) {
                if token.is_due(now) && !entry.flights.contains_key(&read) {
                    self.start(entry, resource, read, fetch);
                    // Nobody waits for it; it ends by itself.
                }
                drop(entries);
                news.into_iter().for_each(|event| call.emit(event));
                return Ok(Held {
                    token: Arc::clone(token),
                    from_cache: true,
                    before: None,
                });
            }
            if !entry.flights.contains_key(&read) {
                self.start(entry, resource, read, fetch);
            }
            (self.join(entry, resource, read)?, entry.token.clone())
        };
        let token = call.run("waiting for a token", waiter.follow(call)).await?;
        Ok(Held {
            token,
            from_cache: false,
            before,
        })
    }

    fn start<F, Fut>(self: &Arc<Self>, entry: &mut Entry, resource: &str, read: Read, fetch: F)
    where
        F: FnOnce(EventSink) -> Fut,
        Fut: Future<Output = Result<Token>> + Send + 'static,
    {
        let number = fastrand::u64(..);
        let progress = watch::Sender::new(Progress::default());
        let sink: EventSink = {
            let progress = progress.clone();
            Arc::new(move |event| progress.send_modify(|p| p.events.push(event)))
        };
        let landing = Landing {
            store: Arc::downgrade(self),
            resource: resource.to_owned(),
            read,
            number,
        };
        entry.flights.insert(
            read,
            Flight {
                number,
                waiters: 0,
                progress: progress.clone(),
                task: None,
            },
        );
        let work = fetch(sink);
        let task = tokio::spawn(async move {
            let landing = landing;
            let result = work.await.map(Arc::new);
            landing.finish(&result);
            progress.send_modify(|p| p.done = Some(result));
        });
        if let Some(flight) = entry.flights.get_mut(&read) {
            flight.task = Some(task.abort_handle());
        }
    }

    fn join(self: &Arc<Self>, entry: &mut Entry, resource: &str, read: Read) -> Result<Waiter> {
        let flight = entry.flights.get_mut(&read).ok_or_else(lost)?;
        flight.waiters += 1;
        Ok(Waiter {
            store: Arc::clone(self),
            resource: resource.to_owned(),
            read,
            number: flight.number,
            told: 0,
            progress: flight.progress.subscribe(),
        })
    }

    /// Runs `change` on the flight of that number, if it is still the current one.
    fn with_flight(
        &self,
        resource: &str,
        read: Read,
        number: u64,
        change: impl FnOnce(&mut Entry),
    ) {
        let mut entries = lock(&self.entries);
        if let Some(entry) = entries.get_mut(resource)
            && entry
                .flights
                .get(&read)
                .is_some_and(|flight| flight.number == number)
        {
            change(entry);
        }
    }
}

/// Ends a flight in the store, also when its task was ended or panicked.
struct Landing {
    store: std::sync::Weak<TokenStore>,
    resource: String,
    read: Read,
    number: u64,
}

impl Landing {
    fn finish(&self, result: &Result<Arc<Token>>) {
        let Some(store) = self.store.upgrade() else {
            return;
        };
        store.with_flight(&self.resource, self.read, self.number, |entry| {
            let nobody_waited = entry.flights.remove(&self.read).is_some_and(|flight| flight.waiters == 0);
            match result {
                Ok(token) => entry.token = Some(Arc::clone(token)),
                Err(error) if nobody_waited => entry.news.push(Event::Warning {
                    text: format!("The token for {} could not be refreshed ahead of time and is still valid: {error}", self.resource),
                }),
                Err(_) => {}
            }
        });
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        if let Some(store) = self.store.upgrade() {
            store.with_flight(&self.resource, self.read, self.number, |entry| {
                _ = entry.flights.remove(&self.read)
            });
        }
    }
}

/// One caller that waits for a flight.
struct Waiter {
    store: Arc<TokenStore>,
    resource: String,
    read: Read,
    number: u64,
    told: usize,
    progress: watch::Receiver<Progress>,
}

impl Waiter {
    async fn follow(&mut self, call: &Call) -> Result<Arc<Token>> {
        loop {
            let (events, done) = {
                let progress = self.progress.borrow_and_update();
                (progress.events[self.told..].to_vec(), progress.done.clone())
            };
            self.told += events.len();
            for event in events {
                let too_long = match &event {
                    Event::Retry {
                        http_status, wait, ..
                    } if !call.has_time_for(*wait) => Some((*http_status, *wait)),
                    _ => None,
                };
                call.emit(event);
                if let Some((status, wait)) = too_long {
                    return Err(no_time_for(status, wait));
                }
            }
            if let Some(result) = done {
                return result;
            }
            self.progress.changed().await.map_err(|_| lost())?;
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.store
            .with_flight(&self.resource, self.read, self.number, |entry| {
                let Some(flight) = entry.flights.get_mut(&self.read) else {
                    return;
                };
                flight.waiters -= 1;
                if flight.waiters == 0 {
                    if let Some(task) = &flight.task {
                        task.abort();
                    }
                    entry.flights.remove(&self.read);
                }
            });
    }
}

/// A wait that the service asks for, or the rules demand, does not fit into the call: told at once, not at its end.
fn no_time_for(status: Option<u16>, wait: std::time::Duration) -> Error {
    let seconds = wait.as_secs_f64().ceil();
    let code = if status == Some(429) {
        Code::Throttled
    } else {
        Code::TimedOut
    };
    let error = Error::new(code, format!("The identity endpoint wants {seconds} s until the next try, more than is left of the call's time."))
        .hint(format!("Try again in {seconds} s, or raise the limit (-TimeoutSec, --timeout)."))
        .with_retryable(true);
    match status {
        Some(status) => error.with_http_status(status),
        None => error,
    }
}

fn lost() -> Error {
    Error::new(
        Code::Internal,
        "The request for a token ended without a result.",
    )
    .hint("This is a defect: please report it with the version and the steps.")
}

#[cfg(test)]
mod tests;
