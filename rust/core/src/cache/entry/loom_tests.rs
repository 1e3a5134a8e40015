//! Explores with loom every order in which threads can meet at one key: callers, the requests they start, callers that
//! give up, and requests that fail.

use super::*;
use loom::sync::{Arc, Mutex};
use loom::thread;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A value that is usable until 100 and due for a refresh from 50 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Value(usize);

impl Expiring for Value {
    fn is_usable(&self, now: i64) -> bool {
        now < 100
    }
    fn needs_refresh(&self, now: i64) -> bool {
        now >= 50
    }
}

type Shared = Arc<Mutex<Entry<Value, ()>>>;

/// What a test counts; not part of the modeled state.
#[derive(Default)]
struct Counts {
    started: AtomicUsize,
    ended: AtomicUsize,
}

fn request_task(shared: &Shared, counts: &std::sync::Arc<Counts>, number: u64, fails: bool) -> thread::JoinHandle<()> {
    let (shared, counts) = (shared.clone(), counts.clone());
    let value = counts.started.fetch_add(1, Ordering::SeqCst);
    thread::spawn(move || {
        let mut entry = shared.lock().unwrap();
        entry.complete(number, (!fails).then_some(Value(value)), 0, 30);
        drop(counts);
    })
}

/// One caller: follows the plan as `TokenStore` does and, if `quits`, gives up as soon as it has joined.
fn call(shared: &Shared, counts: &std::sync::Arc<Counts>, policy: CachePolicy, now: i64, quits: bool, fails: bool) {
    let mut entry = shared.lock().unwrap();
    let plan = entry.plan(policy, now);
    let starts = matches!(plan, Plan::Start | Plan::Take { refresh: true, .. });
    let mut started = None;
    if starts {
        let number = entry.number();
        entry.start(policy, number, ());
        started = Some(number);
    }
    let joined = match plan {
        Plan::Take { value, .. } => {
            assert!(value.is_usable(now));
            None
        }
        Plan::Join | Plan::Start => {
            Some(entry.join(policy).map(|(number, ())| number).expect("a request is in flight"))
        }
    };
    assert!(entry.in_flight() <= 2, "one request for each kind of read");
    drop(entry);
    let task = started.map(|number| request_task(shared, counts, number, fails));
    if let (Some(number), true) = (joined, quits) {
        let mut entry = shared.lock().unwrap();
        if entry.leave(number).is_some() {
            counts.ended.fetch_add(1, Ordering::SeqCst);
        }
    }
    if let Some(task) = task {
        task.join().unwrap();
    }
}

fn model(scene: impl Fn(Shared, std::sync::Arc<Counts>) + Sync + Send + 'static) {
    loom::model(move || scene(Arc::new(Mutex::new(Entry::after(0))), std::sync::Arc::new(Counts::default())));
}

#[test]
fn concurrent_callers_share_one_request_and_leave_no_request_behind() {
    model(|shared, counts| {
        let other = {
            let (shared, counts) = (shared.clone(), counts.clone());
            thread::spawn(move || call(&shared, &counts, CachePolicy::Use, 0, false, false))
        };
        call(&shared, &counts, CachePolicy::Use, 0, false, false);
        other.join().unwrap();
        let entry = shared.lock().unwrap();
        assert_eq!(counts.started.load(Ordering::SeqCst), 1, "the second caller joins, or finds the first one's value");
        assert_eq!((entry.in_flight(), entry.held()), (0, Some(&Value(0))));
    });
}

#[test]
fn a_caller_that_gives_up_ends_the_request_only_if_it_is_the_last() {
    model(|shared, counts| {
        let quitter = {
            let (shared, counts) = (shared.clone(), counts.clone());
            thread::spawn(move || call(&shared, &counts, CachePolicy::Use, 0, true, false))
        };
        call(&shared, &counts, CachePolicy::Use, 0, false, false);
        quitter.join().unwrap();
        let entry = shared.lock().unwrap();
        assert_eq!(entry.in_flight(), 0);
        // The remaining caller got a value: from the shared request, or from its own after the shared one was ended.
        assert!(entry.held().is_some());
        assert!(counts.started.load(Ordering::SeqCst) - counts.ended.load(Ordering::SeqCst) <= 1);
    });
}

