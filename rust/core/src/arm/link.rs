//! Links in responses: the next page of a list, or the status of an operation. The token is sent to them, so they must stay with
//! the service that it's for.

use super::host_audience;
use crate::audience::{self, ARM};
use crate::cloud::Cloud;
use crate::error::{Code, Error, Result};
use crate::trust;
use crate::url_text;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// The address of a link in a response from `base`. It may be relative, and contain characters that must be encoded.
///
/// # Errors
/// `UntrustedLink` if it leads to another service, `BadResponse` if it isn't a URL.
pub(crate) fn resolve(cloud: &Cloud, base: &Url, link: &str) -> Result<Url> {
    let url = base.join(&encoded(link.trim())).map_err(|_| {
        Error::new(Code::BadResponse, format!("The next link in the answer of {} isn't a URL.", url_text::shown(base)))
            .hint("Try again. If it keeps happening, report it with the request id.")
    })?;
    let has_user = !url.username().is_empty() || url.password().is_some();
    if !has_user && is_resource_manager(cloud, base) && is_resource_manager(cloud, &url) {
        return Ok(url);
    }
    trust::same_origin(base, &url)?;
    Ok(url)
}

/// Whether the URL is Resource Manager's, such as a regional host. The same token is for all of them.
fn is_resource_manager(cloud: &Cloud, url: &Url) -> bool {
    let audience = host_audience::host(url, cloud).ok().flatten();
    url.scheme() == "https"
        && url.port().is_none()
        && audience.is_some()
        && audience == audience::resolve(ARM, cloud).ok()
}

/// Encodes the characters that a URL can't contain, but not what is already encoded. A number sign doesn't begin a fragment here.
fn encoded(link: &str) -> String {
    let bytes = link.as_bytes();
    let mut text = String::with_capacity(link.len());
    let mut in_query = false;
    for (at, c) in link.char_indices() {
        let is_hex = |offset: usize| bytes.get(at + offset).is_some_and(u8::is_ascii_hexdigit);
        let stays = match c {
            '%' => is_hex(1) && is_hex(2),
            '"' | '#' | '<' | '>' | '^' | '`' | '{' | '|' | '}' => false,
            '\\' => !in_query,
            _ => c.is_ascii_graphic(),
        };
        in_query |= c == '?';
        if stays {
            text.push(c);
        } else {
            text.extend(utf8_percent_encode(c.encode_utf8(&mut [0; 4]), NON_ALPHANUMERIC));
        }
    }
    text
}

#[cfg(test)]
mod tests;
