//! The listening sockets of an endpoint.

use crate::start_error::StartError;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::net::TcpListener;

/// Listening sockets of one endpoint, and their URL.
pub struct Listeners {
    /// The sockets: two where `localhost` has two addresses.
    pub sockets: Vec<TcpListener>,
    /// The address of the first.
    pub address: SocketAddr,
    /// The base URL that clients use.
    pub url: String,
}

impl Listeners {
    /// Listens on `wanted`, for https if `secure`.
    ///
    /// # Errors
    /// When the emulator can't listen on the address.
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

/// Listens on `address`. For 127.0.0.1, also listens on the same port of `::1`, if IPv6 is available.
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
            // Another program listens on that port of ::1, and clients that try ::1 first would reach it.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                if address.port() != 0 || tries == TRIES {
                    return Err(StartError::Listen((Ipv6Addr::LOCALHOST, port).into(), error));
                }
                tries += 1;
            }
            // IPv6 isn't available.
            Err(_) => return Ok(vec![first]),
        }
    }
}

fn address_of(listener: &TcpListener, wanted: SocketAddr) -> Result<SocketAddr, StartError> {
    listener.local_addr().map_err(|error| StartError::Listen(wanted, error))
}

/// The address that clients on this machine connect to. `0.0.0.0` isn't a valid destination.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        IpAddr::V4(_) => (Ipv4Addr::LOCALHOST, address.port()).into(),
        IpAddr::V6(_) => (Ipv6Addr::LOCALHOST, address.port()).into(),
    }
}
