//! From a host to a TCP connection: addresses and names of this machine without asking anybody, others by the system's
//! resolver, and the other address family where the first is silent.

use crate::trust;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::{Host, Url};

/// How long the first address family has the field to itself (RFC 8305, 5: 250 ms; hyper and curl take 200 to 300).
const HEAD_START: Duration = Duration::from_millis(300);

/// The addresses of a URL's host, in the order to try them.
///
/// # Errors
/// What the system's resolver says.
pub(super) async fn of(url: &Url) -> io::Result<Vec<IpAddr>> {
    match url.host() {
        Some(Host::Ipv4(ip)) => Ok(vec![ip.into()]),
        Some(Host::Ipv6(ip)) => Ok(vec![ip.into()]),
        // This machine by definition; the system's resolver may ask the network instead. The IPv4 address first: it is
        // where local servers listen, and IPv6 may be off.
        Some(Host::Domain(name)) if trust::is_localhost(name) => {
            Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()])
        }
        Some(Host::Domain(name)) => Ok(tokio::net::lookup_host((name, 0))
            .await?
            .map(|address| address.ip())
            .collect()),
        None => Err(io::Error::other("the URL names no host")),
    }
}

/// Connects to the first address that takes the connection, each of them bounded by its share of `limit`.
///
/// # Errors
/// What the first address said.
pub(super) async fn connect_any(
    addresses: &[IpAddr],
    port: u16,
    limit: Duration,
) -> io::Result<TcpStream> {
    let Some(first) = addresses.first() else {
        return Err(io::Error::other("the name has no address"));
    };
    let share = limit / u32::try_from(addresses.len()).unwrap_or(u32::MAX);
    let (preferred, others): (Vec<IpAddr>, Vec<IpAddr>) = addresses
        .iter()
        .partition(|address| address.is_ipv4() == first.is_ipv4());
    let mut preferred = pin!(in_order(preferred, port, share));
    if others.is_empty() {
        return preferred.await;
    }
    match timeout(HEAD_START, &mut preferred).await {
        Ok(Ok(stream)) => return Ok(stream),
        Ok(Err(why)) => return in_order(others, port, share).await.map_err(|_| why),
        Err(_) => {}
    }
    either(preferred, pin!(in_order(others, port, share))).await
}

/// The first of two tries that succeeds; if both fail, what the first said.
async fn either<T>(
    mut first: impl Future<Output = io::Result<T>> + Unpin,
    mut second: impl Future<Output = io::Result<T>> + Unpin,
) -> io::Result<T> {
    tokio::select! {
        done = &mut first => match done {
            Err(why) => second.await.map_err(|_| why),
            connected => connected,
        },
        done = &mut second => match done {
            Err(_) => first.await,
            connected => connected,
        },
    }
}

/// Connects to the first address that takes the connection, one after the other, each bounded by `limit`.
///
/// # Errors
/// What the first address said.
pub(super) async fn in_order(
    addresses: Vec<IpAddr>,
    port: u16,
    limit: Duration,
) -> io::Result<TcpStream> {
    let mut first_failure = None;
    for address in addresses {
        match connect(SocketAddr::new(address, port), limit).await {
            Ok(stream) => return Ok(stream),
            Err(why) => _ = first_failure.get_or_insert(why),
        }
    }
    Err(first_failure.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into()))
}

async fn connect(address: SocketAddr, limit: Duration) -> io::Result<TcpStream> {
    let stream = timeout(limit, TcpStream::connect(address))
        .await
        .map_err(|_| no_reply(limit))??;
    // A request is one small write; waiting for more only delays it.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// What is said when nothing came within a limit.
pub(super) fn no_reply(limit: Duration) -> io::Error {
    let text = format!("no reply within {} s", limit.as_secs_f64());
    io::Error::new(io::ErrorKind::TimedOut, text)
}

#[cfg(test)]
mod tests;
