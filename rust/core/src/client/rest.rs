//! Any request of an administrator, with a token of the client's identity.

use super::Client;
use crate::arm::rest::{self, RestPage, RestRequest};
use crate::call::Call;
use crate::error::Result;

/// An answer, or one page of it: a successful one, unless [`RestRequest::any_status`] was asked for.
pub struct RestAnswer {
    client: Client,
    page: RestPage,
}

impl Client {
    /// Sends a request with a token of this client's identity.
    ///
    /// The token's audience is the one named, or else the one that belongs to the host in this cloud. GET, HEAD, PUT, DELETE
    /// and OPTIONS are repeated after failures that may pass, other methods only when the service refused to look at them
    /// (429).
    ///
    /// # Errors
    /// `InvalidRequest`, `InvalidMethod`, `InvalidUri`, `InvalidHeader`, `InvalidBody` and `ResourceRequired` before
    /// anything is sent; those of [`Client::token`] and of the service; with [`RestRequest::wait`] `OperationFailed` and
    /// `OperationVanished`.
    pub async fn rest(&self, request: &RestRequest, call: &Call) -> Result<RestAnswer> {
        let parts = rest::check(request)?;
        let arm = self.arm(self.cloud(call).await?, call);
        Ok(RestAnswer { page: rest::send(request, parts, &arm).await?, client: self.clone() })
    }
}

impl RestAnswer {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.page.answer.status
    }

    /// The headers that are plain text, names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.page.answer.headers.iter();
        headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// The body as it came.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.page.answer.body
    }

    /// The entries of this page, each as JSON. `None`: paging was not asked for, or the answer isn't a list.
    pub fn items(&self) -> Option<impl ExactSizeIterator<Item = &str>> {
        Some(self.page.items.as_ref()?.iter().map(String::as_str))
    }

    /// One entry of this page.
    #[must_use]
    pub fn item(&self, index: usize) -> Option<&str> {
        self.page.items.as_ref()?.get(index).map(String::as_str)
    }

    /// Whether there is a further page.
    #[must_use]
    pub fn has_next_page(&self) -> bool {
        self.page.next.is_some()
    }

    /// Gets the next page. `None`: this is the last.
    ///
    /// # Errors
    /// Those of [`Client::rest`]; `UntrustedLink` when the next page lies elsewhere, `BadResponse` when the pages never end,
    /// `ResultTruncated` when the list goes on in a way that this request can't take.
    pub async fn next_page(&self, call: &Call) -> Result<Option<Self>> {
        if !self.has_next_page() {
            return Ok(None);
        }
        let arm = self.client.arm(self.client.cloud(call).await?, call);
        let next = self.page.next(&arm).await?;
        Ok(next.map(|page| Self { client: self.client.clone(), page }))
    }
}

impl std::fmt::Debug for RestAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Bodies may be secrets of a vault.
        f.debug_struct("RestAnswer")
            .field("status", &self.status())
            .field("length", &self.body().len())
            .finish_non_exhaustive()
    }
}
