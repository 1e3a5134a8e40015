//! Opens the listeners and starts to serve.

use crate::ca::{self, CaFile};
use crate::emulator::{Options, StartError};
use crate::endpoints::{Endpoints, Source};
use crate::fault::Endpoint;
use crate::guid;
use crate::server;
use crate::shared::Shared;
use crate::world::World;
use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What lives as long as the emulator; dropping the tasks closes listeners and connections.
pub struct Running {
    /// What the endpoints share.
    pub shared: Arc<Shared>,
    _tasks: JoinSet<()>,
    _ca_file: CaFile,
}

/// Listeners of one endpoint, and the URL that leads to them.
struct Opened {
    listeners: Vec<TcpListener>,
    address: SocketAddr,
    url: String,
}

/// Opens everything that the scenario has.
///
/// # Errors
/// Whatever keeps an emulator from starting.
pub async fn open(options: Options) -> Result<Running, StartError> {
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    for address in [options.imds, options.arm]
        .iter()
        .chain(options.listen.values())
    {
        if !options.allow_remote && !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(*address));
        }
    }
    let world = World::build(&options.scenario).map_err(StartError::Scenario)?;
    let mut opened = BTreeMap::new();
    for endpoint in Endpoint::ALL
        .into_iter()
        .filter(|endpoint| is_there(*endpoint, &world))
    {
        let wanted = match endpoint {
            Endpoint::Imds => options.imds,
            Endpoint::Arm => options.arm,
            _ => options.listen.get(&endpoint).copied().unwrap_or(loopback),
        };
        opened.insert(endpoint, Opened::at(endpoint, wanted).await?);
    }

    let (imds, arm) = (&opened[&Endpoint::Imds], &opened[&Endpoint::Arm]);
    let authority = ca::make(arm.address.ip()).map_err(StartError::Certificate)?;
    let pinned = ca::make_pinned().map_err(StartError::Certificate)?;
    let unique = |what: &str| {
        guid::derived(&format!(
            "{what} {} {:?}",
            arm.address,
            std::time::SystemTime::now()
        ))
    };
    let ca_file = CaFile::write(options.ca_file.as_deref(), &authority.pem, &unique("root"))
        .map_err(StartError::CaFile)?;
    let secrets = opened
        .keys()
        .map(|endpoint| (*endpoint, unique(&format!("{endpoint:?}"))))
        .collect::<BTreeMap<_, _>>();
    let others = opened
        .iter()
        .filter(|(endpoint, _)| !matches!(endpoint, Endpoint::Imds | Endpoint::Arm));
    let source = |endpoint: Endpoint, url: &str| {
        Source::new(
            &world,
            endpoint,
            url,
            &secrets[&endpoint],
            &pinned.thumbprint,
        )
    };
    let sources = others
        .map(|(endpoint, opened)| (*endpoint, source(*endpoint, &opened.url)))
        .collect();
    let endpoints = Endpoints::new(
        &world,
        imds.url.clone(),
        arm.url.clone(),
        ca_file.path(),
        sources,
    );

    let shared = Arc::new(Shared::new(
        options.scenario,
        world,
        endpoints,
        secrets,
        options.allow_remote,
    ));
    let mut tasks = JoinSet::new();
    for (endpoint, opened) in opened {
        let tls = match endpoint {
            Endpoint::Arm => Some(&authority.acceptor),
            Endpoint::ServiceFabric => Some(&pinned.acceptor),
            _ => None,
        };
        for listener in opened.listeners {
            tasks.spawn(server::serve(
                listener,
                tls.cloned(),
                endpoint,
                Arc::clone(&shared),
            ));
        }
    }
    Ok(Running {
        shared,
        _tasks: tasks,
        _ca_file: ca_file,
    })
}

/// Whether the world has anything that an endpoint could speak for.
fn is_there(endpoint: Endpoint, world: &World) -> bool {
    matches!(endpoint, Endpoint::Arm | Endpoint::CloudShell) || world.host(endpoint).is_some()
}

impl Opened {
    async fn at(endpoint: Endpoint, wanted: SocketAddr) -> Result<Self, StartError> {
        let secure = matches!(endpoint, Endpoint::Arm | Endpoint::ServiceFabric);
        let listeners = if secure {
            listen_for_localhost(wanted).await?
        } else {
            vec![listen(wanted).await?]
        };
        let address = address_of(&listeners[0], wanted)?;
        let reachable = reachable(address);
        let url = match (secure, reachable.ip().is_loopback()) {
            (false, _) => format!("http://{reachable}"),
            (true, true) => format!("https://localhost:{}", reachable.port()),
            (true, false) => format!("https://{reachable}"),
        };
        Ok(Self {
            listeners,
            address,
            url,
        })
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| StartError::Listen(address, error))
}

/// Listens at `address`, and if that is 127.0.0.1 at the same port of `::1`, where there is one.
async fn listen_for_localhost(address: SocketAddr) -> Result<Vec<TcpListener>, StartError> {
    const TRIES: u32 = 16;
    let mut tries = 1;
    loop {
        let first = listen(address).await?;
        let port = address_of(&first, address)?.port();
        if address.ip() != IpAddr::V4(Ipv4Addr::LOCALHOST) {
            return Ok(vec![first]);
        }
        match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            Ok(second) => return Ok(vec![first, second]),
            // Somebody else has that port there: clients that try ::1 first would meet them.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                if address.port() != 0 || tries == TRIES {
                    return Err(StartError::Listen(
                        (Ipv6Addr::LOCALHOST, port).into(),
                        error,
                    ));
                }
                tries += 1;
            }
            // No IPv6 here.
            Err(_) => return Ok(vec![first]),
        }
    }
}

fn address_of(listener: &TcpListener, wanted: SocketAddr) -> Result<SocketAddr, StartError> {
    listener
        .local_addr()
        .map_err(|error| StartError::Listen(wanted, error))
}

/// The address a client on this machine uses: `0.0.0.0` isn't a place to connect to.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        IpAddr::V4(_) => (Ipv4Addr::LOCALHOST, address.port()).into(),
        IpAddr::V6(_) => (Ipv6Addr::LOCALHOST, address.port()).into(),
    }
}
