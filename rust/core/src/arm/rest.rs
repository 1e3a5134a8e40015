//! Any request of an administrator, with a token of the identity: to Resource Manager by a path, to it and to other services
//! by a URI.

mod page;
mod path;
mod prepare;
mod storage;

use super::client::ArmClient;
use super::operation;
use super::trail::Trail;
use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::http::Answer;
use crate::service_request::PreparedRequest;
use page::Page;

/// What to send. Nothing is filled in but the token, and JSON as the type of a body.
#[derive(Clone, Debug, Default)]
pub struct RestRequest {
    /// The method; `None`: GET.
    pub method: Option<String>,
    /// A path below the Resource Manager endpoint, beginning with a slash; may have a query.
    pub path: Option<String>,
    /// An absolute URI, in place of a path.
    pub uri: Option<String>,
    /// Appended as `api-version`, unless the query has one.
    pub api_version: Option<String>,
    /// The body: JSON, unless a `Content-Type` header says otherwise.
    pub body: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The token's audience, as [`crate::TokenRequest::resource`]; `None`: what belongs to the host.
    pub resource: Option<String>,
    /// The answer is a list: give its entries, and its further pages with [`RestAnswer::next_page`].
    pub paginate: bool,
    /// Follow a long-running operation to its end.
    pub wait: bool,
    /// An answer is an answer whatever its HTTP status: a service's refusal isn't an error, but is given as it came.
    pub any_status: bool,
}

/// An answer, or one page of it: a successful one, unless [`RestRequest::any_status`] was asked for.
pub struct RestAnswer {
    answer: Answer,
    page: Option<Page>,
    next: Option<Following>,
}

/// The way to the next page.
struct Following {
    client: Client,
    trail: Trail,
    request: PreparedRequest,
}

impl RestAnswer {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer.status
    }

    /// The headers that are plain text, names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.answer.headers.iter();
        headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// The body as it came.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.answer.body
    }

    /// The entries of this page, each as JSON. `None`: paging was not asked for, or the answer isn't a list.
    pub fn items(&self) -> Option<impl ExactSizeIterator<Item = &str>> {
        let items = self.page.as_ref()?.items.as_ref()?;
        Some(items.iter().map(|item| item.text(&self.answer.body)))
    }

    /// One entry of this page.
    #[must_use]
    pub fn item(&self, index: usize) -> Option<&str> {
        let item = self.page.as_ref()?.items.as_ref()?.get(index)?;
        Some(item.text(&self.answer.body))
    }

    /// Whether there is a further page.
    #[must_use]
    pub fn has_next_page(&self) -> bool {
        self.next.is_some()
    }

    /// Gets the next page. `None`: this is the last.
    ///
    /// # Errors
    /// Those of [`Client::rest`]; `UntrustedLink` when the next page lies elsewhere, `BadResponse` when the pages never end,
    /// `ResultTruncated` when the list goes on in a way that this request can't take.
    pub async fn next_page(&self, call: &Call) -> Result<Option<Self>> {
        let Some(following) = &self.next else {
            return Ok(None);
        };
        let client = &following.client;
        let arm = ArmClient {
            client,
            cloud: client.cloud(call).await?,
            call,
        };
        let answer = arm.send(&following.request).await?;
        if answer.is_refusal() {
            return Ok(Some(Self::whole(answer)));
        }
        Self::paged(
            &arm,
            &following.request,
            following.trail.clone(),
            answer,
            true,
        )
        .map(Some)
    }

    fn whole(answer: Answer) -> Self {
        Self {
            answer,
            page: None,
            next: None,
        }
    }

    fn paged(
        arm: &ArmClient<'_>,
        request: &PreparedRequest,
        mut trail: Trail,
        answer: Answer,
        must_be_list: bool,
    ) -> Result<Self> {
        let client = arm.client;
        let page = page::read(&answer, &request.url, must_be_list)?;
        let arrived = trail.count(page.items.as_ref().map_or(0, Vec::len));
        let is_short = page.next.is_none() && page.total.is_some_and(|total| total > arrived);
        // Whoever skips some gets fewer than there are.
        if is_short
            && !request
                .body
                .as_deref()
                .is_some_and(|body| body.contains("$skip\""))
        {
            return Err(page::ended_early(&answer, &request.url));
        }
        let next = match &page.next {
            None => None,
            Some(next) => Some(
                next.request(arm.cloud, request, &mut trail)
                    .map_err(|error| error.without(&answer.secrets))?,
            ),
        };
        Ok(Self {
            answer,
            page: Some(page),
            next: next.map(|request| Following {
                client: client.clone(),
                trail,
                request,
            }),
        })
    }
}

impl std::fmt::Debug for RestAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Bodies may be secrets of a vault.
        f.debug_struct("RestAnswer")
            .field("status", &self.answer.status)
            .field("length", &self.answer.body.len())
            .finish_non_exhaustive()
    }
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
        let parts = prepare::check(request)?;
        let cloud = self.cloud(call).await?;
        let outgoing = parts.aim(cloud, call)?;
        let arm = ArmClient {
            client: self,
            cloud,
            call,
        };
        let answer = arm.send(&outgoing).await?;
        if answer.is_refusal() {
            return Ok(RestAnswer::whole(answer));
        }
        let ended = if request.wait {
            operation::follow(&arm, &outgoing, answer).await?
        } else {
            operation::Ended {
                answer,
                request: outgoing,
            }
        };
        if request.paginate {
            let trail = Trail::begin(&ended.request.url);
            return RestAnswer::paged(&arm, &ended.request, trail, ended.answer, false);
        }
        Ok(RestAnswer::whole(ended.answer))
    }
}
