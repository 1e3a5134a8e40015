//! Where an operation is polled, and what an answer found there means. One model for every kind of place: a body that
//! states a state is believed, whatever its HTTP status.

use super::failure;
use super::state::{self, Place, State};
use crate::arm::errors::words::{Form, Words};
use crate::arm::link;
use crate::cloud::Cloud;
use crate::error::Result;
use crate::http::Answer;
use crate::service_request::PreparedRequest;
use http::Method;
use serde_json::Value;
use url::Url;

/// Where the operation is polled, and what its end looks like there.
#[derive(Clone, Debug)]
pub(super) enum Monitor {
    /// An object with a `status`; `result` is where a POST's result lies in the end.
    Status { url: Url, result: Option<Url> },
    /// 202 until the result is there.
    Location { url: Url },
    /// The resource itself, whose `provisioningState` says.
    Resource { url: Url },
    /// The operation has succeeded, and this is what it made.
    Result { url: Url },
}

/// What a look at an operation leads to.
#[derive(Debug)]
pub(super) enum Step {
    /// Another look, there.
    Again(Monitor),
    /// The answer is the result.
    Done,
    /// It is over, and the resource does not show that yet: the answer is the result after some more looks.
    NotYet,
    /// What was to be deleted is gone.
    Gone,
    /// The place isn't known there, perhaps not yet.
    Unknown,
    /// Nobody knows the place any more.
    Forgotten,
    /// Nothing was learned: look again later.
    Passing,
    /// A refusal, which is the failure of the look and not of the operation.
    Refused,
    /// A refusal in the place of a result.
    NoResult,
}

impl Monitor {
    /// Where that is.
    pub fn url(&self) -> &Url {
        match self {
            Self::Status { url, .. } | Self::Location { url } | Self::Resource { url } | Self::Result { url } => url,
        }
    }

    /// What kind of place that is.
    pub fn place(&self) -> Place {
        match self {
            Self::Status { .. } => Place::Status,
            Self::Location { .. } => Place::Location,
            Self::Resource { .. } | Self::Result { .. } => Place::Resource,
        }
    }

    /// Where the operation that this answer began can be polled; `None`: it began none, or is over already.
    ///
    /// # Errors
    /// `UntrustedLink`, `BadResponse`.
    pub fn begun(cloud: &Cloud, request: &PreparedRequest, answer: &Answer) -> Result<Option<Self>> {
        let base = &request.url;
        let status = status_link(cloud, answer, base)?;
        // 201 with a Location is a resource that was made, not an operation.
        let location = match answer.status {
            202 => link_of(cloud, answer, "location", base)?,
            _ => None,
        };
        if let Some(url) = status {
            return Ok(Some(Self::Status { url, result: location }));
        }
        if let Some(url) = location {
            return Ok(Some(Self::Location { url }));
        }
        let writes = matches!(request.method, Method::PUT | Method::PATCH);
        let said = state::stated(&body_of(answer), Place::Resource);
        let runs = match said {
            Some(State::Running) => true,
            Some(State::Unknown) => answer.status != 200,
            _ => answer.status == 202,
        };
        // What is being deleted is polled where the answer says so: what has no state may have no way to be read.
        let deletes = request.method == Method::DELETE && said == Some(State::Running);
        Ok((deletes || writes && runs).then(|| Self::Resource { url: base.clone() }))
    }

    /// What an answer found here means.
    ///
    /// # Errors
    /// `OperationFailed`; `BadResponse` when it should give a state and doesn't; `UntrustedLink`.
    pub fn step(&self, cloud: &Cloud, request: &PreparedRequest, answer: &Answer) -> Result<Step> {
        let url = self.url();
        if let 301 | 302 | 303 | 307 | 308 = answer.status
            && let Some(next) = link_of(cloud, answer, "location", url)?
        {
            return Ok(Step::Again(self.redirected(answer.status, next)));
        }
        let body = body_of(answer);
        let said = state::stated(&body, self.place());
        if let Some(state) = said.filter(|state| state.is_failure()) {
            return Err(failure::failed(answer, &body, state, url));
        }
        // Of a refusal only a known word is believed: others aren't states, such as the status of problem details.
        let known = said.filter(|state| *state != State::Unknown);
        if !answer.is_success() && known.is_none() {
            return Ok(self.refused(request, answer.status));
        }
        match self {
            Self::Status { result, .. } => match said {
                Some(State::Succeeded) => self.succeeded(cloud, request, answer, &body),
                Some(_) => self.moved(cloud, answer),
                None if answer.status == 202 => self.moved(cloud, answer),
                None if answer.status == 204 || answer.body.trim_ascii().is_empty() => {
                    Ok(finished(request, result.as_ref()))
                }
                None if state::is_error(&body) => Err(failure::failed(answer, &body, State::Failed, url)),
                None if state::is_result(&body) => Ok(finished(request, result.as_ref())),
                None => Err(failure::missing_status(answer, url)),
            },
            Self::Location { .. } => match said {
                Some(State::Running) => self.moved(cloud, answer),
                None | Some(State::Unknown) if answer.status == 202 => self.moved(cloud, answer),
                None if state::is_error(&body) => Err(failure::failed(answer, &body, State::Failed, url)),
                None if answer.body.trim_ascii().is_empty() => Ok(finished(request, None)),
                // A page for people isn't what an operation made.
                None if is_page(answer, &body) => Err(failure::missing_status(answer, url)),
                Some(State::Succeeded) if !state::is_resource(&body) => self.succeeded(cloud, request, answer, &body),
                _ => Ok(Step::Done),
            },
            Self::Resource { .. } => match said {
                Some(State::Running | State::Unknown) => Ok(Step::Again(self.clone())),
                None if answer.status == 202 => Ok(Step::Again(self.clone())),
                // A resource that names no state is done; what isn't a resource says nothing of one.
                None if answer.status != 204 && !body.is_object() => Err(failure::missing_status(answer, url)),
                _ => Ok(Step::Done),
            },
            Self::Result { .. } => match said {
                Some(State::Running) => Ok(Step::NotYet),
                None if answer.status == 202 => Ok(Step::NotYet),
                None if is_page(answer, &body) => Err(failure::missing_result(answer, url)),
                _ => Ok(Step::Done),
            },
        }
    }

