//! Starting and stopping.

use crate::counters::Counters;
use crate::endpoints::Endpoints;
use crate::fault::{Endpoint, Fault};
use crate::open;
use crate::request_log::RequestRecord;
use crate::scenario::{Scenario, ScenarioError};
use crate::shared::Shared;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// How to start an emulator. More members may come: fill the rest with `..Options::default()`.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the Instance Metadata Service listens; port 0 takes a free one.
    pub imds: SocketAddr,
    /// Where Resource Manager listens; port 0 takes a free one. On 127.0.0.1 it listens on `::1` too, so that `localhost` is
    /// found at the first try, whichever of the two a client takes it for.
    pub arm: SocketAddr,
    /// Where the other identity endpoints listen; those not named take a free port of 127.0.0.1. The VM extension's own port is
    /// 50342, the Arc agent's 40342.
    pub listen: BTreeMap<Endpoint, SocketAddr>,
    /// The world to play.
    pub scenario: Scenario,
    /// Where to write the root certificate; absent: a temporary file that is removed on stopping.
    pub ca_file: Option<PathBuf>,
    /// Whether addresses other than loopback may be listened on, and control requests under other host names be obeyed.
    pub allow_remote: bool,
}

impl Default for Options {
    fn default() -> Self {
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            imds: any_port,
            arm: any_port,
            listen: BTreeMap::new(),
            scenario: Scenario::default(),
            ca_file: None,
            allow_remote: false,
        }
    }
}

/// A running emulator. It stops when dropped.
pub struct Emulator {
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Emulator {
    /// Starts an emulator, for use from asynchronous code.
    ///
    /// It runs in a thread of its own, so that neither a blocked nor a paused runtime of the caller holds it up.
    ///
    /// # Errors
    /// When an address can't be listened on, the scenario can't be played, or the certificate can't be made or written.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let (sender, receiver) = oneshot::channel();
        let starting = Starting::begin(options, move |ready| {
            let _ = sender.send(ready);
        })?;
        starting.finish(receiver.await.ok())
    }

    /// The same for blocking code: returns once it answers.
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

    /// Where everything is.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.shared.endpoints
    }

    /// Replaces the fault plan; an empty one ends all faults.
    ///
    /// # Panics
    /// When a fault can't be sent over HTTP, such as a status of 42: a mistake in the calling test.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        for (at, fault) in faults.iter().enumerate() {
            if let Err(what) = fault.check() {
                panic!("faults[{at}].{what}");
            }
        }
        self.shared.faults().set(faults);
    }

    /// What was asked since the start or the last clearing, oldest first; control requests are not among it.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.shared.log().all()
    }

    /// Forgets the requests and starts counting from zero.
    pub fn clear_requests(&self) {
        self.shared.log().clear();
        self.shared.counters.clear();
    }

    /// The counts of one endpoint.
    #[must_use]
    pub fn counters(&self, endpoint: Endpoint) -> Counters {
        self.shared.counters.of(endpoint)
    }

    /// Stops: when this returns, nothing listens any more and open connections are closed.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of that thread has been printed already, and stopped is what it is.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("endpoints", &self.shared.endpoints)
            .finish_non_exhaustive()
    }
}

/// An emulator whose thread runs but that may not answer yet.
struct Starting {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

type Ready = Result<Arc<Shared>, StartError>;

impl Starting {
    fn begin(
        options: Options,
        ready: impl FnOnce(Ready) + Send + 'static,
    ) -> Result<Self, StartError> {
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("azmi-emulator".to_owned())
            .spawn(move || run(options, ready, stopped))
            .map_err(StartError::Thread)?;
        Ok(Self { stop, thread })
    }

    fn finish(self, ready: Option<Ready>) -> Result<Emulator, StartError> {
        let shared =
            ready.unwrap_or_else(|| Err(StartError::Thread(io::Error::other("it ended early"))))?;
        Ok(Emulator {
            shared,
            stop: Some(self.stop),
            thread: Some(self.thread),
        })
    }
}

fn run(options: Options, ready: impl FnOnce(Ready), stopped: oneshot::Receiver<()>) {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return ready(Err(StartError::Thread(error))),
    };
    runtime.block_on(async {
        match open::open(options).await {
            Err(error) => ready(Err(error)),
            Ok(running) => {
                ready(Ok(Arc::clone(&running.shared)));
                // Both a message and a dropped sender mean: stop.
                let _ = stopped.await;
            }
        }
    });
}

/// Why an emulator didn't start.
#[derive(Debug)]
pub enum StartError {
    /// An address isn't loopback, and [`Options::allow_remote`] isn't set.
    NotLoopback(SocketAddr),
    /// An address can't be listened on.
    Listen(SocketAddr, io::Error),
    /// The scenario can't be played.
    Scenario(ScenarioError),
    /// The test certificates couldn't be made.
    Certificate(Box<dyn std::error::Error + Send + Sync>),
    /// The root certificate couldn't be written.
    CaFile(io::Error),
    /// The emulator's thread couldn't run.
    Thread(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(address) => {
                write!(
                    f,
                    "{address} isn't a loopback address: an emulator open to the network must be asked for explicitly"
                )
            }
            Self::Listen(address, error) => write!(f, "can't listen on {address}: {error}"),
            Self::Scenario(error) => error.fmt(f),
            Self::Certificate(error) => write!(f, "can't make the test certificates: {error}"),
            Self::CaFile(error) => write!(f, "can't write the root certificate: {error}"),
            Self::Thread(error) => write!(f, "the emulator's thread can't run: {error}"),
        }
    }
}

impl std::error::Error for StartError {}
