//! Starts and stops an emulator.

use crate::context::{Context, Counters, Endpoints, RequestRecord};
use crate::endpoint::Endpoint;
use crate::model::faults::Fault;
use crate::options::Options;
use crate::server;
use crate::start_error::StartError;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// A running emulator. It stops when dropped.
pub struct Emulator {
    context: Arc<Context>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Emulator {
    /// Starts an emulator, for use from asynchronous code.
    ///
    /// It runs in a separate thread, so that a blocked or paused runtime of the caller doesn't stop it.
    ///
    /// # Errors
    /// When the emulator can't listen on an address, the scenario is invalid, or the certificate can't be created or written.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let (sender, receiver) = oneshot::channel();
        let starting = Starting::begin(options, move |ready| {
            let _ = sender.send(ready);
        })?;
        starting.finish(receiver.await.ok())
    }

    /// Starts an emulator, for use from blocking code. Returns once it accepts requests.
    ///
    /// # Errors
    /// The same as [`Emulator::start`].
    pub fn start_in_thread(options: Options) -> Result<Self, StartError> {
        let (sender, receiver) = std::sync::mpsc::channel();
        let starting = Starting::begin(options, move |ready| {
            let _ = sender.send(ready);
        })?;
        starting.finish(receiver.recv().ok())
    }

    /// The addresses and main properties.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.context.endpoints
    }

    /// Replaces the fault plan. An empty plan ends all faults.
    ///
    /// # Panics
    /// When a fault isn't valid in HTTP, such as a status of 42. This is a bug in the calling test.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        for (at, fault) in faults.iter().enumerate() {
            if let Err(what) = fault.check() {
                panic!("faults[{at}].{what}");
            }
        }
        self.context.faults().set(faults);
    }

    /// The requests since the start or the last reset, oldest first, without control requests.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.context.log().all()
    }

    /// Clears the requests and resets the counters.
    pub fn clear_requests(&self) {
        self.context.log().clear();
        self.context.counters.clear();
    }

    /// The counts of one endpoint.
    #[must_use]
    pub fn counters(&self, endpoint: Endpoint) -> Counters {
        self.context.counters.of(endpoint)
    }

    /// Stops the emulator. When this returns, all listeners and connections are closed.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic in that thread has already been printed.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("endpoints", &self.context.endpoints).finish_non_exhaustive()
    }
}

/// An emulator whose thread runs, but that may not accept requests yet.
struct Starting {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

type Ready = Result<Arc<Context>, StartError>;

impl Starting {
    fn begin(options: Options, ready: impl FnOnce(Ready) + Send + 'static) -> Result<Self, StartError> {
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("azmi-emulator".to_owned())
            .spawn(move || run(options, ready, stopped))
            .map_err(StartError::Thread)?;
        Ok(Self { stop, thread })
    }

    fn finish(self, ready: Option<Ready>) -> Result<Emulator, StartError> {
        let context = ready.unwrap_or_else(|| Err(StartError::Thread(io::Error::other("it ended early"))))?;
        Ok(Emulator { context, stop: Some(self.stop), thread: Some(self.thread) })
    }
}

fn run(options: Options, ready: impl FnOnce(Ready), stopped: oneshot::Receiver<()>) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return ready(Err(StartError::Thread(error))),
    };
    runtime.block_on(async {
        match server::start(options).await {
            Err(error) => ready(Err(error)),
            Ok(running) => {
                ready(Ok(Arc::clone(&running.context)));
                // Both a message and a dropped sender stop the emulator.
                let _ = stopped.await;
            }
        }
    });
}
