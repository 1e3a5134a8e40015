//! Starting and stopping.

use crate::ca::{self, CaFile};
use crate::counters::Counters;
use crate::endpoints::Endpoints;
use crate::fault::{Endpoint, Fault};
use crate::guid;
use crate::request_log::RequestRecord;
use crate::scenario::{Scenario, ScenarioError};
use crate::server;
use crate::shared::Shared;
use crate::world::World;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// How to start an emulator. More members may come: fill the rest with `..Options::default()`.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the Instance Metadata Service listens; port 0 takes a free one.
    pub imds: SocketAddr,
    /// Where Resource Manager listens; port 0 takes a free one. On 127.0.0.1 it listens on `::1` too, so that `localhost` is
    /// found at the first try, whichever of the two a client takes it for.
    pub arm: SocketAddr,
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
        match open(options).await {
            Err(error) => ready(Err(error)),
            Ok(running) => {
                ready(Ok(Arc::clone(&running.shared)));
                // Both a message and a dropped sender mean: stop.
                let _ = stopped.await;
            }
        }
    });
}

/// What lives as long as the emulator; dropping the tasks closes listeners and connections.
struct Running {
    shared: Arc<Shared>,
    _tasks: JoinSet<()>,
    _ca_file: CaFile,
}

async fn open(options: Options) -> Result<Running, StartError> {
    for address in [options.imds, options.arm] {
        if !options.allow_remote && !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address));
        }
    }
    let world = World::build(&options.scenario).map_err(StartError::Scenario)?;
    let imds = listen(options.imds).await?;
    let arm = listen_for_localhost(options.arm).await?;
    let (imds_at, arm_at) = (
        address_of(&imds, options.imds)?,
        address_of(&arm[0], options.arm)?,
    );

    let authority = ca::make(arm_at.ip()).map_err(StartError::Certificate)?;
    let unique = guid::derived(&format!("{arm_at} {:?}", std::time::SystemTime::now()));
    let ca_file = CaFile::write(options.ca_file.as_deref(), &authority.pem, &unique)
        .map_err(StartError::CaFile)?;

    let imds_url = format!("http://{}", reachable(imds_at));
    let arm_ip = reachable(arm_at);
    let arm_url = match arm_ip.ip().is_loopback() {
        true => format!("https://localhost:{}", arm_ip.port()),
        false => format!("https://{arm_ip}"),
    };
    let endpoints = Endpoints::new(&world, imds_url, arm_url, ca_file.path());
    let shared = Arc::new(Shared::new(
        options.scenario,
        world,
        endpoints,
        options.allow_remote,
    ));

    let mut tasks = JoinSet::new();
    tasks.spawn(server::serve(
        imds,
        None,
        Endpoint::Imds,
        Arc::clone(&shared),
    ));
    for listener in arm {
        tasks.spawn(server::serve(
            listener,
            Some(authority.acceptor.clone()),
            Endpoint::Arm,
            Arc::clone(&shared),
        ));
    }
    Ok(Running {
        shared,
        _tasks: tasks,
        _ca_file: ca_file,
    })
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| StartError::Listen(address, error))
}

/// Listens at `address`, and if that is 127.0.0.1 at the same port of `::1`, where there is one.
async fn listen_for_localhost(address: SocketAddr) -> Result<Vec<TcpListener>, StartError> {
    const TRIES: u32 = 16;
    for attempt in 1.. {
        let first = listen(address).await?;
        let port = address_of(&first, address)?.port();
        if address.ip() != IpAddr::V4(Ipv4Addr::LOCALHOST) {
            return Ok(vec![first]);
        }
        match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            Ok(second) => return Ok(vec![first, second]),
            // Somebody else has that port there: clients that try ::1 first would meet them.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                if address.port() != 0 || attempt == TRIES {
                    return Err(StartError::Listen(
                        (Ipv6Addr::LOCALHOST, port).into(),
                        error,
                    ));
                }
            }
            // No IPv6 here.
            Err(_) => return Ok(vec![first]),
        }
    }
    unreachable!("the loop ends by returning")
}

fn address_of(listener: &TcpListener, wanted: SocketAddr) -> Result<SocketAddr, StartError> {
    listener
        .local_addr()
        .map_err(|error| StartError::Listen(wanted, error))
}

/// The address a client on this machine uses: `0.0.0.0` is no place to connect to.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        IpAddr::V4(_) => (Ipv4Addr::LOCALHOST, address.port()).into(),
        IpAddr::V6(_) => (Ipv6Addr::LOCALHOST, address.port()).into(),
    }
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
