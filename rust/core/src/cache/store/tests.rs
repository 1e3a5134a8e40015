use super::*;
use crate::error::{Code, Error};
use crate::identity::Identity;
use crate::source_kind::SourceKind;
use crate::sync::lock;
use crate::token::{Asked, read_answer};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

mod late;

const NOW: i64 = 1_700_000_000;

fn token(text: &str, life: i64) -> Result<Token> {
    let body = format!(r#"{{"access_token":"{text}","expires_in":{life}}}"#);
    let asked = Asked { identity: &Identity::SystemAssigned, resource: "r", source: SourceKind::Vm, now: NOW };
    read_answer(body.as_bytes(), &asked)
}

/// A store that counts its fetches; each fetch takes a second and returns `t0`, `t1`, ...
#[derive(Clone, Default)]
struct Lab {
    store: Arc<TokenStore>,
    fetched: Arc<AtomicUsize>,
}

impl Lab {
    async fn get(&self, resource: &str, policy: CachePolicy, now: i64, call: &Call) -> Result<Held> {
        let fetched = Arc::clone(&self.fetched);
        let work = move |_: EventSink, _| async move {
            let number = fetched.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_secs(1)).await;
            token(&format!("t{number}"), 86_400)
        };
        self.store.get(resource, policy, now, call, work).await
    }

    /// The result of a call without a time limit.
    async fn take(&self, resource: &str, now: i64) -> Held {
        let call = Call::new();
        let held = self.get(resource, CachePolicy::Use, now, &call);
        held.await.unwrap()
    }

    /// Like `take`, but bypasses the cache.
    async fn fresh(&self, resource: &str, now: i64) -> Held {
        let call = Call::new();
        let held = self.get(resource, CachePolicy::Bypass, now, &call);
        held.await.unwrap()
    }

    fn count(&self) -> usize {
        self.fetched.load(Ordering::SeqCst)
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_callers_make_one_request_for_each_key() {
    let lab = Lab::default();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..100 {
        let lab = lab.clone();
        tasks.spawn(async move { lab.get(["a", "b"][n % 2], CachePolicy::Use, NOW, &Call::new()).await });
    }
    let mut from_cache = 0;
    while let Some(held) = tasks.join_next().await {
        from_cache += usize::from(held.unwrap().unwrap().from_cache);
    }
    assert_eq!((lab.count(), from_cache), (2, 0));
    assert!(lab.take("a", NOW).await.from_cache);
    assert_eq!(lab.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_slow_key_does_not_delay_others() {
    let lab = Lab::default();
    lab.take("arm", NOW).await;
    let slow = {
        let lab = lab.clone();
        tokio::spawn(async move { lab.get("vault", CachePolicy::Use, NOW, &Call::new()).await })
    };
    tokio::task::yield_now().await;
    let begin = tokio::time::Instant::now();
    assert!(lab.take("arm", NOW).await.from_cache);
    assert_eq!(begin.elapsed(), Duration::ZERO);
    slow.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_waiter_does_not_affect_the_others() {
    let lab = Lab::default();
    let cancel = CancellationToken::new();
    let quitter = {
        let (lab, call) = (lab.clone(), Call::new().with_cancel(cancel.clone()));
        tokio::spawn(async move { lab.get("a", CachePolicy::Use, NOW, &call).await })
    };
    let patient = {
        let lab = lab.clone();
        tokio::spawn(async move { lab.get("a", CachePolicy::Use, NOW, &Call::new()).await })
    };
    tokio::time::sleep(Duration::from_millis(100)).await;
    cancel.cancel();
    assert_eq!(quitter.await.unwrap().unwrap_err().code(), Code::Cancelled);
    assert_eq!(patient.await.unwrap().unwrap().token.secret(), "t0");
    assert_eq!(lab.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn when_the_last_waiter_leaves_the_request_is_ended() {
    let lab = Lab::default();
    let call = Call::new().with_timeout(Duration::from_millis(10));
    assert_eq!(lab.get("a", CachePolicy::Use, NOW, &call).await.unwrap_err().code(), Code::TimedOut);
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(lab.store.held("a").is_none());
    assert_eq!(lab.take("a", NOW).await.token.secret(), "t1");
}

#[tokio::test(start_paused = true)]
async fn past_the_refresh_point_one_request_runs_in_the_background() {
    let lab = Lab::default();
    lab.take("a", NOW).await;
    let later = NOW + 43_200;
    assert!(lab.store.peek("a", later - 1).is_some() && lab.store.peek("a", later).is_none());
    for _ in 0..10 {
        assert_eq!(lab.take("a", later).await.token.secret(), "t0");
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(lab.count(), 2);
    assert_eq!(lab.store.held("a").unwrap().secret(), "t1");
}

#[tokio::test(start_paused = true)]
async fn a_failed_early_refresh_is_reported_once_and_is_not_an_error() {
    let lab = Lab::default();
    lab.take("a", NOW).await;
    let later = NOW + 43_200;
    let fail = |_: EventSink, _| async { Err(Error::new(Code::IdentityEndpointFailed, "down")) };
    lab.store.get("a", CachePolicy::Use, later, &Call::new(), fail).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let call = {
        let seen = Arc::clone(&seen);
        Call::new().with_events(Arc::new(move |event| lock(&seen).push(event)))
    };
    for _ in 0..2 {
        assert!(lab.get("a", CachePolicy::Use, NOW, &call).await.unwrap().from_cache);
    }
    let seen = lock(&seen);
    assert!(matches!(seen.as_slice(), [Event::Warning { text }] if text.contains("down")), "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn the_pause_after_an_early_refresh_starts_when_it_ends() {
    const TOOK: i64 = 50;
    let lab = Lab::default();
    let due = NOW + 43_200;
    let call = Call::new();
    let first = lab.get("a", CachePolicy::Use, NOW, &call);
    first.await.unwrap();
    let slow = |_: EventSink, _| async {
        tokio::time::sleep(Duration::from_secs(TOOK as u64)).await;
        Err(Error::new(Code::IdentityEndpointFailed, "down"))
    };
    let held = lab.store.get("a", CachePolicy::Use, due, &call, slow);
    held.await.unwrap();
    tokio::time::sleep(Duration::from_secs(TOOK as u64)).await;
    for (after, tries) in [(0, 1), (limits::REFRESH_PAUSE - 1, 1), (limits::REFRESH_PAUSE, 2)] {
        let now = due + TOOK + after;
        let held = lab.get("a", CachePolicy::Use, now, &call);
        held.await.unwrap();
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(lab.count(), tries, "{after}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_about_to_expire_is_not_returned() {
    let lab = Lab::default();
    lab.take("a", NOW).await;
    let late = NOW + 86_400 - 59;
    assert_eq!(lab.take("a", late).await.token.secret(), "t1");
}

#[tokio::test(start_paused = true)]
async fn a_failure_reaches_all_waiters_and_is_not_cached() {
    let store = Arc::new(TokenStore::default());
    let tries = Arc::new(AtomicUsize::new(0));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let (store, tries) = (Arc::clone(&store), Arc::clone(&tries));
        tasks.spawn(async move {
            let work = move |_: EventSink, _| async move {
                tries.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(1)).await;
                Err(Error::new(Code::IdentityNotAssigned, "no"))
            };
            store.get("a", CachePolicy::Use, NOW, &Call::new(), work).await.map(drop)
        });
    }
    while let Some(result) = tasks.join_next().await {
        assert_eq!(result.unwrap().unwrap_err().code(), Code::IdentityNotAssigned);
    }
    assert_eq!(tries.load(Ordering::SeqCst), 1);
    let work = |_: EventSink, _| async { token("t", 86_400) };
    assert!(store.get("a", CachePolicy::Use, NOW, &Call::new(), work).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_fresh_read_replaces_the_cached_token() {
    let lab = Lab::default();
    lab.take("a", NOW).await;
    let fresh = lab.fresh("a", NOW).await;
    assert_eq!((fresh.token.secret(), fresh.before.unwrap().secret()), ("t1", "t0"));
    assert_eq!(lab.take("a", NOW).await.token.secret(), "t1");
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_time_limit_is_reported_at_once() {
    let store = Arc::new(TokenStore::default());
    let work = |events: EventSink, _| async move {
        events(Event::Retry {
            attempt: 1,
            http_status: Some(429),
            wait: Duration::from_secs(3600),
            why: String::new(),
        });
        std::future::pending().await
    };
    let begin = tokio::time::Instant::now();
    let error = store
        .get("a", CachePolicy::Use, NOW, &Call::new().with_timeout(Duration::from_secs(100)), work)
        .await
        .unwrap_err();
    assert_eq!((error.code(), error.http_status()), (Code::Throttled, Some(429)));
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_the_fetch_is_an_error_and_does_not_hang() {
    let store = Arc::new(TokenStore::default());
    let work = |_: EventSink, _| async { panic!("expected in this test") };
    assert_eq!(store.get("a", CachePolicy::Use, NOW, &Call::new(), work).await.unwrap_err().code(), Code::Internal);
    let work = |_: EventSink, _| async { token("t", 86_400) };
    assert!(store.get("a", CachePolicy::Use, NOW, &Call::new(), work).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_dropped_and_a_newer_one_is_kept() {
    let lab = Lab::default();
    let call = Call::new();
    let old = lab.get("a", CachePolicy::Use, NOW, &call).await.unwrap().token;
    let new = lab.get("a", CachePolicy::Bypass, NOW, &call).await.unwrap().token;
    lab.store.drop_if_current("a", &old);
    let held = lab.store.held("a").unwrap();
    assert_eq!(held.secret(), new.secret());
    lab.store.drop_if_current("b", &new);
    assert!(lab.store.held("a").is_some());
    lab.store.drop_if_current("a", &new);
    assert!(lab.store.held("a").is_none());
}
