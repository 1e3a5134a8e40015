//! Requests of the user with the identity's token: to Resource Manager by a path, or to any service by a URI.

mod page;
mod path;
mod prepare;
mod request;

pub use self::request::RestRequest;

use super::client::ArmClient;
use super::lro;
use super::page_tracker::PageTracker;
use crate::error::Result;
use crate::http::Answer;
use crate::service_request::PreparedRequest;
pub(crate) use prepare::{ValidatedRequest, check};

/// A response, or one page of it. Its status is 2xx, unless [`RestRequest::any_status`] is set.
pub(crate) struct RestPage {
    /// The response.
    pub answer: Answer,
    /// The entries of this page, each as JSON. `None` if paging wasn't requested or the response isn't a list.
    pub items: Option<Vec<String>>,
    /// The request for the next page, if there is one, and the pages so far.
    pub next: Option<(PreparedRequest, PageTracker)>,
}

impl RestPage {
    /// Gets the next page; `None` after the last.
    ///
    /// # Errors
    /// Like [`send`]; `UntrustedLink` if the next page is at another service, `BadResponse` if the pages never end,
    /// `ResultTruncated` if this request can't get the rest of the list.
    pub async fn next(&self, arm: &ArmClient<'_>) -> Result<Option<Self>> {
        let Some((request, trail)) = &self.next else {
            return Ok(None);
        };
        let answer = arm.send(request).await?;
        if request.is_refused_by(&answer) {
            return Ok(Some(Self::whole(answer)));
        }
        Self::paged(arm, request, trail.clone(), answer, true).map(Some)
    }

    fn whole(answer: Answer) -> Self {
        Self { answer, items: None, next: None }
    }

    fn paged(
        arm: &ArmClient<'_>,
        request: &PreparedRequest,
        mut trail: PageTracker,
        answer: Answer,
        must_be_list: bool,
    ) -> Result<Self> {
        let page = page::read(&answer, &request.url, must_be_list)?;
        let arrived = trail.count(page.items.as_ref().map_or(0, Vec::len));
        // Only a list can end too early.
        let may_end = page.next.is_none() && page.items.is_some();
        let is_short = may_end && page.total.is_some_and(|total| total > arrived);
        // A request that skips entries gets fewer than the total.
        let skips = trail.is_of_a_part() || request.body.as_deref().is_some_and(|body| body.contains("$skip\""));
        if is_short && !skips {
            return Err(page::ended_early(&answer, &request.url));
        }
        let next = page.next.map(|next| next.request(arm.cloud, request, &mut trail)).transpose();
        let next = next.map_err(|error| error.without(&answer.secrets))?;
        Ok(Self { answer, items: page.items, next: next.map(|request| (request, trail)) })
    }
}

/// Checks a request and sends it.
///
/// # Errors
/// `InvalidRequest`, `InvalidMethod`, `InvalidUri`, `InvalidHeader`, `InvalidBody` and `ResourceRequired` before anything is
/// sent; those of the token and of the service; with [`RestRequest::wait`], `OperationFailed` and `OperationVanished`.
pub(crate) async fn send(request: &RestRequest, parts: ValidatedRequest, arm: &ArmClient<'_>) -> Result<RestPage> {
    let prepared = parts.resolve(arm.cloud, arm.call)?;
    let answer = arm.send(&prepared).await?;
    if prepared.is_refused_by(&answer) {
        return Ok(RestPage::whole(answer));
    }
    let ended = if request.wait {
        lro::follow(arm, &prepared, answer).await?
    } else {
        lro::Ended { answer, request: prepared }
    };
    if request.paginate {
        let trail = PageTracker::begin(&ended.request.url);
        return RestPage::paged(arm, &ended.request, trail, ended.answer, false);
    }
    Ok(RestPage::whole(ended.answer))
}
