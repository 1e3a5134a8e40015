//! The token cache of one identity: what is held, when it is refreshed, and that one request serves all who wait.
//!
//! - The key is the audience, as it goes over the wire; all that decides who answers is the store's own key
//!   ([`crate::credential::StoreKey`]). Claims and a forced refresh are not in it: they skip the read, and what they bring
//!   replaces what was held.
//! - A flight writes only over what is older than itself: a slow answer never replaces what a later, a forced or a
//!   challenged request brought, nor what was dropped meanwhile.
//! - A token is used until its refresh point ([`crate::token::Token::is_due`]). Past it one request runs in the
//!   background while everybody goes on with the valid token; should it fail, the next call for that key is told so. Two
//!   such requests lie at least half a minute apart.
//! - A token with less than a minute to live is never handed out.
//! - One flight per key and kind of read. A waiter that gives up takes nobody with it; when the last one has gone, the
//!   flight is ended. A failure reaches all who waited, and is not remembered.
//!
//! - A store lives as long as the clients that use it. A flight holds it weakly, and ends with it.
//! - Audiences are kept up to [`limits::AUDIENCES`]; what was not used for longest goes first.
//!
//! The rules themselves are in `entry.rs`; here they meet locks, tasks and time. The one lock is never held while
//! anything is waited for.

mod entry;
mod keys;
mod progress;
mod waiter;

use self::entry::{Landed, Lasting, Plan};
use self::keys::{Key, Keys};
use self::progress::Progress;
use self::waiter::Waiter;
use crate::call::{Call, EventSink};
use crate::error::Result;
use crate::event::Event;
use crate::limits;
use crate::sync::lock;
use crate::token::Token;
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
    keys: Mutex<Keys>,
}

/// How a flight is followed and ended.
struct Flight {
    progress: watch::Sender<Progress>,
    task: AbortHandle,
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
        let mut keys = lock(&self.keys);
        let keys = &mut *keys;
        let key = keys.by_resource.get_mut(resource)?;
        let token = key
            .entry
            .ready(now)
            .filter(|_| key.news.is_empty())?
            .clone();
        keys.reads += 1;
        key.last_read = keys.reads;
        Some(token)
    }

    /// The token held for that audience, if any: to say which one is no longer wanted.
    #[must_use]
    pub fn held(&self, resource: &str) -> Option<Arc<Token>> {
        lock(&self.keys)
            .by_resource
            .get(resource)?
            .entry
            .held()
            .cloned()
    }

    /// Drops that very token, which a service refused, and says whether it was held. A newer one stays; what is under
    /// way was asked for before the refusal, and doesn't bring it back.
    pub fn drop_if_current(&self, resource: &str, token: &Token) -> bool {
        let mut keys = lock(&self.keys);
        let Some(key) = keys.by_resource.get_mut(resource) else {
            return false;
        };
        let is_current = |held: &Arc<Token>| held.secret() == token.secret();
        if !key.entry.held().is_some_and(is_current) {
            return false;
        }
        key.entry.forget();
        keys.tidy(resource);
        true
    }

    /// Drops every token held.
    pub fn clear(&self) {
        lock(&self.keys)
            .by_resource
            .values_mut()
            .for_each(|key| key.entry.forget());
    }

    /// The token for that audience: held, joined or fetched. Must run inside a tokio runtime.
    ///
    /// `fetch` gets where its events go, and the token that a fresh read no longer wants. It must not keep the store: that
    /// would outlive its clients for as long as the request takes.
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
        F: FnOnce(EventSink, Option<Arc<Token>>) -> Fut,
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
        F: FnOnce(EventSink, Option<Arc<Token>>) -> Fut,
        Fut: Future<Output = Result<Token>> + Send + 'static,
    {
        let mut keys = lock(&self.keys);
        let key = keys.entry(resource);
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
                    Waiter::new(Arc::clone(self), resource.to_owned(), number, progress),
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
        F: FnOnce(EventSink, Option<Arc<Token>>) -> Fut,
        Fut: Future<Output = Result<Token>> + Send + 'static,
    {
        let progress = watch::Sender::new(Progress::default());
        let sink: EventSink = {
            let progress = progress.clone();
            Arc::new(move |event| progress.send_modify(|p| p.tell(event)))
        };
        let number = key.entry.number();
        let landing = Landing {
            store: Arc::downgrade(self),
            resource: resource.to_owned(),
            number,
            now,
        };
        let unwanted = match read {
            Read::Fresh => key.entry.held().cloned(),
            Read::Cached => None,
        };
        let work = fetch(sink, unwanted);
        let ending = progress.clone();
        let task = tokio::spawn(async move {
            let landing = landing;
            let result = landing.land(work.await.map(Arc::new));
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

/// Ends a flight in the store, even when its task was ended or panicked.
struct Landing {
    store: Weak<TokenStore>,
    resource: String,
    number: u64,
    now: i64,
}

impl Landing {
    /// Ends the flight, and says what those get who waited for it.
    fn land(&self, result: Result<Arc<Token>>) -> Result<Arc<Token>> {
        let Some(store) = self.store.upgrade() else {
            return result;
        };
        let mut keys = lock(&store.keys);
        let Some(key) = keys.by_resource.get_mut(&self.resource) else {
            return result;
        };
        let brought = result.as_ref().ok().cloned();
        let landed = key
            .entry
            .land(self.number, brought, self.now, limits::REFRESH_PAUSE);
        let result = match (landed, result) {
            (Landed::Outdated(newer), _) => Ok(newer),
            (Landed::Unheard, Err(error)) => {
                key.news.push(Event::Warning {
                    text: format!("The token for {} could not be refreshed ahead of time and is still valid: {error}", self.resource),
                });
                Err(error)
            }
            (_, result) => result,
        };
        keys.tidy(&self.resource);
        result
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        // After a landing the flight is no longer known, and this changes nothing.
        if let Some(store) = self.store.upgrade() {
            let mut keys = lock(&store.keys);
            if let Some(key) = keys.by_resource.get_mut(&self.resource) {
                key.entry
                    .land(self.number, None, self.now, limits::REFRESH_PAUSE);
                keys.tidy(&self.resource);
            }
        }
    }
}

impl Drop for TokenStore {
    fn drop(&mut self) {
        // The last client is gone: nobody is left to hand a token to.
        let keys = lock(&self.keys);
        let flights = keys
            .by_resource
            .values()
            .flat_map(|key| key.entry.handles());
        flights.for_each(|flight| flight.task.abort());
    }
}

#[cfg(test)]
mod tests;
