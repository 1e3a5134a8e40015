//! Arbitrary REST requests with a token of the client's identity.

use super::Client;
use crate::arm::rest::{self, RestPage, RestRequest};
use crate::call::Call;
use crate::error::Result;

/// A response or one page of it. Its status is 2xx, unless the request set [`RestRequest::any_status`].
pub struct RestAnswer {
    client: Client,
    page: RestPage,
}

impl Client {
    /// Sends a request with a token of this client's identity.
    ///
    /// The token is for the specified audience, or else for the one of the host in this cloud. GET, HEAD, PUT, DELETE
    /// and OPTIONS are retried after transient failures, other methods only if the service refused to process the
    /// request (429).
    ///
    /// # Errors
    /// `InvalidRequest`, `InvalidMethod`, `InvalidUri`, `InvalidHeader`, `InvalidBody` and `ResourceRequired` before
    /// anything is sent; those of [`Client::token`] and of the service; with [`RestRequest::wait`] `OperationFailed`
    /// and `OperationVanished`.
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

    /// The headers whose values are plain text, with lowercase names.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.page.answer.headers.iter();
        headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// The body, unchanged.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.page.answer.body
    }

    /// The entries of this page, each as JSON. `None` if paging wasn't requested or the response isn't a list.
    pub fn items(&self) -> Option<impl ExactSizeIterator<Item = &str>> {
        Some(self.page.items.as_ref()?.iter().map(String::as_str))
    }

    /// An entry of this page.
    #[must_use]
    pub fn item(&self, index: usize) -> Option<&str> {
        self.page.items.as_ref()?.get(index).map(String::as_str)
    }

    /// Whether there is another page.
    #[must_use]
    pub fn has_next_page(&self) -> bool {
        self.page.next.is_some()
    }

    /// Returns the next page, or `None` if this is the last.
    ///
    /// # Errors
    /// Those of [`Client::rest`]; `UntrustedLink` if the next page is on another host, `BadResponse` if the pages never
    /// end, `ResultTruncated` if the list continues in a way that this request can't follow.
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
        // The body may be a secret from Key Vault.
        f.debug_struct("RestAnswer")
            .field("status", &self.status())
            .field("length", &self.body().len())
            .finish_non_exhaustive()
    }
}
