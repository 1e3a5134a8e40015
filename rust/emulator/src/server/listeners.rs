//! The listening sockets of an endpoint.

use crate::start_error::StartError;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::net::TcpListener;

/// Listening sockets of one endpoint, and the URL that leads to them.
pub struct Listeners {
    /// The sockets: two where `localhost` has two addresses.
    pub sockets: Vec<TcpListener>,
    /// The address of the first.
    pub address: SocketAddr,
    /// The base URL that clients use.
    pub url: String,
}

impl Listeners {
    /// Listens at `wanted`, for https if `secure`.
    ///
    /// # Errors
    /// When the address can't be listened on.
    pub async fn open(wanted: SocketAddr, secure: bool) -> Result<Self, StartError> {
        let sockets = if secure { listen_for_localhost(wanted).await? } else { vec![listen(wanted).await?] };
        let address = address_of(&sockets[0], wanted)?;
        let reachable = reachable(address);
        let url = match (secure, reachable.ip().is_loopback()) {
            (false, _) => format!("http://{reachable}"),
            (true, true) => format!("https://localhost:{}", reachable.port()),
            (true, false) => format!("https://{reachable}"),
        };
        Ok(Self { sockets, address, url })
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| StartError::Listen(address, error))
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
            // Another program listens on that port there: clients that try ::1 first would reach it.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                if address.port() != 0 || tries == TRIES {
                    return Err(StartError::Listen((Ipv6Addr::LOCALHOST, port).into(), error));
                }
                tries += 1;
            }
            // No IPv6 here.
            Err(_) => return Ok(vec![first]),
        }
    }
}

fn address_of(listener: &TcpListener, wanted: SocketAddr) -> Result<SocketAddr, StartError> {
    listener.local_addr().map_err(|error| StartError::Listen(wanted, error))
}

/// The address a client on this machine uses: `0.0.0.0` isn't a place to connect to.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        IpAddr::V4(_) => (Ipv4Addr::LOCALHOST, address.port()).into(),
        IpAddr::V6(_) => (Ipv6Addr::LOCALHOST, address.port()).into(),
    }
}
