//! Any request of an administrator, with a token of the identity: to Resource Manager by a path, to it and to other services
//! by a URI.

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
use page::Page;
pub(crate) use prepare::{ValidatedRequest, check};

/// An answer, or one page of it: a successful one, unless [`RestRequest::any_status`] was asked for.
pub(crate) struct RestPage {
    /// What came.
    pub answer: Answer,
    page: Option<Page>,
    /// The way to the next page, where there is one.
    pub next: Option<Following>,
}

/// The way to the next page.
pub(crate) struct Following {
    trail: PageTracker,
    request: PreparedRequest,
}

impl RestPage {
    /// The entries of this page, each as JSON. `None`: paging was not asked for, or the answer isn't a list.
    pub fn items(&self) -> Option<impl ExactSizeIterator<Item = &str>> {
        let items = self.page.as_ref()?.items.as_ref()?;
        Some(items.iter().map(|item| item.text(&self.answer.body)))
    }

    /// One entry of this page.
    pub fn item(&self, index: usize) -> Option<&str> {
        let item = self.page.as_ref()?.items.as_ref()?.get(index)?;
        Some(item.text(&self.answer.body))
    }

    /// Gets the next page. `None`: this is the last.
    ///
    /// # Errors
    /// As [`send`]; `UntrustedLink` when the next page lies elsewhere, `BadResponse` when the pages never end,
    /// `ResultTruncated` when the list goes on in a way that this request can't take.
    pub async fn next(&self, arm: &ArmClient<'_>) -> Result<Option<Self>> {
        let Some(following) = &self.next else {
            return Ok(None);
        };
        let answer = arm.send(&following.request).await?;
        if following.request.is_refused_by(&answer) {
            return Ok(Some(Self::whole(answer)));
        }
        let trail = following.trail.clone();
        Self::paged(arm, &following.request, trail, answer, true).map(Some)
    }

    fn whole(answer: Answer) -> Self {
        Self { answer, page: None, next: None }
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
        // What isn't a list ends nothing.
        let may_end = page.next.is_none() && page.items.is_some();
        let is_short = may_end && page.total.is_some_and(|total| total > arrived);
        // Whoever skips some gets fewer than there are.
        let skips = trail.is_of_a_part() || request.body.as_deref().is_some_and(|body| body.contains("$skip\""));
        if is_short && !skips {
            return Err(page::ended_early(&answer, &request.url));
        }
        let next = match &page.next {
            None => None,
            Some(next) => {
                Some(next.request(arm.cloud, request, &mut trail).map_err(|error| error.without(&answer.secrets))?)
            }
        };
        Ok(Self { answer, page: Some(page), next: next.map(|request| Following { trail, request }) })
    }
}

/// Checks a request and sends it.
///
/// # Errors
/// `InvalidRequest`, `InvalidMethod`, `InvalidUri`, `InvalidHeader`, `InvalidBody` and `ResourceRequired` before anything is
/// sent; those of a token and of the service; with [`RestRequest::wait`] `OperationFailed` and `OperationVanished`.
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
