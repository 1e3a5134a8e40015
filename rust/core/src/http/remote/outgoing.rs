//! A request as it is sent.

use super::RemoteRequest;
use crate::error::{Code, Error, Result};
use crate::http::exchange;
use crate::http::proxy::Route;
use crate::http::tunnel;
use crate::url_text;
use bytes::Bytes;
use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, PROXY_AUTHORIZATION,
};
use http::{HeaderValue, Method, Request};
use http_body_util::Full;
use url::Position;

/// Adds what HTTP, the service and the proxy want to know.
///
/// # Errors
/// `InvalidToken`, `InvalidProxy`, `InvalidUri`: something holds characters that can't be sent.
pub(super) fn prepare(request: RemoteRequest<'_>, route: &Route) -> Result<Request<Full<Bytes>>> {
    let url = request.url;
    let mut headers = request.headers;
    let json = HeaderValue::from_static("application/json");
    headers.entry(ACCEPT).or_insert_with(|| json.clone());
    match &request.body {
        Some(_) => _ = headers.entry(CONTENT_TYPE).or_insert(json),
        // Without it, services answer 411 to a method that may have a body (RFC 9110, 8.6).
        None if may_have_body(&request.method) => {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        None => {}
    }
    if let Some(token) = request.token {
        let value = secret_header(["Bearer ", token].concat()).ok_or_else(|| {
            Error::new(
                Code::InvalidToken,
                "The token holds characters that can't be sent.",
            )
            .hint("Get a new token with a forced refresh.")
        })?;
        headers.insert(AUTHORIZATION, value);
    }
    let target = match route {
        // To a proxy that passes a plain request on, the whole URL is said.
        Route::Proxy { url: proxy, from } if url.scheme() == "http" => {
            if let Some(credentials) = tunnel::credentials(proxy) {
                let value = secret_header(credentials).ok_or_else(|| {
                    Error::new(
                        Code::InvalidProxy,
                        format!("The credentials in the proxy from {from} can't be sent."),
                    )
                    .hint("Write it as http://user:password@host:port, or remove the setting.")
                })?;
                headers.insert(PROXY_AUTHORIZATION, value);
            }
            &url[..Position::AfterQuery]
        }
        _ => exchange::target(url),
    };
    let unsendable = |why: http::Error| {
        Error::new(
            Code::InvalidUri,
            format!("{} can't be asked for: {why}.", url_text::shown(url)),
        )
        .hint("Write characters other than letters, digits and punctuation in percent encoding.")
    };
    let host = HeaderValue::from_str(exchange::host(url)).map_err(|e| unsendable(e.into()))?;
    headers.insert(HOST, host);
    let body = Full::new(Bytes::from(request.body.unwrap_or_default()));
    let mut outgoing = Request::builder()
        .method(request.method)
        .uri(target)
        .body(body)
        .map_err(unsendable)?;
    *outgoing.headers_mut() = headers;
    Ok(outgoing)
}

fn may_have_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// The text becomes the header itself: no copy of the secret is left behind.
fn secret_header(text: String) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_maybe_shared(Bytes::from(text)).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests;
