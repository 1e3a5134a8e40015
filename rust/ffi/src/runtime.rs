//! The process's single tokio runtime, and the code that makes a synchronous call wait for work on it.
//!
//! The calling thread never enters the runtime: it spawns the work, waits on a channel, and delivers events between
//! waits. So a callback may call the library again, at any depth, even on a thread where the host runs its own runtime.
//!
//! The work observes the time limit and the cancellation of the call. If something blocks the worker, the calling
//! thread enforces both: it returns, and the work, which borrows nothing from the caller, is aborted when the worker is
//! free again.

use crate::events::Listener;
use crate::panics;
use azmi_core::{Call, Code, Error, Event, Result};
use once_cell::sync::OnceCell;
use std::future::{self, Future};
use std::pin::{Pin, pin};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};
use std::{io, thread};
use tokio::runtime::{Builder, Handle};
use tokio::task::AbortHandle;

#[cfg(test)]
mod tests;

/// The runtime, and the process that its thread belongs to.
struct Shared {
    handle: Handle,
    process: u32,
}

/// A message to a waiting call.
enum Message {
    Event(Event),
    Done(Result<()>),
    /// The call was cancelled.
    Nudge,
}

/// Time for the work to end by itself once its time limit has passed: its own error says more.
const AFTER_TIMEOUT: Duration = Duration::from_millis(250);

/// The same after cancellation, which should take effect at once.
const AFTER_CANCEL: Duration = Duration::from_millis(100);

/// Work that stores its result for [`wait`].
type Work = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Runs work on the runtime and waits until it ends, within the limits of `call`.
pub(crate) fn wait<T, F>(call: Call, listener: Option<Listener>, work: impl FnOnce(Call) -> F) -> Result<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let result = Arc::new(Mutex::new(None));
    let left = Arc::clone(&result);
    wait_for(call, listener, |call| {
        let work = work(call);
        Box::pin(async move {
            let done = work.await?;
            *left.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
            Ok(())
        })
    })?;
    let mut result = result.lock().unwrap_or_else(PoisonError::into_inner);
    result.take().ok_or_else(|| panics::defect(None))
}

/// [`wait`] without the result's type, so that it's compiled once and not for each exported function.
fn wait_for(call: Call, listener: Option<Listener>, work: impl FnOnce(Call) -> Work) -> Result<()> {
    let (sender, receiver) = channel();
    let call = match listener {
        Some(_) => {
            let events = sender.clone();
            // The receiver is gone if the call has returned.
            call.with_events(Arc::new(move |event| drop(events.send(Message::Event(event)))))
        }
        None => call,
    };
    let work = work(call.clone());
    let _task = spawn(call.clone(), work, sender.clone())?;
    follow(&call, listener, &receiver, sender)
}

/// Delivers events until the work has ended, or should have ended.
fn follow(
    call: &Call,
    listener: Option<Listener>,
    messages: &Receiver<Message>,
    sender: Sender<Message>,
) -> Result<()> {
    let waker = Waker::from(Arc::new(Nudge(sender)));
    let mut context = Context::from_waker(&waker);
    let mut cancelled = pin!(call.cancelled());
    let mut is_cancelled = false;
    let mut until = call.time_left().map(|left| Instant::now() + left + AFTER_TIMEOUT);
    loop {
        if !is_cancelled && cancelled.as_mut().poll(&mut context).is_ready() {
            is_cancelled = true;
            let soon = Instant::now() + AFTER_CANCEL;
            until = Some(until.map_or(soon, |until| until.min(soon)));
        }
        let message = match until {
            Some(until) => messages.recv_timeout(until.saturating_duration_since(Instant::now())),
            None => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match message {
            Ok(Message::Event(event)) => {
                if let Some(listener) = listener {
                    listener.deliver(&event);
                }
            }
            Ok(Message::Nudge) => {}
            Ok(Message::Done(ended)) => return ended,
            Err(RecvTimeoutError::Timeout) => return Err(call.ended_while_blocked()),
            Err(RecvTimeoutError::Disconnected) => return Err(panics::defect(None)),
        }
    }
}

/// Wakes the calling thread when its call is cancelled.
struct Nudge(Sender<Message>);

impl Wake for Nudge {
    fn wake(self: Arc<Self>) {
        // The receiver is gone if the call has returned.
        drop(self.0.send(Message::Nudge));
    }
}

/// Running work. It's aborted when the waiting call returns.
struct Task(AbortHandle);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn spawn(call: Call, work: Work, sender: Sender<Message>) -> Result<Task> {
    let mut promise = Promise { sender: Some(sender) };
    let task = shared_runtime()?.spawn(async move {
        // Core limits each of its waits; limiting the work as a whole costs nothing and makes sure that Ctrl+C works.
        let bounded = panics::caught_async(async { call.run("the call waited for its answer", work).await });
        promise.keep(bounded.await);
    });
    Ok(Task(task.abort_handle()))
}

/// Reports to the waiting call exactly once, even if the task is dropped or panics.
struct Promise {
    sender: Option<Sender<Message>>,
}

impl Promise {
    fn keep(&mut self, ended: Result<()>) {
        if let Some(sender) = self.sender.take() {
            // The receiver is gone if the caller has returned.
            let _ = sender.send(Message::Done(ended));
        }
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        self.keep(Err(panics::defect(None)));
    }
}

/// Returns the runtime, which is made on first use. It's never shut down; its thread ends with the process.
fn shared_runtime() -> Result<&'static Handle> {
    static SHARED: OnceCell<Shared> = OnceCell::new();
    let shared = SHARED.get_or_try_init(|| {
        let handle = start_worker().map_err(|error| {
            Error::new(Code::Internal, format!("The library could not start its worker thread: {error}."))
                .hint("Check whether the process has reached its limit of threads, open files or memory.")
        })?;
        // The worker runs this library's code, so the library must stay loaded even if the host closes it.
        azmi_os::library::keep_loaded();
        Ok(Shared { handle, process: std::process::id() })
    })?;
    // A forked child has its parent's memory but not its threads, so it would wait forever.
    if shared.process != std::process::id() {
        return Err(Error::new(
            Code::ConnectionClosed,
            "This process was forked from one that had already used the library, whose worker thread stayed behind.",
        )
        .hint("Use the library only after forking, or start a new process."));
    }
    Ok(&shared.handle)
}

/// One thread serves all calls, since they mostly wait for responses. The current-thread scheduler takes a tenth of the
/// multi-thread scheduler's size and startup time.
fn start_worker() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread()
        .thread_name("azmi")
        .on_thread_start(panics::own_this_thread)
        .enable_io()
        .enable_time()
        .build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new().name("azmi".to_owned()).spawn(move || {
        panics::own_this_thread();
        runtime.block_on(future::pending::<()>());
    })?;
    Ok(handle)
}
