//! The tokens of one identity, shared by all its clients.

use super::entry::{CachePolicy, Completion, Expiring, Plan};
use super::keys::{Key, RequestHandle, SharedKeys};
use super::progress::Progress;
use super::waiter::{Waiter, ended_without_result};
use crate::call::{Call, EventSink};
use crate::error::Result;
use crate::event::Event;
use crate::limits;
use crate::token::Token;
use std::future::Future;
use std::sync::{Arc, Weak};
use tokio::sync::watch;
use tokio::time::Instant;

impl Expiring for Arc<Token> {
    fn is_usable(&self, now: i64) -> bool {
        Token::is_usable(self, now)
    }

    fn needs_refresh(&self, now: i64) -> bool {
        Token::needs_refresh(self, now)
    }
}

/// The tokens of one identity, by audience.
#[derive(Default)]
pub struct TokenStore {
    keys: Arc<SharedKeys>,
}

/// The result of [`TokenStore::get`].
#[derive(Debug)]
pub struct Held {
    /// The token.
    pub token: Arc<Token>,
    /// Whether it came from the cache, without a request.
    pub from_cache: bool,
    /// The token that was cached before the request.
    pub before: Option<Arc<Token>>,
}

impl TokenStore {
    /// Returns the cached token for that audience, if it is usable and not due for a refresh.
    pub fn peek(&self, resource: &str, now: i64) -> Option<Arc<Token>> {
        let mut keys = self.keys.lock();
        let keys = &mut *keys;
        let key = keys.by_resource.get_mut(resource)?;
        let token = key.entry.ready(now).filter(|_| key.pending_events.is_empty())?.clone();
        keys.reads += 1;
        key.last_read = keys.reads;
        Some(token)
    }

    /// Returns the cached token for that audience, usable or not.
    pub fn held(&self, resource: &str) -> Option<Arc<Token>> {
        self.keys.lock().by_resource.get(resource)?.entry.held().cloned()
    }

    /// Drops exactly this token, which a service refused, and returns whether it was cached. A newer token stays.
    /// Requests in flight started before the refusal, so they don't restore it.
    pub fn drop_if_current(&self, resource: &str, token: &Token) -> bool {
        let mut keys = self.keys.lock();
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

    /// Returns the token for that audience from the cache, from a request in flight or from a new one. Must run inside
    /// a tokio runtime.
    ///
    /// `fetch` receives the sink for its events, and the token that a fresh read replaces. It must not own the store;
    /// otherwise, the store would outlive its clients until the request ends.
    ///
    /// # Errors
    /// The error of `fetch`, `TimedOut` or `Cancelled`.
    pub async fn get<Fetched: Future<Output = Result<Token>> + Send + 'static>(
        &self,
        resource: &str,
        policy: CachePolicy,
        now: i64,
        call: &Call,
        fetch: impl FnOnce(EventSink, Option<Arc<Token>>) -> Fetched,
    ) -> Result<Held> {
        let (next, pending) = self.enter(resource, policy, now, fetch);
        pending.into_iter().for_each(|event| call.emit(event));
        match next {
            Next::Take(token) => Ok(Held { token, from_cache: true, before: None }),
            Next::Wait(mut waiter, before) => {
                let token = call.run("waiting for a token", waiter.follow(call)).await?;
                Ok(Held { token, from_cache: false, before })
            }
        }
    }

    /// The only critical section of a call.
    fn enter<Fetched: Future<Output = Result<Token>> + Send + 'static>(
        &self,
        resource: &str,
        policy: CachePolicy,
        now: i64,
        fetch: impl FnOnce(EventSink, Option<Arc<Token>>) -> Fetched,
    ) -> (Next, Vec<Event>) {
        let mut keys = self.keys.lock();
        let key = keys.entry(resource);
        let pending = std::mem::take(&mut key.pending_events);
        let plan = key.entry.plan(policy, now);
        if matches!(plan, Plan::Start | Plan::Take { refresh: true, .. }) {
            let unwanted = key.entry.held().filter(|_| policy == CachePolicy::Bypass).cloned();
            self.start(key, resource, policy, now, |events| fetch(events, unwanted));
        }
        let next = match plan {
            Plan::Take { value, .. } => Next::Take(value),
            Plan::Join | Plan::Start => {
                let before = key.entry.held().cloned();
                let Some((number, request)) = key.entry.join(policy) else {
                    unreachable!("a request of that kind is in flight")
                };
                let waiter = Waiter {
                    keys: Arc::clone(&self.keys),
                    resource: resource.to_owned(),
                    number,
                    seen: 0,
                    joined: Instant::now(),
                    progress: request.progress.subscribe(),
                };
                Next::Wait(waiter, before)
            }
        };
        (next, pending)
    }

    fn start<Fetched: Future<Output = Result<Token>> + Send + 'static>(
        &self,
        key: &mut Key,
        resource: &str,
        policy: CachePolicy,
        now: i64,
        fetch: impl FnOnce(EventSink) -> Fetched,
    ) {
        let progress = watch::Sender::new(Progress::default());
        let sink: EventSink = {
            let progress = progress.clone();
            Arc::new(move |event| progress.send_modify(|p| p.push(event)))
        };
        let number = key.entry.number();
        let guard = CompletionGuard {
            keys: Arc::downgrade(&self.keys),
            resource: resource.to_owned(),
            number,
            begun: (now, Instant::now()),
        };
        let work = fetch(sink);
        let ending = progress.clone();
        let task = tokio::spawn(async move {
            let guard = guard;
            let result = guard.complete(work.await.map(Arc::new));
            ending.send_modify(|p| p.done = Some(result));
        });
        key.entry.start(policy, number, RequestHandle { progress, task: task.abort_handle() });
    }
}

/// What a call does after its critical section.
enum Next {
    Take(Arc<Token>),
    Wait(Waiter, Option<Arc<Token>>),
}

/// Completes a request in the store, even if its task was aborted or panicked.
struct CompletionGuard {
    keys: Weak<SharedKeys>,
    resource: String,
    number: u64,
    /// The start time, by the caller's clock and by the monotonic clock.
    begun: (i64, Instant),
}

impl CompletionGuard {
    fn now(&self) -> i64 {
        let (now, at) = self.begun;
        now.saturating_add_unsigned(at.elapsed().as_secs())
    }

    /// Completes the request and returns the result for its waiters.
    fn complete(&self, result: Result<Arc<Token>>) -> Result<Arc<Token>> {
        let Some(keys) = self.keys.upgrade() else {
            return result;
        };
        let mut keys = keys.lock();
        let Some(key) = keys.by_resource.get_mut(&self.resource) else {
            return result;
        };
        let brought = result.as_ref().ok().cloned();
        let completion = key.entry.complete(self.number, brought, self.now(), limits::REFRESH_PAUSE);
        let result = match (completion, result) {
            (Completion::Superseded(newer), _) => Ok(newer),
            (Completion::Unreported, Err(error)) => {
                key.pending_events.push(Event::Warning {
                    text: format!(
                        "The token for {} could not be refreshed ahead of time and is still valid: {error}",
                        self.resource
                    ),
                });
                Err(error)
            }
            (_, result) => result,
        };
        keys.tidy(&self.resource);
        result
    }
}

impl Drop for CompletionGuard {
    fn drop(&mut self) {
        // If the request is already completed, this has no effect.
        let _ = self.complete(Err(ended_without_result()));
    }
}

#[cfg(test)]
mod tests;
