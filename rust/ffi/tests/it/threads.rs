//! Cancellation, events and many threads.

use crate::support::{Client, World, make, principal_id, sized, text, token_facts};
use azmi::abi::*;
use azmi::cancel::*;
use azmi::constants::*;
use azmi_emulator::{Endpoint, Fault};
use std::ffi::c_void;
use std::ptr::null;
use std::sync::{Arc, Barrier};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

/// A busy machine needs a moment for what it does at once. Without the cancellation, each call here lasts half a minute.
const AT_ONCE: Duration = Duration::from_secs(10);

struct Cancel(*mut AzmiCancel);

// SAFETY: The header says that any thread may use it.
unsafe impl Send for Cancel {}
// SAFETY: As above.
unsafe impl Sync for Cancel {}

impl Cancel {
    fn new() -> Self {
        // SAFETY: The outputs are valid for writing.
        Self(make(|out, error| unsafe { azmi_cancel_new(out, error) }).unwrap())
    }

    fn handle(&self) -> *const AzmiCancel {
        self.0
    }

    fn trigger(&self) {
        // SAFETY: It is alive until dropped.
        unsafe { azmi_cancel_trigger(self.0) };
    }
}

impl Drop for Cancel {
    fn drop(&mut self) {
        // SAFETY: It is freed once.
        unsafe { azmi_cancel_free(self.0) };
    }
}

fn slow_world() -> World {
    let world = World::new();
    world.emulator.set_faults(vec![Fault { delay_ms: 30_000, ..Fault::at(Endpoint::Imds) }]);
    world
}

#[test]
fn another_thread_cancels_a_waiting_call_at_once() {
    let world = slow_world();
    let client = world.client();
    let cancel = Arc::new(Cancel::new());
    let mut call: AzmiCallOptions = sized();
    call.cancel = cancel.handle();
    let other = Arc::clone(&cancel);
    let canceller = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        let at = Instant::now();
        other.trigger();
        other.trigger();
        at
    });
    let failure = client.token(null(), &raw const call).unwrap_err();
    let ended = Instant::now();
    assert_eq!((failure.status, failure.code.as_str()), (AZMI_STATUS_CANCELLED, "Cancelled"));
    let took = ended - canceller.join().unwrap();
    assert!(took < AT_ONCE, "{took:?}");

    // Triggered, it stays so, and the client goes on without it.
    let start = Instant::now();
    assert_eq!(client.token(null(), &raw const call).unwrap_err().status, AZMI_STATUS_CANCELLED);
    assert_eq!(client.principal(null(), &raw const call).unwrap_err().status, AZMI_STATUS_CANCELLED);
    assert!(start.elapsed() < AT_ONCE);
    world.emulator.set_faults(Vec::new());
    token_facts(client.token(null(), null()).unwrap());
    // A cached token is no way around a triggered switch.
    assert_eq!(client.token(null(), &raw const call).unwrap_err().status, AZMI_STATUS_CANCELLED);
}

#[test]
fn a_retry_wait_is_cancelled_at_once_from_its_own_event() {
    let world = World::new();
    let fault = Fault { status: Some(429), retry_after: Some("30".to_owned()), ..Fault::at(Endpoint::Imds) };
    world.emulator.set_faults(vec![fault]);
    let client = world.client();

    struct State {
        cancel: Cancel,
        at: Option<Instant>,
        retry: Option<(u32, u32, u64)>,
    }
    unsafe extern "C" fn on_event(event: *const AzmiEventView, state: *mut c_void) {
        // SAFETY: The event lives during the callback; the state is the test's own, alone on this thread.
        let (event, state) = unsafe { (&*event, &mut *state.cast::<State>()) };
        if event.kind == AZMI_EVENT_RETRY {
            state.retry = Some((event.attempt, event.http_status, event.wait_ms));
            state.at = Some(Instant::now());
            state.cancel.trigger();
        }
    }
    let mut state = State { cancel: Cancel::new(), at: None, retry: None };
    let mut call: AzmiCallOptions = sized();
    call.cancel = state.cancel.handle();
    call.on_event = Some(on_event);
    call.user_data = (&raw mut state).cast();
    let failure = client.token(null(), &raw const call).unwrap_err();
    assert_eq!(failure.status, AZMI_STATUS_CANCELLED);
    assert!(state.at.unwrap().elapsed() < AT_ONCE);
    let (attempt, http_status, wait_ms) = state.retry.unwrap();
    assert_eq!((attempt, http_status), (1, 429));
    assert!(wait_ms >= 29_000, "{wait_ms}");
}

/// What a callback sees.
struct Log {
    thread: ThreadId,
    kinds: Vec<u32>,
    messages: Vec<String>,
    client: *const Client,
    nested: Vec<String>,
    depth: u32,
}

