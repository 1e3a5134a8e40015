use super::*;
use crate::abi::AzmiEventView;
use azmi_core::Status;
use std::cell::Cell;
use std::ffi::c_void;
use tokio_util::sync::CancellationToken;

fn notice(text: &str) -> Event {
    Event::Notice { text: text.to_owned() }
}

#[test]
fn work_runs_on_the_worker_and_returns_its_result() {
    let here = std::thread::current().id();
    let there = wait(Call::new(), None, |_| async { Ok(std::thread::current().id()) }).unwrap();
    assert_ne!(here, there);
    assert_eq!(wait(Call::new(), None, |_| async { Ok(std::thread::current().id()) }).unwrap(), there);
}

#[test]
fn a_panic_is_an_error_with_its_location_and_the_next_call_works() {
    let fails_at = |line: u32, error: Error| {
        assert_eq!(error.status(), Status::Internal);
        let place = format!("{}:{line}", file!());
        assert!(error.message().contains(&place), "{error}");
    };
    let line = line!() + 1;
    let work = |_| async { panic!("in the work") };
    fails_at(line, wait::<(), _>(Call::new(), None, work).unwrap_err());

    let line = line!() + 2;
    let work = |_| async {
        let task = tokio::spawn(async { panic!("in a task that the work waits for") });
        let ended: std::result::Result<(), _> = task.await;
        ended.map_err(|_| Error::new(Code::Internal, "The task ended without a result."))
    };
    fails_at(line, wait(Call::new(), None, work).unwrap_err());

    assert_eq!(wait(Call::new(), None, |_| async { Ok(1) }).unwrap(), 1);
}

#[test]
fn limits_of_the_call_end_work_that_never_ends() {
    let never = |call: Call| wait(call, None, |_| std::future::pending::<Result<()>>()).unwrap_err().code();
    assert_eq!(never(Call::new().with_timeout(Duration::from_millis(20))), Code::TimedOut);

    let cancel = CancellationToken::new();
    let call = Call::new().with_cancel(cancel.clone());
    let start = Instant::now();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(50));
        cancel.cancel();
    });
    assert_eq!(never(call), Code::Cancelled);
    assert!(start.elapsed() < Duration::from_millis(250), "{:?}", start.elapsed());
}

thread_local! {
    static EVENTS: Cell<u32> = const { Cell::new(0) };
}

unsafe extern "C" fn count(_: *const AzmiEventView, depth: *mut c_void) {
    EVENTS.set(EVENTS.get() + 1);
    if depth as usize > 0 {
        let below = (depth as usize - 1) as *mut c_void;
        // SAFETY: The function doesn't dereference the pointer.
        let listener = unsafe { Listener::new(count, below) };
        let answer = wait(Call::new(), Some(listener), |call| async move {
            call.emit(notice("nested"));
            Ok(5)
        });
        assert_eq!(answer.unwrap(), 5);
    }
}

#[test]
fn events_arrive_on_the_calling_thread_and_a_callback_may_call_again() {
    EVENTS.set(0);
    // SAFETY: The function doesn't dereference the pointer.
    let listener = unsafe { Listener::new(count, 3 as *mut c_void) };
    let answer = wait(Call::new(), Some(listener), |call| async move {
        call.emit(notice("one"));
        tokio::task::yield_now().await;
        call.emit(notice("two"));
        Ok(6)
    });
    assert_eq!(answer.unwrap(), 6);
    // The counter belongs to this thread: two events, each with three nested ones.
    assert_eq!(EVENTS.get(), 8);
}

#[test]
fn a_call_from_within_a_runtime_of_the_host_works() {
    let host = Builder::new_current_thread().build().unwrap();
    let answer = host.block_on(async { wait(Call::new(), None, |_| async { Ok(9) }) });
    assert_eq!(answer.unwrap(), 9);
}

#[test]
fn a_dropped_promise_reports_a_failure() {
    let (sender, receiver) = channel();
    drop(Promise { sender: Some(sender) });
    match receiver.recv().unwrap() {
        Message::Done(result) => assert_eq!(result.unwrap_err().status(), Status::Internal),
        Message::Event(_) | Message::Nudge => panic!("no end"),
    }
}

/// Blocks the worker for two seconds, which core never does. Other tests of the process wait meanwhile.
fn block_the_worker(call: Call) -> (Error, Duration) {
    let begin = Instant::now();
    let work = |_| async {
        thread::sleep(Duration::from_secs(2));
        Ok(())
    };
    let error = wait(call, None, work).unwrap_err();
    (error, begin.elapsed())
}

#[test]
fn the_calling_thread_enforces_the_limits_while_the_worker_is_blocked() {
    let (error, after) = block_the_worker(Call::new().with_timeout(Duration::from_millis(100)));
    assert_eq!(error.code(), Code::TimedOut);
    assert!(after < Duration::from_millis(1500), "{after:?}");

    let cancel = CancellationToken::new();
    let call = Call::new().with_cancel(cancel.clone());
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(50));
        cancel.cancel();
    });
    let (error, after) = block_the_worker(call);
    assert_eq!(error.code(), Code::Cancelled);
    assert!(after < Duration::from_millis(1500), "{after:?}");
}

#[test]
fn abandoned_work_is_aborted_and_its_events_are_dropped() {
    EVENTS.set(0);
    // SAFETY: The function doesn't dereference the pointer.
    let listener = unsafe { Listener::new(count, std::ptr::null_mut()) };
    let alive = Arc::new(());
    let seen = Arc::downgrade(&alive);
    let call = Call::new().with_timeout(Duration::from_millis(50));
    let work = |call: Call| async move {
        thread::sleep(Duration::from_secs(1));
        call.emit(notice("late"));
        future::pending::<()>().await;
        drop(alive);
        Ok(())
    };
    let error = wait(call, Some(listener), work).unwrap_err();
    assert_eq!(error.code(), Code::TimedOut);
    let until = Instant::now() + Duration::from_secs(10);
    while seen.upgrade().is_some() && Instant::now() < until {
        thread::sleep(Duration::from_millis(10));
    }
    assert!(seen.upgrade().is_none());
    assert_eq!(EVENTS.get(), 0);
}
