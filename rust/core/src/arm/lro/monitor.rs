//! Where an operation is polled, and what a response from there means. All kinds of addresses are handled alike: a body that
//! states a state counts, whatever its HTTP status.

use super::failure;
use super::state::{self, Place, State};
use crate::arm::errors::words::{Form, Words};
use crate::arm::{fields, link};
use crate::cloud::Cloud;
use crate::error::Result;
use crate::http::Answer;
use crate::service_request::PreparedRequest;
use http::Method;
use serde_json::Value;
use url::Url;

/// Where the operation is polled.
#[derive(Clone, Debug)]
pub(super) struct Monitor {
    pub place: Place,
    pub url: Url,
    /// The address of a POST's result, while [`Place::Status`] is polled.
    pub result: Option<Url>,
}

/// The outcome of a poll.
#[derive(Debug)]
pub(super) enum Step {
    /// Poll there next.
    Again(Monitor),
    /// The response is the result.
    Done,
    /// The operation is complete, but the resource doesn't show it yet. After some more polls, the response is the result.
    NotYet,
    /// The resource is deleted.
    Gone,
    /// The address doesn't exist, perhaps not yet.
    Unknown,
    /// The address doesn't exist any more.
    Forgotten,
    /// A temporary failure: poll again later.
    Passing,
    /// An error of the poll, not of the operation.
    Refused,
    /// An error in place of a result.
    NoResult,
}

impl Monitor {
    fn at(place: Place, url: &Url) -> Self {
        Self { place, url: url.clone(), result: None }
    }

    /// Where to poll the operation that this response started; `None` if it started none, or the operation is complete.
    ///
    /// # Errors
    /// `UntrustedLink`, `BadResponse`.
    pub fn begun(cloud: &Cloud, request: &PreparedRequest, answer: &Answer) -> Result<Option<Self>> {
        let base = &request.url;
        let status = status_link(cloud, answer, base)?;
        // 201 with a Location is a created resource, not an operation.
        let location = match answer.status {
            202 => link_of(cloud, answer, "location", base)?,
            _ => None,
        };
        if let Some(url) = status {
            return Ok(Some(Self { place: Place::Status, url, result: location }));
        }
        if let Some(url) = location {
            return Ok(Some(Self::at(Place::Location, &url)));
        }
        let writes = matches!(request.method, Method::PUT | Method::PATCH);
        let said = state::stated(&body_of(answer), Place::Resource);
        let runs = match said {
            Some(State::Running) => true,
            Some(State::Unknown) => answer.status != 200,
            _ => answer.status == 202,
        };
        // A resource is polled during its deletion only if it states that; others may not be readable.
        let deletes = request.method == Method::DELETE && said == Some(State::Running);
        Ok((deletes || writes && runs).then(|| Self::at(Place::Resource, base)))
    }

    /// Interprets a response from here.
    ///
    /// # Errors
    /// `OperationFailed`; `BadResponse` if it should state a state and doesn't; `UntrustedLink`.
    pub fn step(&self, cloud: &Cloud, request: &PreparedRequest, answer: &Answer) -> Result<Step> {
        let url = &self.url;
        if let 301 | 302 | 303 | 307 | 308 = answer.status
            && let Some(next) = link_of(cloud, answer, "location", url)?
        {
            return Ok(Step::Again(self.redirected(answer.status, next)));
        }
        let body = body_of(answer);
        let said = state::stated(&body, self.place);
        if let Some(state) = said.filter(|state| state.is_failure()) {
            return Err(failure::failed(answer, &body, state, url));
        }
        // In an error response, only known words are states: problem details, for example, have a `status` that isn't one.
        let known = said.filter(|state| *state != State::Unknown);
        if !answer.is_success() && known.is_none() {
            return Ok(self.refused(request, answer.status));
        }
        let is_accepted = answer.status == 202;
        let is_empty = answer.body.trim_ascii().is_empty() || answer.status == 204;
        match (self.place, said) {
            (Place::Status, Some(State::Succeeded)) => self.succeeded(cloud, request, answer, &body),
            (Place::Location, Some(State::Succeeded)) if !state::is_resource(&body) => {
                self.succeeded(cloud, request, answer, &body)
            }
            (Place::Status, Some(_)) | (Place::Location, Some(State::Running)) => self.moved(cloud, answer),
            (Place::Location, Some(State::Unknown)) if is_accepted => self.moved(cloud, answer),
            (Place::Status | Place::Location, None) if is_accepted => self.moved(cloud, answer),
            (Place::Status | Place::Location, None) if is_empty => Ok(finished(request, self.result.as_ref())),
            (Place::Status | Place::Location, None) if state::is_error(&body) => {
                Err(failure::failed(answer, &body, State::Failed, url))
            }
            (Place::Status, None) if state::is_result(&body) => Ok(finished(request, self.result.as_ref())),
            (Place::Status, None) => Err(failure::missing_status(answer, url)),
            // A web page isn't a result.
            (Place::Location, None) if is_page(answer, &body) => Err(failure::missing_status(answer, url)),
            (Place::Resource, Some(State::Running | State::Unknown)) => Ok(Step::Again(self.clone())),
            (Place::Resource, None) if is_accepted => Ok(Step::Again(self.clone())),
            // A resource without a state is complete; something else says nothing about it.
            (Place::Resource, None) if answer.status != 204 && !body.is_object() => {
                Err(failure::missing_status(answer, url))
            }
            (Place::Result, Some(State::Running)) => Ok(Step::NotYet),
            (Place::Result, None) if is_accepted => Ok(Step::NotYet),
            (Place::Result, None) if is_page(answer, &body) => Err(failure::missing_result(answer, url)),
            _ => Ok(Step::Done),
        }
    }

