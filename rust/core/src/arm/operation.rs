//! Long-running operations: an answer that promises a result, followed until it is there (`Azure-AsyncOperation`,
//! `Operation-Location`, `Location`, `provisioningState`).

use super::client::ArmClient;
use super::send::{self, Outgoing};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::http::Answer;
use crate::limits;
use crate::trust;
use crate::url_text;
use http::Method;
use serde_json::Value;
use std::time::Duration;
use url::Url;

/// The least time between two looks, whatever the service says.
const LEAST_WAIT: Duration = Duration::from_millis(100);

/// Where the operation is looked at, and what its end looks like there.
#[derive(Clone)]
enum Monitor {
    /// An object with a `status`; `result` is where a POST's result lies in the end.
    Status { url: Url, result: Option<Url> },
    /// 202 until the result is there.
    Location { url: Url },
    /// The resource itself, whose `provisioningState` tells.
    Resource { url: Url },
}

impl Monitor {
    fn url(&self) -> &Url {
        match self {
            Self::Status { url, .. } | Self::Location { url } | Self::Resource { url } => url,
        }
    }
}

/// How far an operation is, as a text of the service says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    Succeeded,
    Failed,
    Canceled,
}

impl State {
    fn of(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "succeeded" | "completed" => Self::Succeeded,
            "failed" => Self::Failed,
            "canceled" | "cancelled" => Self::Canceled,
            _ => Self::Running,
        }
    }
}

/// Follows what `first`, the answer to `request`, began; its result is returned in the end. An answer that began nothing is
/// returned as it is.
///
/// # Errors
/// `OperationFailed`, `OperationVanished`; `UntrustedLink` when it is to be looked at elsewhere; `TimedOut` and
/// `Cancelled`, with which the operation goes on.
pub(crate) async fn follow(
    arm: &ArmClient<'_>,
    request: &Outgoing,
    first: Answer,
) -> Result<Answer> {
    let secrets = first.secrets.clone();
    watch(arm, request, first)
        .await
        .map_err(|error| error.without(&secrets))
}

async fn watch(arm: &ArmClient<'_>, request: &Outgoing, first: Answer) -> Result<Answer> {
    let Some(mut monitor) = begun(request, &first)? else {
        return settled(first, &request.url);
    };
    let now = || arm.client.world().now();
    let activity = format!("{} {}", request.method, request.url.path());
    arm.call.emit(Event::Notice {
        text: first.secrets.removed(format!(
            "The operation goes on at the service; its state is at {}",
            url_text::loggable(monitor.url())
        )),
    });
    let mut latest = first;
    let mut looked = 0_u64;
    let mut default = limits::OPERATION_FIRST_WAIT;
    loop {
        let wait = send::wait_asked_for(&latest, now()).unwrap_or(default);
        default = (default * 3 / 2).min(limits::OPERATION_LONGEST_WAIT);
        arm.call.emit(progress(&activity, &latest, looked));
        let doing = format!("the operation at {} ran", url_text::shown(monitor.url()));
        let goes_on = |error| still_running(error, monitor.url());
        arm.call
            .sleep(&doing, wait.max(LEAST_WAIT))
            .await
            .map_err(goes_on)?;
        let look = Outgoing {
            resource: request.resource.clone(),
            ..Outgoing::get(monitor.url().clone())
        };
        let answer = arm
            .send(&look)
            .await
            .map_err(|error| unlooked(error, &monitor))?;
        looked += 1;
        match step(request, &monitor, &answer)? {
            Step::Again(next) => monitor = next,
            Step::Done => return settled(answer, monitor.url()),
            Step::Fetch(url) => {
                let result = Outgoing { url, ..look };
                return arm.send(&result).await;
            }
        }
        latest = answer;
    }
}

/// What a look at an operation leads to.
enum Step {
    /// Another look, there.
    Again(Monitor),
    /// The answer is the result.
    Done,
    /// The result lies there.
    Fetch(Url),
}

