//! Errors for requests without a response.

use crate::error::{Code, Error};
use crate::http::cause::{self, Breakage, breakage, find};
use crate::http::proxy::Route;
use crate::http::resolve::NotResolved;
use crate::http::tls::{self, TlsFailure};
use crate::limits;
use crate::trust;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use std::error::Error as StdError;
use tower_service::Service;
use url::{Position, Url};

/// hyper-util exports this type only as the error of [`Tunnel`].
type TunnelError = <Tunnel<HttpConnector> as Service<http::Uri>>::Error;

/// Converts reqwest's error.
pub(super) fn of(error: &reqwest::Error, url: &Url, route: &Route) -> Error {
    let cause = error.source().unwrap_or(error);
    if let Some(refusal) = find::<TunnelError>(cause)
        && let Route::Proxy { url: proxy, from } = route
    {
        return refused(refusal, url, proxy, from);
    }
    if let Some(failure) = tls::failure_in(cause) {
        return untrusted(&failure, shown_host(url));
    }
    if let Some(why) = find::<NotResolved>(cause) {
        return not_resolved(why, url);
    }
    match route {
        _ if !error.is_connect() => broken(cause, url),
        // Inside the tunnel, a failure of the proxy looks like one of the service.
        Route::Proxy { url: proxy, from } => proxy_failed(url, proxy, from, &no_connection(error)),
        Route::Direct => unreachable(url, &no_connection(error)),
    }
}

/// Why there is no connection. reqwest's error doesn't say how long the timeout was.
fn no_connection(error: &reqwest::Error) -> String {
    match error.is_timeout() {
        true => format!("no reply within {} s", limits::CONNECT_ARM.as_secs()),
        false => no_reply(error),
    }
}

fn no_reply(why: &(dyn StdError + 'static)) -> String {
    cause::io_reason(why).unwrap_or_else(|| "no connection could be made".to_owned())
}

fn unreachable(url: &Url, why: &str) -> Error {
    Error::new(
        Code::ConnectionFailed,
        format!("{} can't be reached: {why}.", shown_host(url)),
    )
    .hint(if trust::is_loopback(url) {
        "Nothing listens at this address of this machine. If it was an emulator's, the emulator has ended: start another one, or connect again without it."
    } else {
        "Check route and firewall to port 443. In a closed network, set HTTPS_PROXY."
    })
    .with_retryable(true)
}

fn not_resolved(why: &NotResolved, url: &Url) -> Error {
    let name = url.host_str().unwrap_or_default();
    Error::new(Code::NameNotResolved, format!("The name {name} could not be resolved: {why}."))
        .hint("Check this machine's DNS (Resolve-DnsName, nslookup). In a closed network, set HTTPS_PROXY, or use a private endpoint for Resource Manager.")
        .with_retryable(true)
}

/// The proxy didn't open a tunnel.
fn refused(refusal: &TunnelError, url: &Url, proxy: &Url, from: &str) -> Error {
    let why = match refusal {
        TunnelError::ProxyAuthRequired => return credentials_wanted(proxy, from),
        TunnelError::ConnectFailed(why) => return proxy_unreached(&**why, url, proxy, from),
        TunnelError::Io(why) => cause::reason(why),
        TunnelError::TunnelUnexpectedEof => "it closed the connection".to_owned(),
        TunnelError::ProxyHeadersTooLong => "its answer is too long".to_owned(),
        _ => "it refused the connection, or it isn't an HTTP proxy".to_owned(),
    };
    proxy_failed(url, proxy, from, &why)
}

/// The proxy itself can't be reached.
fn proxy_unreached(why: &(dyn StdError + 'static), url: &Url, proxy: &Url, from: &str) -> Error {
    if let Some(failure) = tls::failure_in(why) {
        let error = untrusted(&failure, &format!("the proxy {} (from {from})", shown_host(proxy)));
        let own = error.next_step().unwrap_or_default().to_owned();
        return error.hint(format!(
            "If it speaks no TLS itself, as most proxies do, write its address as http://{}. {own}",
            shown_host(proxy)
        ));
    }
    let reason = match find::<NotResolved>(why) {
        Some(unresolved) => format!("its name could not be resolved: {unresolved}"),
        None => no_reply(why),
    };
    proxy_failed(url, proxy, from, &reason)
}

fn proxy_failed(url: &Url, proxy: &Url, from: &str, why: &str) -> Error {
    let (host, proxy) = (shown_host(url), shown_host(proxy));
    Error::new(
        Code::ProxyFailed,
        format!("{host} could not be reached through the proxy {proxy} (from {from}): {why}."),
    )
    .hint("Check the proxy's address and that it allows the host; NO_PROXY excludes hosts from it.")
    .with_retryable(true)
}

pub(super) fn credentials_wanted(proxy: &Url, from: &str) -> Error {
    Error::new(Code::ProxyAuthenticationRequired, format!("The proxy {} (from {from}) asks for credentials (407).", shown_host(proxy)))
        .hint("Put them into the variable: HTTPS_PROXY=http://user:password@host:port. Negotiate (Kerberos, NTLM) is not supported: exclude the host with NO_PROXY or use a proxy without it.")
}

/// `whom` names the peer in the message.
fn untrusted(failure: &TlsFailure, whom: &str) -> Error {
    let (code, hint) = if failure.certificate {
        (
            Code::CertificateNotTrusted,
            "Check this machine's clock and its trusted roots. Where a proxy opens TLS, add its root to the machine's store, or name it in AZMI_CA_FILE.",
        )
    } else {
        (
            Code::TlsFailed,
            "Check that nothing between this machine and the other end interferes with TLS, and that TLS 1.2 is allowed.",
        )
    };
    Error::new(code, format!("No trusted TLS connection to {whom}: {}.", failure.why)).hint(hint)
}

/// The exchange failed after the connection was made.
fn broken(why: &(dyn StdError + 'static), url: &Url) -> Error {
    let host = shown_host(url);
    match breakage(why) {
        Breakage::Malformed(what) => {
            Error::new(Code::BadResponse, format!("The answer of {host} can't be read: {what}.")).hint(
                "Something other than the service probably answered: check HTTPS_PROXY, the address and its port.",
            )
        }
        Breakage::Dropped(what) => Error::new(
            Code::ConnectionDropped,
            format!("The connection to {host} broke before the answer was complete: {what}."),
        )
        .hint("Try again. If it keeps happening, something on the way cuts the connection.")
        .with_retryable(true),
    }
}

pub(super) fn no_answer(url: &Url) -> Error {
    let limit = limits::ARM_ANSWER.as_secs();
    Error::new(Code::TimedOut, format!("{} did not answer within {limit} s.", shown_host(url)))
        .hint("Try again. If it keeps happening, check the proxy and the route to the service.")
        .with_retryable(true)
}

pub(super) fn too_large(url: &Url) -> Error {
    let limit = limits::ARM_BODY / (1024 * 1024);
    Error::new(
        Code::ResponseTooLarge,
        format!("The answer of {} is larger than {limit} MiB; it was not read.", shown_host(url)),
    )
    .hint("Ask for less at once, with a filter or a smaller page.")
}

pub(super) fn not_set_up(error: &reqwest::Error) -> Error {
    let why = error.source().map_or_else(|| "the client could not be made".to_owned(), cause::without_number);
    Error::new(Code::TlsFailed, format!("TLS could not be set up: {why}."))
        .hint("Check this machine's policy for TLS, and its trusted root certificates.")
}

/// The host and port of a URL for a message.
fn shown_host(url: &Url) -> &str {
    match &url[Position::BeforeHost..Position::AfterPort] {
        "" => "the service",
        host => host,
    }
}