#[test]
fn a_failure_is_not_cached_and_a_fresh_read_never_joins_a_cached_one() {
    model(|shared, counts| {
        let forced = {
            let (shared, counts) = (shared.clone(), counts.clone());
            thread::spawn(move || call(&shared, &counts, CachePolicy::Bypass, 0, false, false))
        };
        call(&shared, &counts, CachePolicy::Use, 0, false, true);
        forced.join().unwrap();
        let entry = shared.lock().unwrap();
        assert_eq!(entry.in_flight(), 0);
        assert!(entry.held().is_some(), "the fresh read's value is cached, whatever happened to the other");
        assert!(matches!(entry.plan(CachePolicy::Use, 0), Plan::Take { refresh: false, .. }));
    });
}

#[test]
fn past_the_refresh_point_callers_take_the_cached_value_and_one_refreshes() {
    model(|shared, counts| {
        call(&shared, &counts, CachePolicy::Use, 0, false, false);
        let other = {
            let (shared, counts) = (shared.clone(), counts.clone());
            thread::spawn(move || call(&shared, &counts, CachePolicy::Use, 60, false, true))
        };
        call(&shared, &counts, CachePolicy::Use, 60, false, true);
        other.join().unwrap();
        let entry = shared.lock().unwrap();
        assert_eq!((entry.in_flight(), entry.held()), (0, Some(&Value(0))), "a failed refresh keeps the cached value");
    });
}

/// Starts a request with one caller and returns its number.
fn ask(shared: &Shared, policy: CachePolicy) -> u64 {
    let mut entry = shared.lock().unwrap();
    let number = entry.number();
    entry.start(policy, number, ());
    entry.join(policy).expect("the request has started");
    drop(entry);
    number
}

const OLD: usize = 1;
const NEW: usize = 2;

fn complete(shared: &Shared, number: u64, brings: usize) {
    let mut entry = shared.lock().unwrap();
    let completion = entry.complete(number, Some(Value(brings)), 0, 30);
    if let Completion::Superseded(newer) = completion {
        assert_eq!(newer, Value(NEW), "the newer value is returned");
    }
}

#[test]
fn a_forced_value_is_kept_in_any_order_of_starts_and_completions() {
    model(|shared, _| {
        let slow = {
            let shared = shared.clone();
            thread::spawn(move || {
                let number = ask(&shared, CachePolicy::Use);
                complete(&shared, number, OLD);
            })
        };
        let number = ask(&shared, CachePolicy::Bypass);
        let before = shared.lock().unwrap().last_number();
        complete(&shared, number, NEW);
        slow.join().unwrap();
        let entry = shared.lock().unwrap();
        // Only a read that started after the forced one had completed can have overwritten its value.
        let started_later = before == number && entry.last_number() > number;
        assert!(entry.held() == Some(&Value(NEW)) || started_later);
        assert!(entry.is_idle());
    });
}

#[test]
fn a_running_request_does_not_restore_a_dropped_value() {
    model(|shared, _| {
        let numbers = [CachePolicy::Use, CachePolicy::Bypass].map(|policy| ask(&shared, policy));
        let tasks = numbers.map(|number| {
            let shared = shared.clone();
            thread::spawn(move || {
                let mut entry = shared.lock().unwrap();
                entry.complete(number, Some(Value(OLD)), 0, 30);
            })
        });
        shared.lock().unwrap().forget();
        {
            let entry = shared.lock().unwrap();
            assert!(entry.held().is_none());
            for policy in [CachePolicy::Use, CachePolicy::Bypass] {
                assert_eq!(entry.plan(policy, 0), Plan::Start, "doesn't join an older request");
            }
        }
        for task in tasks {
            task.join().unwrap();
        }
        let entry = shared.lock().unwrap();
        assert!(entry.held().is_none() && entry.is_idle());
    });
}
