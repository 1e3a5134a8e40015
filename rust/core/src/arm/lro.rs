//! Long-running operations: polls for the result that a response announces (`Azure-AsyncOperation`, `Operation-Location`,
//! `Location`, `provisioningState`).

mod failure;
mod monitor;
mod state;

use self::monitor::{Monitor, Step, body_of};
use self::state::{Place, State};
use super::client::ArmClient;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::http::Answer;
use crate::limits;
use crate::retry;
use crate::service_request::PreparedRequest;
use crate::token::Token;
use crate::url_text;
use http::Method;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// The shortest time between two polls, whatever the service says.
const LEAST_WAIT: Duration = Duration::from_millis(100);

/// The end of an operation that succeeded.
pub(crate) struct Ended {
    /// The result.
    pub answer: Answer,
    /// The request whose response is the result.
    pub request: PreparedRequest,
}

/// Polls the operation that `first`, the response to `request`, started, and returns its result. If it started none, returns
/// it as it is.
///
/// # Errors
/// `OperationFailed`, `OperationVanished`; `ResourceNotFound` if the created resource never appears; `UntrustedLink` if the
/// operation is to be polled at another service; `TimedOut` and `Cancelled`, after which the operation continues.
pub(crate) async fn follow(arm: &ArmClient<'_>, request: &PreparedRequest, first: Answer) -> Result<Ended> {
    let secrets = first.secrets.clone();
    watch(arm, request, first).await.map_err(|error| error.without(&secrets))
}

async fn watch(arm: &ArmClient<'_>, request: &PreparedRequest, first: Answer) -> Result<Ended> {
    let Some(monitor) = Monitor::begun(arm.cloud, request, &first)? else {
        return settled(arm, request, first);
    };
    arm.call.emit(Event::Notice {
        text: first.secrets.removed(format!(
            "The operation goes on at the service; its state is at {}",
            url_text::loggable(&monitor.url)
        )),
    });
    let is_done = state::stated(&body_of(&first), Place::Resource) == Some(State::Succeeded);
    let mut way = Way {
        arm,
        request,
        activity: format!("{} {}", request.method, request.url.path()),
        monitor,
        wait: arm.wait_after(&first),
        latest: first,
        polls: 0,
        redirects: 0,
        default: limits::OPERATION_FIRST_WAIT,
        not_yet: limits::OPERATION_NOT_YET.to_vec(),
        failing: None,
        vanished: None,
        succeeded: None,
        is_done,
    };
    loop {
        if let Some(ended) = way.look().await? {
            return Ok(ended);
        }
    }
}

/// The state of polling.
struct Way<'a> {
    arm: &'a ArmClient<'a>,
    request: &'a PreparedRequest,
    activity: String,
    monitor: Monitor,
    /// The wait before the next poll; `None` is the usual one.
    wait: Option<Duration>,
    latest: Answer,
    polls: u64,
    /// How many looks in a row were answered with a redirect.
    redirects: u32,
    default: Duration,
    /// The remaining waits for an address that doesn't exist yet, the next one first.
    not_yet: Vec<Duration>,
    /// Since when polls fail, and how many have.
    failing: Option<(Instant, u32)>,
    /// The error of the operation's address, if it doesn't exist any more.
    vanished: Option<Error>,
    /// The response that reported success: the result if there is no other.
    succeeded: Option<Ended>,
    /// Whether the first response said that the operation is complete.
    is_done: bool,
}