    fn refused(&self, request: &PreparedRequest, status: u16) -> Step {
        match status {
            404 | 410 if request.method == Method::DELETE => Step::Gone,
            404 => Step::Unknown,
            410 => Step::Forgotten,
            408 | 429 | 500..=599 => Step::Passing,
            400 | 409 | 412 | 422 if self.place == Place::Location => Step::NoResult,
            _ => Step::Refused,
        }
    }

    /// The address that a redirect names. With 303, it's that of the result.
    fn redirected(&self, status: u16, url: Url) -> Self {
        match self.place {
            Place::Status if status != 303 => Self { url, ..self.clone() },
            Place::Status => Self::at(Place::Location, &url),
            same => Self::at(same, &url),
        }
    }

    /// The same address, unless the response names another one.
    fn moved(&self, cloud: &Cloud, answer: &Answer) -> Result<Step> {
        let location = link_of(cloud, answer, "location", &self.url)?;
        let status = status_link(cloud, answer, &self.url)?;
        let (place, url, result) = match (self.place, status) {
            (Place::Location, None) => (Place::Location, location, None),
            (_, status) => (Place::Status, status, location.or_else(|| self.result.clone())),
        };
        Ok(Step::Again(Self { place, url: url.unwrap_or_else(|| self.url.clone()), result }))
    }

    /// Continues with the result after a status of success.
    fn succeeded(&self, cloud: &Cloud, request: &PreparedRequest, answer: &Answer, body: &Value) -> Result<Step> {
        // Azure Maps names it in a header.
        let stated = fields::text(body, "resourceLocation").or_else(|| answer.header("resource-location"));
        let stated = stated.filter(|stated| !stated.trim().is_empty());
        if let Some(stated) = stated.filter(|_| request.method != Method::DELETE) {
            let url = link::resolve(cloud, &self.url, stated)?;
            return Ok(Step::Again(Self::at(Place::Result, &url)));
        }
        let stated = link_of(cloud, answer, "location", &self.url)?.filter(|stated| *stated != self.url);
        Ok(finished(request, stated.as_ref().or(self.result.as_ref())))
    }

    /// Where else the end of an operation may show, if its address doesn't exist.
    pub fn otherwise(&self, request: &PreparedRequest) -> Option<Self> {
        match (self.place, &request.method) {
            (Place::Status | Place::Location, &Method::PUT | &Method::PATCH) => {
                Some(Self::at(Place::Resource, &request.url))
            }
            _ => self.result.as_ref().map(|url| Self::at(Place::Location, url)),
        }
    }
}

/// Continues with the result: the resource itself, or for an action the address from its first response.
fn finished(request: &PreparedRequest, result: Option<&Url>) -> Step {
    match (&request.method, result) {
        (&Method::PUT | &Method::PATCH, _) => Step::Again(Monitor::at(Place::Result, &request.url)),
        (&Method::POST, Some(url)) => Step::Again(Monitor::at(Place::Result, url)),
        _ => Step::Done,
    }
}

/// The body as JSON; null if it isn't JSON.
pub(super) fn body_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// Whether the response is a web page, which JSON never is.
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
