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

/// The limit for "at once", generous for a busy machine. Without cancellation, each call here takes half a minute.
const AT_ONCE: Duration = Duration::from_secs(10);

struct Cancel(*mut AzmiCancel);

// SAFETY: The header allows any thread to use it.
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
        // SAFETY: It's alive until dropped.
        unsafe { azmi_cancel_trigger(self.0) };
    }
}

impl Drop for Cancel {
    fn drop(&mut self) {
        // SAFETY: It's freed once.
        unsafe { azmi_cancel_free(self.0) };
    }
}

fn slow_world() -> World {
    let world = World::new();
    world.emulator.set_faults(vec![Fault { delay_ms: 30_000, ..Fault::at(Endpoint::Imds) }]);
    world
}

#[test]
fn a_waiting_call_is_cancelled_at_once_from_another_thread() {
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

    // The switch stays triggered, and the client works without it.
    let start = Instant::now();
    assert_eq!(client.token(null(), &raw const call).unwrap_err().status, AZMI_STATUS_CANCELLED);
    assert_eq!(client.principal(null(), &raw const call).unwrap_err().status, AZMI_STATUS_CANCELLED);
    assert!(start.elapsed() < AT_ONCE);
    world.emulator.set_faults(Vec::new());
    token_facts(client.token(null(), null()).unwrap());
    // A triggered switch cancels the call even if the token is cached.
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
        // SAFETY: The event is alive during the callback; only this thread uses the state.
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

/// Records of a callback.
struct Log {
    thread: ThreadId,
    kinds: Vec<u32>,
    messages: Vec<String>,
    client: *const Client,
    nested: Vec<String>,
    depth: u32,
}

/// Records the event and, at the first one, gets a principal id with the same client.
unsafe extern "C" fn log_and_call(event: *const AzmiEventView, log: *mut c_void) {
    // SAFETY: The event is alive during the callback; only this thread uses the log.
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
    // SAFETY: The client outlives the outermost call.
    let client = unsafe { &*log.client };
    log.nested.push(principal_id(client.principal(null(), &raw const call).unwrap()));
    log.nested.append(&mut inner.nested);
    log.messages.append(&mut inner.messages);
}

#[test]
fn events_come_on_the_calling_thread_and_a_callback_may_make_calls() {
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
    assert!(log.messages.iter().all(|message| !message.contains(&secret)), "an event contains a token");
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
fn sixty_four_threads_with_a_client_each_get_the_principal_id() {
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
                // SAFETY: It's freed once.
                unsafe { azmi::client::azmi_connection_free(connection) };
            });
        }
    });
    // They share one store while any of them is alive, so there are far fewer requests than threads.
    assert!(world.token_requests() < THREADS, "{}", world.token_requests());
}

#[test]
fn cancelling_one_caller_does_not_cancel_the_others() {
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

/// `runtime/tests.rs` tests the limits while something blocks; here, a client reads a file that never ends.
#[cfg(unix)]
#[test]
fn a_pipe_as_roots_file_fails_at_once_and_does_not_block_other_clients() {
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