fn step(request: &Outgoing, monitor: &Monitor, answer: &Answer) -> Result<Step> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match monitor {
        Monitor::Status { url, result } => {
            match status(&body).or_else(|| provisioning_state(&body)) {
                Some(State::Running) => {
                    // A service may move the place to look at; the result's place may be told only later.
                    let moved = link(answer, "azure-asyncoperation", &request.url)?;
                    let result = link(answer, "location", &request.url)?.or_else(|| result.clone());
                    Ok(Step::Again(Monitor::Status {
                        url: moved.unwrap_or_else(|| url.clone()),
                        result,
                    }))
                }
                Some(State::Succeeded) => Ok(match (&request.method, result) {
                    (&Method::PUT | &Method::PATCH, _) => Step::Fetch(request.url.clone()),
                    (&Method::POST, Some(url)) => {
                        Step::Again(Monitor::Location { url: url.clone() })
                    }
                    _ => Step::Done,
                }),
                Some(_) => Err(failed(answer, &body, url)),
                None if answer.status == 202 => Ok(Step::Again(monitor.clone())),
                None => Err(stateless(answer, url)),
            }
        }
        Monitor::Location { url } => {
            if answer.status != 202 {
                return Ok(Step::Done);
            }
            let moved = link(answer, "location", &request.url)?;
            Ok(Step::Again(Monitor::Location {
                url: moved.unwrap_or_else(|| url.clone()),
            }))
        }
        Monitor::Resource { url } => match provisioning_state(&body) {
            Some(State::Running) => Ok(Step::Again(monitor.clone())),
            None if answer.status == 202 => Ok(Step::Again(monitor.clone())),
            // A resource that names no state is done; what is no resource says nothing of one.
            None if answer.status != 204 && !body.is_object() => Err(stateless(answer, url)),
            _ => Ok(Step::Done),
        },
    }
}

/// Where the operation that this answer began can be looked at; `None`: it began none, or is over already.
fn begun(request: &Outgoing, answer: &Answer) -> Result<Option<Monitor>> {
    let base = &request.url;
    let status = match link(answer, "azure-asyncoperation", base)? {
        None => link(answer, "operation-location", base)?,
        found => found,
    };
    // 201 with a Location is a resource that was made, not an operation.
    let location = match answer.status {
        202 => link(answer, "location", base)?,
        _ => None,
    };
    if let Some(url) = status {
        return Ok(Some(Monitor::Status {
            url,
            result: location,
        }));
    }
    if let Some(url) = location {
        return Ok(Some(Monitor::Location { url }));
    }
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let writes = matches!(request.method, Method::PUT | Method::PATCH);
    let runs = provisioning_state(&body) == Some(State::Running);
    Ok((writes && (runs || answer.status == 202)).then(|| Monitor::Resource { url: base.clone() }))
}

fn status(body: &Value) -> Option<State> {
    body["status"].as_str().map(State::of)
}

fn provisioning_state(body: &Value) -> Option<State> {
    body["properties"]["provisioningState"]
        .as_str()
        .map(State::of)
}

/// A header that names a place at the same service.
fn link(answer: &Answer, header: &str, base: &Url) -> Result<Option<Url>> {
    let Some(text) = answer.header(header) else {
        return Ok(None);
    };
    let url = base.join(text).map_err(|_| {
        Error::new(
            Code::BadResponse,
            format!(
                "{} tells the place of its operation with something that is no URL.",
                url_text::shown(base)
            ),
        )
        .hint("The operation may go on: look at the resource later, or report it with the request id.")
    })?;
    trust::same_origin(base, &url)?;
    Ok(Some(url))
}

/// A final answer that says of itself that it failed is a failure, whatever its HTTP status.
fn settled(answer: Answer, url: &Url) -> Result<Answer> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match provisioning_state(&body) {
        Some(State::Failed | State::Canceled) => Err(failed(&answer, &body, url)),
        _ => Ok(answer),
    }
}