    fn refused(&self, request: &PreparedRequest, status: u16) -> Step {
        match status {
            404 | 410 if request.method == Method::DELETE => Step::Gone,
            404 => Step::Unknown,
            410 => Step::Forgotten,
            408 | 429 | 500..=599 => Step::Passing,
            400 | 409 | 412 | 422 if matches!(self, Self::Location { .. }) => Step::NoResult,
            _ => Step::Refused,
        }
    }

    /// The place that a redirect names. "See other" is where a result lies.
    fn redirected(&self, status: u16, url: Url) -> Self {
        match self {
            Self::Status { result, .. } if status != 303 => Self::Status { url, result: result.clone() },
            Self::Status { .. } | Self::Location { .. } => Self::Location { url },
            Self::Resource { .. } => Self::Resource { url },
            Self::Result { .. } => Self::Result { url },
        }
    }

    /// The same place, unless the answer names another one.
    fn moved(&self, cloud: &Cloud, answer: &Answer) -> Result<Step> {
        let base = self.url();
        let location = link_of(cloud, answer, "location", base)?;
        let status = status_link(cloud, answer, base)?;
        Ok(Step::Again(match (self, status) {
            (Self::Status { url, result }, status) => {
                Self::Status { url: status.unwrap_or_else(|| url.clone()), result: location.or_else(|| result.clone()) }
            }
            (Self::Location { .. }, Some(url)) => Self::Status { url, result: location },
            (Self::Location { url }, None) => Self::Location { url: location.unwrap_or_else(|| url.clone()) },
            (other, _) => other.clone(),
        }))
    }

    /// A status says that the operation succeeded: where is what it made?
    fn succeeded(&self, cloud: &Cloud, request: &PreparedRequest, answer: &Answer, body: &Value) -> Result<Step> {
        let url = self.url();
        let result = match self {
            Self::Status { result, .. } => result.as_ref(),
            _ => None,
        };
        let stated = body["resourceLocation"]
            .as_str()
            .filter(|stated| !stated.trim().is_empty() && request.method != Method::DELETE);
        if let Some(stated) = stated {
            let url = link::resolve(cloud, url, stated)?;
            return Ok(Step::Again(Self::Result { url }));
        }
        let stated = link_of(cloud, answer, "location", url)?.filter(|stated| stated != url);
        Ok(finished(request, stated.as_ref().or(result)))
    }

    /// Where else the end of an operation can be seen whose place is not known.
    pub fn otherwise(&self, request: &PreparedRequest) -> Option<Self> {
        match (self, &request.method) {
            (Self::Status { .. } | Self::Location { .. }, &Method::PUT | &Method::PATCH) => {
                Some(Self::Resource { url: request.url.clone() })
            }
            (Self::Status { result: Some(url), .. }, _) => Some(Self::Location { url: url.clone() }),
            _ => None,
        }
    }
}

/// What an operation made lies at the resource itself, or for an action where its first answer says.
fn finished(request: &PreparedRequest, result: Option<&Url>) -> Step {
    match (&request.method, result) {
        (&Method::PUT | &Method::PATCH, _) => Step::Again(Monitor::Result { url: request.url.clone() }),
        (&Method::POST, Some(url)) => Step::Again(Monitor::Result { url: url.clone() }),
        _ => Step::Done,
    }
}

/// The body, as far as it is JSON.
pub(super) fn body_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// Whether it is a page for people; what is JSON needn't be read anew to know.
fn is_page(answer: &Answer, body: &Value) -> bool {
    body.is_null() && Words::of(answer).form == Form::Page
}

fn status_link(cloud: &Cloud, answer: &Answer, base: &Url) -> Result<Option<Url>> {
    match link_of(cloud, answer, "azure-asyncoperation", base)? {
        None => link_of(cloud, answer, "operation-location", base),
        found => Ok(found),
    }
}

fn link_of(cloud: &Cloud, answer: &Answer, header: &str, base: &Url) -> Result<Option<Url>> {
    let text = answer.header(header).filter(|text| !text.trim().is_empty());
    text.map(|text| link::resolve(cloud, base, text)).transpose()
}

#[cfg(test)]
mod tests;