impl Way<'_> {
    async fn look(&mut self) -> Result<Option<Ended>> {
        self.pause().await?;
        let url = self.monitor.url.clone();
        let look = self.request.follow_up(url.clone());
        let (answer, token) = match self.arm.look(&look).await {
            Ok(found) => found,
            Err(error) if is_passing(&error) => {
                self.later(error, None)?;
                return Ok(None);
            }
            Err(error) => return Err(failure::still_running(error, &url)),
        };
        self.polls += 1;
        self.redirects = if (300..400).contains(&answer.status) { self.redirects + 1 } else { 0 };
        if self.redirects > limits::OPERATION_REDIRECTS {
            return Err(failure::redirects_for_ever(&answer, &url));
        }
        let body = body_of(&answer);
        let word = state::said(&body, self.monitor.place).map(|(word, _)| word);
        if let Some(word) = word.filter(|word| state::is_in_part(word)) {
            self.arm.call.emit(Event::Warning {
                text: format!("The operation ended as '{}': not all of it may have been done.", answer.quoted(word)),
            });
        }
        let step = self.monitor.step(self.arm.cloud, self.request, &answer)?;
        let refusal = |token: &Token| self.arm.refusal(&answer, &look, token);
        if !matches!(step, Step::Passing) {
            self.failing = None;
        }
        match step {
            Step::Again(next) => self.go_on(next, look, answer),
            Step::NotYet if !self.not_yet.is_empty() => self.wait = Some(self.not_yet.remove(0)),
            Step::Done | Step::NotYet => {
                return match self.in_place_of_a_result(answer.status) {
                    Some(ended) => Ok(Some(ended)),
                    None => self.end(look, answer).map(Some),
                };
            }
            // A DELETE leaves nothing.
            Step::Gone => {
                let nothing = Answer { status: 204, ..Answer::default() };
                return Ok(Some(Ended { answer: nothing, request: look }));
            }
            Step::Passing => {
                let error = refusal(&token);
                self.later(error, self.arm.wait_after(&answer))?;
            }
            Step::Unknown | Step::Forgotten => {
                let error = refusal(&token);
                return self.lost(error, answer.status, matches!(step, Step::Unknown));
            }
            Step::NoResult => return Err(failure::in_place_of_the_result(&refusal(&token), &url)),
            Step::Refused => {
                if let Some(ended) = self.in_place_of_a_result(answer.status) {
                    return Ok(Some(ended));
                }
                let refused = refusal(&token);
                return Err(match self.monitor.place {
                    Place::Result => failure::not_readable(refused, &url),
                    _ => failure::still_running(refused, &url),
                });
            }
        }
        Ok(None)
    }

    async fn pause(&mut self) -> Result<()> {
        let wait = self.wait.take().unwrap_or(self.default);
        self.default = (self.default * 3 / 2).min(limits::OPERATION_LONGEST_WAIT);
        let url = &self.monitor.url;
        let wait = if self.monitor.place == Place::Result {
            wait
        } else {
            let event = progress(&self.activity, &self.latest, self.monitor.place, self.polls);
            self.arm.call.emit(event);
            wait.max(LEAST_WAIT)
        };
        let doing = format!("the operation at {} ran", url_text::shown(url));
        self.arm.call.sleep(&doing, wait).await.map_err(|error| failure::still_running(error, url))
    }

    fn go_on(&mut self, next: Monitor, look: PreparedRequest, answer: Answer) {
        self.wait = self.arm.wait_after(&answer);
        if next.place != self.monitor.place && next.place != Place::Status {
            // The operation is complete, so the result can be read at once.
            self.wait = Some(Duration::ZERO);
        }
        // An address that existed once isn't one that doesn't exist yet.
        if next.url == self.monitor.url {
            self.not_yet.clear();
        } else {
            self.not_yet = limits::OPERATION_NOT_YET.to_vec();
        }
        self.monitor = next;
        if self.monitor.place == Place::Result && self.succeeded.is_none() {
            self.succeeded = Some(Ended { answer, request: look });
        } else {
            self.latest = answer;
        }
    }

    fn end(&mut self, look: PreparedRequest, answer: Answer) -> Result<Ended> {
        let state = state::stated(&body_of(&answer), Place::Resource);
        let reads_the_resource = self.monitor.place == Place::Resource;
        match self.vanished.take() {
            // The operation's address is gone, and the resource doesn't say how the operation ended.
            Some(vanished) if state != Some(State::Succeeded) && reads_the_resource => Err(vanished),
            _ => Ok(Ended { answer, request: look }),
        }
    }

    /// The response that reported success, if an action has no other result or the created resource can't be read like this.
    fn in_place_of_a_result(&mut self, status: u16) -> Option<Ended> {
        let is_action = self.request.method == Method::POST;
        if status != 405 && !(is_action && matches!(status, 202 | 400 | 404 | 410)) {
            return None;
        }
        let ended = self.succeeded.take()?;
        self.arm.call.emit(Event::Notice {
            text: format!(
                "The operation succeeded, and has no result at {}; this is what its state said.",
                url_text::loggable(&self.monitor.url)
            ),
        });
        Some(ended)
    }

    /// Schedules another poll after a temporary failure, as long as there is time.
    fn later(&mut self, error: Error, asked: Option<Duration>) -> Result<()> {
        let wait = asked.unwrap_or(self.default).max(LEAST_WAIT);
        let (since, failed) = self.failing.unwrap_or((Instant::now(), 0));
        self.failing = Some((since, failed + 1));
        let too_long = since.elapsed() > limits::OPERATION_OUT_OF_SIGHT;
        if too_long || !self.arm.call.has_time_for(wait) {
            return Err(failure::still_running(error, &self.monitor.url));
        }
        self.arm.call.emit(Event::Retry {
            attempt: failed + 1,
            http_status: error.http_status(),
            wait,
            why: "the state of the operation could not be read".to_owned(),
        });
        self.wait = Some(wait);
        Ok(())
    }

    /// Handles an address that doesn't exist: not yet, or not any more.
    fn lost(&mut self, error: Error, status: u16, perhaps_not_yet: bool) -> Result<Option<Ended>> {
        let next = self.not_yet.first().copied();
        let next = next.filter(|wait| self.arm.call.has_time_for(*wait));
        if perhaps_not_yet && self.vanished.is_none() && !self.is_done && next.is_some() {
            self.not_yet.remove(0);
            self.wait = next;
            return Ok(None);
        }
        if let Some(ended) = self.in_place_of_a_result(status) {
            return Ok(Some(ended));
        }
        let url = &self.monitor.url;
        if self.monitor.place == Place::Result {
            return Err(failure::never_appeared(&error, url));
        }
        if let Some(vanished) = self.vanished.take() {
            return Err(vanished);
        }
        let vanished = failure::vanished(&error, url);
        let Some(other) = self.monitor.otherwise(self.request) else {
            return Err(vanished);
        };
        self.vanished = Some(vanished);
        self.monitor = other;
        self.wait = Some(Duration::ZERO);
        Ok(None)
    }
}

