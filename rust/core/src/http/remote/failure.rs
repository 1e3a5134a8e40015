//! What keeps a request from being answered, in words.

use super::shown_host;
use crate::error::{Code, Error};
use crate::http::exchange::{BodyFailure, is_malformed};
use crate::http::origin::{Origin, Unreachable};
use crate::http::proxy::Route;
use crate::http::tls::{self, TlsFailure};
use crate::http::tunnel::Refusal;
use crate::limits;
use std::error::Error as StdError;
use url::Url;

/// There is no connection.
pub(super) fn unreachable(origin: &Origin, url: &Url, why: Unreachable) -> Error {
    match (why, &origin.route) {
        (Unreachable::NotResolved(cause), _) => Error::new(
            Code::NameNotResolved,
            format!("The name {} could not be resolved: {cause}.", url.host_str().unwrap_or_default()),
        )
        .hint("Check this machine's DNS (Resolve-DnsName, nslookup). In a closed network, set HTTPS_PROXY, or use a private endpoint for Resource Manager.")
        .with_retryable(true),
        (Unreachable::Proxy(refusal), Route::Proxy { url: proxy, from }) => {
            refused(&refusal, url, proxy, from)
        }
        (Unreachable::Tls(failure) | Unreachable::Proxy(Refusal::Tls(failure)), _) => {
            untrusted(&failure, url)
        }
        (Unreachable::NoConnection(cause) | Unreachable::Proxy(Refusal::Other(cause)), _) => {
            no_connection(&cause, url)
        }
        (Unreachable::Proxy(Refusal::Credentials), Route::Direct) => {
            no_connection("credentials are asked for", url)
        }
    }
}

fn no_connection(cause: &str, url: &Url) -> Error {
    Error::new(
        Code::ConnectionFailed,
        format!("{} can't be reached: {cause}.", shown_host(url)),
    )
    .hint("Check route and firewall to port 443. In a closed network, set HTTPS_PROXY.")
    .with_retryable(true)
}

fn refused(refusal: &Refusal, url: &Url, proxy: &Url, from: &str) -> Error {
    let (host, proxy) = (shown_host(url), shown_host(proxy));
    match refusal {
        Refusal::Credentials => Error::new(Code::ProxyAuthenticationRequired, format!("The proxy {proxy} (from {from}) asks for credentials (407)."))
            .hint("Put them into the variable: HTTPS_PROXY=http://user:password@host:port. Negotiate (Kerberos, NTLM) is not supported: exclude the host with NO_PROXY or use a proxy without it."),
        Refusal::Tls(failure) => {
            let error = untrusted_by(failure, &format!("the proxy {proxy} (from {from})"));
            let own = error.next_step().unwrap_or_default().to_owned();
            error.hint(format!("If it speaks no TLS itself, as most proxies do, write its address as http://{proxy}. {own}"))
        }
        Refusal::Other(why) => Error::new(Code::ProxyFailed, format!("{host} could not be reached through the proxy {proxy} (from {from}): {why}."))
            .hint("Check the proxy's address and that it allows the host; NO_PROXY excludes hosts from it.")
            .with_retryable(true),
    }
}

fn untrusted(failure: &TlsFailure, url: &Url) -> Error {
    untrusted_by(failure, shown_host(url))
}

/// `whom` is the other end, for messages.
fn untrusted_by(failure: &TlsFailure, whom: &str) -> Error {
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
    let why = &failure.why;
    Error::new(code, format!("No trusted TLS connection to {whom}: {why}.")).hint(hint)
}

/// The connection stood, and broke.
pub(super) fn dropped(error: &(dyn StdError + 'static), url: &Url) -> Error {
    if let Some(failure) = tls::failure_in(error) {
        return untrusted(&failure, url);
    }
    let malformed = tls::causes(error)
        .filter_map(|cause| cause.downcast_ref::<hyper::Error>())
        .find(|cause| is_malformed(cause));
    if let Some(why) = malformed {
        return Error::new(
            Code::BadResponse,
            format!(
                "What {} answers is not HTTP as it should be: {why}.",
                shown_host(url)
            ),
        )
        .hint(
            "Something other than the service answers: check the address, the proxy and the port.",
        );
    }
    let root = tls::causes(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default();
    Error::new(
        Code::ConnectionDropped,
        format!(
            "The connection to {} broke before the answer was complete: {}.",
            shown_host(url),
            root.trim_end_matches('.')
        ),
    )
    .hint("Try again; if it stays so, something on the way cuts the connection.")
    .with_retryable(true)
}

/// The answer can't be read.
pub(super) fn unreadable(failure: BodyFailure, url: &Url) -> Error {
    match failure {
        BodyFailure::Broken(error) => dropped(&error, url),
        BodyFailure::TooLarge => Error::new(
            Code::ResponseTooLarge,
            format!(
                "The answer of {} is larger than {} MiB; it was not read.",
                shown_host(url),
                limits::ARM_BODY / (1024 * 1024)
            ),
        )
        .hint("Ask for less at once, with a filter or a smaller page."),
    }
}
