//! Late results, dropped tokens and growth: results that are overtaken, callers that join, stores that end.

use super::*;
use crate::sync::lock;
use std::sync::Mutex;

/// A read that takes `seconds` and returns the token `text`.
async fn slow(store: &Arc<TokenStore>, policy: CachePolicy, text: &str, seconds: u64) -> Result<Held> {
    let text = text.to_owned();
    let work = move |_: EventSink, _| async move {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        token(&text, 86_400)
    };
    store.get("a", policy, NOW, &Call::new(), work).await
}

#[tokio::test(start_paused = true)]
async fn an_older_result_does_not_replace_a_newer_one_and_its_callers_get_the_newer_one() {
    // The slow request starts before the forced one, or while the forced one is running.
    for starts_later in [false, true] {
        let store = Arc::new(TokenStore::default());
        let begin = |policy, text, seconds| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { slow(&store, policy, text, seconds).await })
        };
        let (old, new) = if starts_later {
            let new = begin(CachePolicy::Bypass, "new", 2);
            tokio::time::sleep(Duration::from_millis(10)).await;
            (begin(CachePolicy::Use, "old", 5), new)
        } else {
            let old = begin(CachePolicy::Use, "old", 5);
            tokio::time::sleep(Duration::from_millis(10)).await;
            (old, begin(CachePolicy::Bypass, "new", 2))
        };
        assert_eq!(new.await.unwrap().unwrap().token.secret(), "new");
        assert_eq!(old.await.unwrap().unwrap().token.secret(), "new");
        assert_eq!(store.held("a").unwrap().secret(), "new");
    }
}

#[tokio::test(start_paused = true)]
async fn a_forced_result_replaces_that_of_a_faster_read() {
    let store = Arc::new(TokenStore::default());
    let forced = {
        let store = Arc::clone(&store);
        tokio::spawn(async move { slow(&store, CachePolicy::Bypass, "new", 5).await })
    };
    tokio::time::sleep(Duration::from_millis(10)).await;
    slow(&store, CachePolicy::Use, "old", 1).await.unwrap();
    forced.await.unwrap().unwrap();
    assert_eq!(store.held("a").unwrap().secret(), "new");
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_dropped_and_a_running_request_does_not_restore_it() {
    let store = Arc::new(TokenStore::default());
    let refused = slow(&store, CachePolicy::Use, "refused", 1).await.unwrap().token;
    let late = {
        let store = Arc::clone(&store);
        tokio::spawn(async move { slow(&store, CachePolicy::Bypass, "refused", 9).await })
    };
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert!(store.drop_if_current("a", &refused));
    assert!(!store.drop_if_current("a", &refused) && !store.drop_if_current("b", &refused));
    // A new caller doesn't join a request that began before the refusal.
    for policy in [CachePolicy::Bypass, CachePolicy::Use] {
        assert_eq!(slow(&store, policy, "new", 1).await.unwrap().token.secret(), "new");
    }
    assert!(!store.drop_if_current("a", &refused), "a newer token is kept");
    assert_eq!(late.await.unwrap().unwrap().token.secret(), "new");
    assert_eq!(store.held("a").unwrap().secret(), "new");
}

#[tokio::test(start_paused = true)]
async fn dropping_a_store_ends_its_requests() {
    let store = Arc::new(TokenStore::default());
    slow(&store, CachePolicy::Use, "t", 1).await.unwrap();
    let alive = Arc::new(());
    let seen = Arc::downgrade(&alive);
    let work = move |_: EventSink, _| async move {
        std::future::pending::<()>().await;
        drop(alive);
        token("late", 86_400)
    };
    // Due for a background refresh.
    let held = store.get("a", CachePolicy::Use, NOW + 43_200, &Call::new(), work).await.unwrap();
    let token = Arc::downgrade(&held.token);
    drop(held);
    tokio::task::yield_now().await;
    assert!(seen.upgrade().is_some() && token.upgrade().is_some());
    let weak = Arc::downgrade(&store);
    drop(store);
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert!(weak.upgrade().is_none() && token.upgrade().is_none() && seen.upgrade().is_none());
}

/// A request that waits `wait` seconds, as a response demanded, and then takes `more` seconds.
async fn throttled(store: &Arc<TokenStore>, wait: u64, more: u64, call: &Call) -> Result<Held> {
    let work = move |events: EventSink, _| async move {
        events(Event::Retry {
            attempt: 1,
            http_status: Some(429),
            wait: Duration::from_secs(wait),
            why: String::new(),
        });
        tokio::time::sleep(Duration::from_secs(wait + more)).await;
        token("t", 86_400)
    };
    store.get("a", CachePolicy::Use, NOW, call, work).await
}

#[tokio::test(start_paused = true)]
async fn only_the_rest_of_a_wait_counts_for_a_late_caller() {
    // After a 60 s wait began: how many seconds later a second caller joins, its time limit, the result, and the reported wait.
    let cases = [
        // The caller fails at once, so no wait is reported.
        (30, 20, Err(Code::Throttled), None),
        (30, 40, Ok(()), Some(30)),
        (59, 10, Ok(()), Some(1)),
        (61, 10, Ok(()), None),
        (61, 1, Err(Code::TimedOut), None),
    ];
    for (after, limit, expected, seen_wait) in cases {
        let store = Arc::new(TokenStore::default());
        let first = {
            let store = Arc::clone(&store);
            tokio::spawn(async move { throttled(&store, 60, 5, &Call::new()).await })
        };
        tokio::time::sleep(Duration::from_secs(after)).await;
        let waits = Arc::new(Mutex::new(Vec::new()));
        let call = {
            let waits = Arc::clone(&waits);
            let sink: EventSink = Arc::new(move |event| {
                if let Event::Retry { wait, .. } = event {
                    lock(&waits).push(wait.as_secs_f64().round() as u64);
                }
            });
            Call::new().with_timeout(Duration::from_secs(limit)).with_events(sink)
        };
        let joined = throttled(&store, 60, 5, &call).await;
        assert_eq!(joined.map(drop).map_err(|error| error.code()), expected, "joined after {after} s with {limit} s");
        assert_eq!(lock(&waits).first().copied(), seen_wait);
        first.await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn the_number_of_cached_audiences_is_limited_and_the_least_recently_used_is_dropped() {
    let lab = Lab::default();
    let get = async |resource: &str| lab.get(resource, CachePolicy::Use, NOW, &Call::new()).await;
    get("used").await.unwrap();
    get("unused").await.unwrap();
    for n in 0..10_000 {
        get(&format!("https://{n}")).await.unwrap();
        assert!(lab.store.peek("used", NOW).is_some());
    }
    assert!(lab.store.held("unused").is_none() && lab.store.held("https://9999").is_some());
    assert_eq!(lab.store.keys.lock().by_resource.len(), limits::AUDIENCES);
}

#[tokio::test(start_paused = true)]
async fn a_failed_request_leaves_no_entry_behind() {
    let store = Arc::new(TokenStore::default());
    let fail = |_: EventSink, _| async { Err(Error::new(Code::IdentityNotAssigned, "no")) };
    for n in 0..10 {
        let name = n.to_string();
        assert!(store.get(&name, CachePolicy::Use, NOW, &Call::new(), fail).await.is_err());
        let call = Call::new().with_timeout(Duration::from_millis(1));
        let never = |_: EventSink, _| std::future::pending();
        assert!(store.get(&name, CachePolicy::Use, NOW, &call, never).await.is_err());
    }
    assert!(store.keys.lock().by_resource.is_empty());
}