/// Notes the event and, at the first one, does a whole job of its own with the same client.
unsafe extern "C" fn log_and_call(event: *const AzmiEventView, log: *mut c_void) {
    // SAFETY: The event lives during the callback; the log is the test's own, alone on this thread.
    let (event, log) = unsafe { (&*event, &mut *log.cast::<Log>()) };
    assert_eq!(std::thread::current().id(), log.thread, "events come on the calling thread");
    assert_eq!(event.size as usize, size_of::<AzmiEventView>());
    log.kinds.push(event.kind);
    log.messages.push(text(&event.message).unwrap());
    if log.depth == 0 {
        return;
    }
    let mut inner = Log { kinds: Vec::new(), messages: Vec::new(), nested: Vec::new(), depth: log.depth - 1, ..*log };
    log.depth = 0;
    let mut call: AzmiCallOptions = sized();
    call.on_event = Some(log_and_call);
    call.user_data = (&raw mut inner).cast();
    // SAFETY: The client lives during the outermost call.
    let client = unsafe { &*log.client };
    log.nested.push(principal_id(client.principal(null(), &raw const call).unwrap()));
    log.nested.append(&mut inner.nested);
    log.messages.append(&mut inner.messages);
}

#[test]
fn events_come_on_the_calling_thread_and_a_callback_may_do_the_whole_job() {
    let world = World::new();
    let facts = world.emulator.endpoints();
    let own = facts.system_assigned.as_ref().unwrap();
    let client = world.client();
    let mut log = Log {
        thread: std::thread::current().id(),
        kinds: Vec::new(),
        messages: Vec::new(),
        client: &raw const client,
        nested: Vec::new(),
        depth: 2,
    };
    let mut call: AzmiCallOptions = sized();
    call.on_event = Some(log_and_call);
    call.user_data = (&raw mut log).cast();
    let (secret, _) = token_facts(client.token(null(), &raw const call).unwrap());
    assert!(log.kinds.contains(&AZMI_EVENT_SOURCE_CHOSEN), "{:?}", log.messages);
    assert!(log.kinds.contains(&AZMI_EVENT_REQUEST) || log.messages.len() > log.kinds.len());
    // Two levels: the callback's own call, and the one that its callback makes.
    assert_eq!(log.nested, [own.principal_id.clone(), own.principal_id.clone()]);

    log.kinds.clear();
    let (_, from_cache) = token_facts(client.token(null(), &raw const call).unwrap());
    assert!(from_cache);
    assert_eq!(log.kinds, [AZMI_EVENT_CACHE_HIT]);
    assert!(log.messages.iter().all(|message| !message.contains(&secret)), "an event held a token");
}

#[test]
fn sixty_four_threads_share_one_request() {
    const THREADS: usize = 64;
    let world = World::new();
    world.emulator.set_faults(vec![Fault {
        matching: Some("/identity/oauth2/token".to_owned()),
        delay_ms: 200,
        ..Fault::at(Endpoint::Imds)
    }]);
    let client = world.client();
    let barrier = Barrier::new(THREADS);
    let secrets: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    token_facts(client.token(null(), null()).unwrap()).0
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(secrets.iter().all(|secret| *secret == secrets[0]));
    assert_eq!(world.token_requests(), 1);
}

#[test]
fn sixty_four_clients_in_as_many_threads_each_do_the_whole_job() {
    const THREADS: usize = 64;
    let world = World::new();
    let own = world.emulator.endpoints().system_assigned.clone().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let client = world.client();
                assert_eq!(principal_id(client.principal(null(), null()).unwrap()), own.principal_id);
                let connection = client.connect(null()).unwrap();
                drop(client);
                // SAFETY: It is freed once.
                unsafe { azmi::client::azmi_connection_free(connection) };
            });
        }
    });
    // All of them share one store while any of them lives, so far fewer requests than threads.
    assert!(world.token_requests() < THREADS, "{}", world.token_requests());
}

#[test]
fn one_cancelled_caller_does_not_take_the_others_along() {
    let world = World::new();
    world.emulator.set_faults(vec![Fault { delay_ms: 600, ..Fault::at(Endpoint::Imds) }]);
    let client = world.client();
    let cancel = Cancel::new();
    std::thread::scope(|scope| {
        let patient = scope.spawn(|| token_facts(client.token(null(), null()).unwrap()));
        let impatient = scope.spawn(|| {
            let mut call: AzmiCallOptions = sized();
            call.cancel = cancel.handle();
            client.token(null(), &raw const call).unwrap_err().status
        });
        std::thread::sleep(Duration::from_millis(100));
        cancel.trigger();
        assert_eq!(impatient.join().unwrap(), AZMI_STATUS_CANCELLED);
        assert!(!patient.join().unwrap().0.is_empty());
    });
}

/// Limits while something blocks are held in `runtime/tests.rs`; here a whole client meets a file that never ends.
#[cfg(unix)]
#[test]
fn a_client_whose_roots_file_is_a_pipe_fails_at_once_and_holds_up_no_other() {
    let pipe = std::env::temp_dir().join(format!("azmi-pipe-{}.pem", std::process::id()));
    let _ = std::fs::remove_file(&pipe);
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let mut world = World::new();
    world.variables.retain(|(name, _)| name != "AZMI_CA_FILE");
    let path = pipe.to_str().unwrap().to_owned();
    world.variables.push(("AZMI_CA_FILE".to_owned(), path));
    let mut query: AzmiVmQuery = sized();
    query.name = crate::support::str("vm1");
    let start = Instant::now();
    let failure = world.client().principal(&raw const query, null()).unwrap_err();
    assert_eq!(failure.status, AZMI_STATUS_INVALID_ARGUMENT, "{failure:?}");
    token_facts(World::new().client().token(null(), null()).unwrap());
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    std::fs::remove_file(&pipe).unwrap();
}