fn failed(answer: &Answer, body: &Value, url: &Url) -> Error {
    let error = [&body["error"], &body["properties"]["error"]]
        .into_iter()
        .find(|error| error.is_object())
        .unwrap_or(&Value::Null);
    let word = body["status"]
        .as_str()
        .or_else(|| body["properties"]["provisioningState"].as_str())
        .unwrap_or("Failed");
    let how = match State::of(word) {
        State::Canceled => "was cancelled",
        _ => "failed",
    };
    let mut said = text_of(error);
    // A deployment's own words are empty; what went wrong is in its details.
    for detail in error["details"].as_array().into_iter().flatten().take(3) {
        said.push_str(&format!(" {}", text_of(detail)));
    }
    let said = answer.quoted(said.trim());
    let colon = if said.is_empty() { "." } else { ": " };
    Error::new(
        Code::OperationFailed,
        format!(
            "The operation {how}{colon}{said} Its state is at {}",
            url_text::loggable(url)
        ),
    )
    .hint("The service's own words say what to change; for a deployment, the portal and 'az deployment operation group list' show each step.")
    .with_service_code(error["code"].as_str().map(|code| answer.quoted(code)))
}

fn text_of(error: &Value) -> String {
    match (error["code"].as_str(), error["message"].as_str()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (code, message) => code.or(message).unwrap_or_default().to_owned(),
    }
}

/// A look that was refused. A place that is not known any more is told apart from an operation that failed there, and from
/// one that could not be looked at.
fn unlooked(error: Error, monitor: &Monitor) -> Error {
    let url = monitor.url();
    match (error.http_status(), monitor) {
        (Some(404 | 410), _) => Error::new(
            Code::OperationVanished,
            format!("The operation is not known any more at {}: {}", url_text::loggable(url), error.message()),
        )
        .hint("Services forget operations after a while, and at once when what they were about is deleted: look at the resource itself to see how it ended.")
        .with_http_status(error.http_status().unwrap_or_default())
        .with_service_code(error.service_code().map(str::to_owned))
        .with_request_id(error.request_id().map(str::to_owned)),
        // The result of an operation that failed is given where its result would be.
        (Some(400 | 409 | 412 | 422), Monitor::Location { .. }) => Error::new(
            Code::OperationFailed,
            format!("The operation failed: {} Its state is at {}", error.message(), url_text::loggable(url)),
        )
        .hint("The service's own words say what to change.")
        .with_http_status(error.http_status().unwrap_or_default())
        .with_service_code(error.service_code().map(str::to_owned))
        .with_request_id(error.request_id().map(str::to_owned)),
        _ => still_running(error, url),
    }
}

/// The failure of a call whose operation goes on without it.
fn still_running(error: Error, url: &Url) -> Error {
    let own = error
        .next_step()
        .map_or_else(String::new, |hint| format!(" {hint}"));
    let url = url_text::loggable(url);
    let hidden = if url.contains(url_text::HIDDEN) {
        " (values of its query are left out)"
    } else {
        ""
    };
    error.hint(format!(
        "The operation goes on at the service. Its state is at {url}{hidden}: look there with Invoke-ManagedIdentityRestMethod -Uri or azmi rest --uri, or at the resource itself.{own}"
    ))
}

/// An answer that should tell the operation's state, and does not: its end is not known.
fn stateless(answer: &Answer, url: &Url) -> Error {
    let error = Error::new(
        Code::BadResponse,
        format!(
            "{} answered {} without the state of the operation.",
            url_text::shown(url),
            answer.status
        ),
    )
    .hint("A proxy or captive portal may have answered in its place: check HTTPS_PROXY and the environment.")
    .with_http_status(answer.status)
    .with_request_id(answer.quoted_header("x-ms-request-id"));
    still_running(error, url)
}

fn progress(activity: &str, latest: &Answer, looked: u64) -> Event {
    let body: Value = serde_json::from_slice(&latest.body).unwrap_or_default();
    let state = body["status"]
        .as_str()
        .or_else(|| body["properties"]["provisioningState"].as_str())
        .unwrap_or("Running");
    let percent = body["percentComplete"]
        .as_f64()
        .filter(|percent| (0.0..=100.0).contains(percent));
    let (done, total) = match percent {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 100"
        )]
        Some(percent) => (percent as u64, 100),
        None => (looked, 0),
    };
    Event::Progress {
        activity: format!("{activity}: {}", latest.quoted(state)),
        done,
        total,
    }
}
