//! The one tokio runtime of the process, and how a synchronous call waits for work on it.
//!
//! The calling thread never enters the runtime: it spawns the work, waits on a channel, and delivers events between waits.
//! So a callback may call the library again, at any depth, and a host's own runtime on the calling thread does no harm.

use crate::events::Listener;
use crate::panics;
use azmi_core::{Call, Code, Error, Event, Result};
use once_cell::sync::OnceCell;
use std::future::Future;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use tokio::runtime::{Builder, Runtime};

#[cfg(test)]
mod tests;

/// The runtime, and the process whose threads serve it.
struct Shared {
    runtime: Runtime,
    process: u32,
}

/// What reaches a waiting call.
enum Message<T> {
    Event(Event),
    Done(Result<T>),
}

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
    let runtime = shared_runtime()?;
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
    let mut promise = Promise {
        sender: Some(sender),
    };
    runtime.spawn(async move {
        // Core bounds each of its waits by the call; bounding the whole once more costs nothing and makes Ctrl+C certain.
        let bounded =
            panics::caught_async(async { call.run("the call waited for its answer", work).await });
        promise.keep(bounded.await);
    });
    loop {
        match receiver.recv() {
            Ok(Message::Event(event)) => {
                if let Some(listener) = listener {
                    listener.tell(&event);
                }
            }
            Ok(Message::Done(result)) => return result,
            Err(_) => return Err(panics::defect(None)),
        }
    }
}

/// Answers the waiting call exactly once, also when the task ends in a way nobody thought of.
struct Promise<T> {
    sender: Option<Sender<Message<T>>>,
}

impl<T> Promise<T> {
    fn keep(&mut self, result: Result<T>) {
        if let Some(sender) = self.sender.take() {
            // The caller waits until it is answered, so there is a receiver.
            let _ = sender.send(Message::Done(result));
        }
    }
}

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        self.keep(Err(panics::defect(None)));
    }
}

/// Made on first use, never shut down: a static is not dropped, and its thread ends with the process.
fn shared_runtime() -> Result<&'static Runtime> {
    static SHARED: OnceCell<Shared> = OnceCell::new();
    let shared = SHARED.get_or_try_init(|| {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("azmi")
            .on_thread_start(panics::own_this_thread)
            .enable_io()
            .enable_time()
            .build();
        let runtime = runtime.map_err(|error| {
            Error::new(
                Code::Internal,
                format!("The library could not start its worker thread: {error}."),
            )
            .hint("See whether the process has reached its limit of threads, open files or memory.")
        })?;
        // The worker runs this library's code, so the library must outlive whatever the host closes.
        azmi_os::library::keep_loaded();
        Ok(Shared {
            runtime,
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
    Ok(&shared.runtime)
}
