//! The token cache of one identity: what is held, when it is refreshed, and that one request serves all who wait.
//!
//! - The key is the audience, as it goes over the wire; endpoint, source and identity are the store's own key
//!   ([`crate::shared::StoreKey`]). Claims and a forced refresh are not in it: they skip the read, and what they bring
//!   replaces what was held.
//! - A token is used until its refresh point ([`crate::token::Token::is_due`]). Past it one request runs in the
//!   background while everybody goes on with the valid token; should it fail, the next call for that key is told so. Two
//!   such requests lie at least half a minute apart.
//! - A token with less than a minute to live is never handed out.
//! - One flight per key and kind of read. A waiter that gives up takes nobody with it; when the last one has gone, the
//!   flight is ended. A failure reaches all who waited, and is not remembered.
//!
//! The rules themselves are in `entry.rs`; here they meet locks, tasks and time. The one lock is never held while
//! anything is waited for.

mod entry;

use self::entry::{Entry, Landed, Lasting, Plan};
use crate::call::{Call, EventSink};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::limits;
use crate::shared::lock;
use crate::token::Token;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, Weak};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// Whether a call takes what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// From the cache when it can.
    Cached,
    /// From the endpoint, whatever is held: a forced refresh, or claims.
    Fresh,
}

impl Lasting for Arc<Token> {
    fn is_usable(&self, now: i64) -> bool {
        Token::is_usable(self, now)
    }

    fn is_due(&self, now: i64) -> bool {
        Token::is_due(self, now)
    }
}

/// The tokens of one identity, by audience.
#[derive(Default)]
pub struct TokenStore {
    // Ordered: of a handful of audiences a comparison finds the one sooner than a keyed hash.
    keys: Mutex<BTreeMap<String, Key>>,
}

#[derive(Default)]
struct Key {
    entry: Entry<Arc<Token>, Flight>,
    /// Told to the next call: what happened after the last one returned.
    news: Vec<Event>,
}

/// How a flight is followed and ended.
struct Flight {
    progress: watch::Sender<Progress>,
    task: AbortHandle,
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
        let keys = lock(&self.keys);
        let key = keys.get(resource).filter(|key| key.news.is_empty())?;
        key.entry.ready(now).cloned()
    }

    /// The token held for that audience, if any: to say which one is no longer wanted.
    #[must_use]
    pub fn held(&self, resource: &str) -> Option<Arc<Token>> {
        lock(&self.keys).get(resource)?.entry.held().cloned()
    }

    /// Drops the token held for that audience if it is the one that a service refused. A newer one stays.
    pub fn drop_refused(&self, resource: &str, refused: &Token) {
        if let Some(key) = lock(&self.keys).get_mut(resource) {
            let held = key.entry.held();
            if held.is_some_and(|held| held.secret() == refused.secret()) {
                key.entry.forget();
            }
        }
    }

    /// Drops every token held.
    pub fn clear(&self) {
        lock(&self.keys)
            .values_mut()
            .for_each(|key| key.entry.forget());
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
        let (next, news) = self.enter(resource, read, now, fetch);
        news.into_iter().for_each(|event| call.emit(event));
        match next {
            Next::Take(token) => Ok(Held {
                token,
                from_cache: true,
                before: None,
            }),
            Next::Wait(mut waiter, before) => {
                let token = call.run("waiting for a token", waiter.follow(call)).await?;
                Ok(Held {
                    token,
                    from_cache: false,
                    before,
                })
            }
        }
    }

    /// The one critical section of a call.
    fn enter<F, Fut>(
        self: &Arc<Self>,
        resource: &str,
        read: Read,
        now: i64,
        fetch: F,
    ) -> (Next, Vec<Event>)
    where
        F: FnOnce(EventSink) -> Fut,
        Fut: Future<Output = Result<Token>> + Send + 'static,
    {
        let mut keys = lock(&self.keys);
        if !keys.contains_key(resource) {
            keys.insert(resource.to_owned(), Key::default());
        }
        let Some(key) = keys.get_mut(resource) else {
            unreachable!("it was put there just now")
        };
        let news = std::mem::take(&mut key.news);
        let plan = key.entry.plan(read, now);
        if matches!(plan, Plan::Start | Plan::Take { refresh: true, .. }) {
            self.depart(key, resource, read, now, fetch);
        }
        let next = match plan {
            Plan::Take { value, .. } => Next::Take(value),
            Plan::Join | Plan::Start => {
                let before = key.entry.held().cloned();
                let Some((number, flight)) = key.entry.join(read) else {
                    unreachable!("a flight of that kind is under way")
                };
                let progress = flight.progress.subscribe();
                Next::Wait(
                    Waiter {
                        store: Arc::clone(self),
                        resource: resource.to_owned(),
                        number,
                        told: 0,
                        progress,
                    },
                    before,
                )
            }
        };
        (next, news)
    }

    fn depart<F, Fut>(
        self: &Arc<Self>,
        key: &mut Key,
        resource: &str,
        read: Read,
        now: i64,
        fetch: F,
    ) where
        F: FnOnce(EventSink) -> Fut,
        Fut: Future<Output = Result<Token>> + Send + 'static,
    {
        let progress = watch::Sender::new(Progress::default());
        let sink: EventSink = {
            let progress = progress.clone();
            Arc::new(move |event| progress.send_modify(|p| p.events.push(event)))
        };
        let number = key.entry.number();
        let landing = Landing {
            store: Arc::downgrade(self),
            resource: resource.to_owned(),
            number,
            now,
        };
        let work = fetch(sink);
        let ending = progress.clone();
        let task = tokio::spawn(async move {
            let landing = landing;
            let result = work.await.map(Arc::new);
            landing.land(&result);
            ending.send_modify(|p| p.done = Some(result));
        });
        key.entry.depart(
            read,
            number,
            Flight {
                progress,
                task: task.abort_handle(),
            },
        );
    }
}

/// What a call does after its critical section.
enum Next {
    Take(Arc<Token>),
    Wait(Waiter, Option<Arc<Token>>),
}

/// Ends a flight in the store, also when its task was ended or panicked.
struct Landing {
    store: Weak<TokenStore>,
    resource: String,
    number: u64,
    now: i64,
}

impl Landing {
    fn land(&self, result: &Result<Arc<Token>>) {
        let Some(store) = self.store.upgrade() else {
            return;
        };
        let mut keys = lock(&store.keys);
        let Some(key) = keys.get_mut(&self.resource) else {
            return;
        };
        let landed = key.entry.land(
            self.number,
            result.as_ref().ok().cloned(),
            self.now,
            limits::REFRESH_PAUSE,
        );
        if let (Landed::Unheard, Err(error)) = (landed, result) {
            key.news.push(Event::Warning {
                text: format!("The token for {} could not be refreshed ahead of time and is still valid: {error}", self.resource),
            });
        }
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        // After a landing the flight is no longer known, and this changes nothing.
        if let Some(store) = self.store.upgrade()
            && let Some(key) = lock(&store.keys).get_mut(&self.resource)
        {
            key.entry
                .land(self.number, None, self.now, limits::REFRESH_PAUSE);
        }
    }
}

/// One caller that waits for a flight.
struct Waiter {
    store: Arc<TokenStore>,
    resource: String,
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
        let abandoned = lock(&self.store.keys)
            .get_mut(&self.resource)
            .and_then(|key| key.entry.leave(self.number));
        if let Some(flight) = abandoned {
            flight.task.abort();
        }
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
