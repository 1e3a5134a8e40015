//! The one tokio runtime of the process, and how a synchronous call waits for work on it.
//!
//! The calling thread never enters the runtime: it spawns the work, waits on a channel, and delivers events between waits.
//! So a callback may call the library again, at any depth, and a host's own runtime on the calling thread does no harm.

use crate::events::Listener;
use crate::panics;
use azmi_core::{Call, Code, Error, Event, Result};
use once_cell::sync::OnceCell;
use std::future::{self, Future};
use std::pin::Pin;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::{io, thread};
use tokio::runtime::{Builder, Handle};

#[cfg(test)]
mod tests;

/// The runtime, and the process whose threads serve it.
struct Shared {
    handle: Handle,
    process: u32,
}

/// What reaches a waiting call.
enum Message {
    Event(Event),
    Done(Result<()>),
}

/// Work whose result is left where [`wait`] finds it.
type Work = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Runs work on the runtime and waits for its end, which `call` bounds.
pub(crate) fn wait<T, F>(
    call: Call,
    listener: Option<Listener>,
    work: impl FnOnce(Call) -> F,
) -> Result<T>
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

/// [`wait`] without the type of the result: compiled once, and not for each function of the interface.
fn wait_for(call: Call, listener: Option<Listener>, work: impl FnOnce(Call) -> Work) -> Result<()> {
    let (sender, receiver) = channel();
    let call = match listener {
        Some(_) => {
            let events = sender.clone();
            // A receiver that is gone belongs to a call that is over.
            call.with_events(Arc::new(move |event| {
                drop(events.send(Message::Event(event)))
            }))
        }
        None => call,
    };
    let work = work(call.clone());
    spawn(call, work, sender)?;
    loop {
        match receiver.recv() {
            Ok(Message::Event(event)) => {
                if let Some(listener) = listener {
                    listener.tell(&event);
                }
            }
            Ok(Message::Done(ended)) => return ended,
            Err(_) => return Err(panics::defect(None)),
        }
    }
}

fn spawn(call: Call, work: Work, sender: Sender<Message>) -> Result<()> {
    let mut promise = Promise {
        sender: Some(sender),
    };
    shared_runtime()?.spawn(async move {
        // Core bounds each of its waits by the call; bounding the whole once more costs nothing and makes Ctrl+C certain.
        let bounded =
            panics::caught_async(async { call.run("the call waited for its answer", work).await });
        promise.keep(bounded.await);
    });
    Ok(())
}

/// Answers the waiting call exactly once, also when the task ends in a way nobody thought of.
struct Promise {
    sender: Option<Sender<Message>>,
}

impl Promise {
    fn keep(&mut self, ended: Result<()>) {
        if let Some(sender) = self.sender.take() {
            // The caller waits until it is answered, so there is a receiver.
            let _ = sender.send(Message::Done(ended));
        }
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        self.keep(Err(panics::defect(None)));
    }
}

/// Made on first use, never shut down: a static is not dropped, and its thread ends with the process.
fn shared_runtime() -> Result<&'static Handle> {
    static SHARED: OnceCell<Shared> = OnceCell::new();
    let shared = SHARED.get_or_try_init(|| {
        let handle = start_worker().map_err(|error| {
            Error::new(
                Code::Internal,
                format!("The library could not start its worker thread: {error}."),
            )
            .hint("See whether the process has reached its limit of threads, open files or memory.")
        })?;
        // The worker runs this library's code, so the library must outlive whatever the host closes.
        azmi_os::library::keep_loaded();
        Ok(Shared {
            handle,
            process: std::process::id(),
        })
    })?;
    // A forked child has the memory of its parent but none of its threads: it would wait for ever.
    if shared.process != std::process::id() {
        return Err(Error::new(
            Code::ConnectionClosed,
            "This process was forked from one that had already used the library, whose worker thread stayed behind.",
        )
        .hint("Use the library only after forking, or start a new process."));
    }
    Ok(&shared.handle)
}

/// One thread serves all calls: they wait for answers and compute next to nothing. The scheduler for one thread is a
/// tenth of the one for many, in the library's size and at its start.
fn start_worker() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread()
        .thread_name("azmi")
        .on_thread_start(panics::own_this_thread)
        .enable_io()
        .enable_time()
        .build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new()
        .name("azmi".to_owned())
        .spawn(move || {
            panics::own_this_thread();
            runtime.block_on(future::pending::<()>());
        })?;
    Ok(handle)
}