impl ArmClient<'_> {
    fn wait_after(&self, answer: &Answer) -> Option<Duration> {
        retry::wait_asked_for(answer, self.credential.platform().now())
    }
}

/// Whether the failure is of the connection and may be temporary.
fn is_passing(error: &Error) -> bool {
    matches!(error.code(), Code::ConnectionDropped | Code::ConnectionFailed | Code::NameNotResolved | Code::TimedOut)
}

/// Handles a response that started no operation. It's an error if it says so itself, whatever its HTTP status.
fn settled(arm: &ArmClient<'_>, request: &PreparedRequest, first: Answer) -> Result<Ended> {
    let body = body_of(&first);
    let url: &Url = &request.url;
    if let Some(state) = state::of_properties(&body).filter(|state| state.is_failure()) {
        return Err(failure::failed(&first, &body, state, url));
    }
    if first.status == 202 {
        arm.call.emit(Event::Warning {
            text: "The service accepted the request (202), but doesn't say where to follow it, so it isn't known whether it has ended.".to_owned(),
        });
    }
    Ok(Ended { answer: first, request: request.clone() })
}

fn progress(activity: &str, latest: &Answer, place: Place, polls: u64) -> Event {
    let body = body_of(latest);
    let state = state::said(&body, place).map_or("Running", |(word, _)| word);
    let percent = body["percentComplete"].as_f64().filter(|percent| (0.0..=100.0).contains(percent));
    let (done, total) = match percent {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        Some(percent) => (percent as u64, 100),
        None => (polls, 0),
    };
    Event::Progress { activity: format!("{activity}: {}", latest.quoted(state)), done, total }
}
