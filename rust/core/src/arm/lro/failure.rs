//! Errors of operations, with the service's own message if there is one.

use super::state::{self, State};
use crate::arm::errors::words::{Words, sentence};
use crate::error::{Code, Error};
use crate::http::Answer;
use crate::url_text;
use serde_json::Value;
use url::Url;

/// The operation ended in this state, according to a response's body.
pub(super) fn failed(answer: &Answer, body: &Value, state: State, url: &Url) -> Error {
    let how = match state {
        State::Canceled => "was cancelled",
        _ => "failed",
    };
    let words = state::error_in(body).map(|e| Words::of_json(e).without(&answer.secrets));
    // Otherwise the body may be an error in another shape.
    let words = words.filter(|words| !words.text.is_empty() || !words.codes.is_empty());
    let words = words.unwrap_or_else(|| Words::of(answer));
    let said = match words.text.as_str() {
        "" => ".".to_owned(),
        text => format!(": {}", sentence(text)),
    };
    let place = url_text::loggable(url);
    Error::new(Code::OperationFailed, format!("The operation {how}{said} Its state is at {place}"))
        .hint("The service's message says what to change; for a deployment, the portal and this command show each step.\naz deployment operation group list -g <group> -n <deployment>")
        .with_service_code(words.code_that_says_most().map(str::to_owned))
        .with_request_id(answer.request_id())
        .with_correlation_id(answer.quoted_header("x-ms-correlation-request-id"))
}

/// The address of the operation doesn't exist any more, and nothing else says how it ended.
pub(super) fn vanished(refusal: &Error, url: &Url) -> Error {
    let message = format!("The operation is no longer known at {}: {}", url_text::loggable(url), refusal.message());
    Error::new(Code::OperationVanished, message)
        .with_answer_of(refusal)
        .hint("Services forget operations after a while, and at once when their resource is deleted. Look at the resource itself to see how the operation ended.")
}

/// The addresses of the operation redirect to each other.
pub(super) fn redirects_for_ever(answer: &Answer, url: &Url) -> Error {
    let error = Error::new(
        Code::BadResponse,
        format!(
            "{} and the places before it redirect to each other, and none says how far the operation is.",
            url_text::shown(url)
        ),
    );
    let error = error.with_http_status(answer.status).with_request_id(answer.request_id());
    still_running(error.hint("Look at the resource itself to see how the operation ended."), url)
}

/// The address of the result responds with an error.
pub(super) fn in_place_of_the_result(refusal: &Error, url: &Url) -> Error {
    let message = format!("The operation failed: {} Its state is at {}", refusal.message(), url_text::loggable(url));
    let hint = refusal.next_step().unwrap_or("The service's message says what to change.");
    Error::new(Code::OperationFailed, message).with_answer_of(refusal).hint(hint)
}

/// The operation is complete, but the resource that it created can't be found.
pub(super) fn never_appeared(refusal: &Error, url: &Url) -> Error {
    let message = format!(
        "The operation succeeded, and what it made can't be found at {}: {}",
        url_text::loggable(url),
        refusal.message()
    );
    Error::new(Code::ResourceNotFound, message)
        .with_answer_of(refusal)
        .hint("Look again in a minute. If it still isn't there, something has deleted it, or the service reported success wrongly.")
}

/// The operation succeeded, but the identity may not read the result.
pub(super) fn not_readable(error: Error, url: &Url) -> Error {
    error.hint_first(&format!(
        "The operation succeeded; only what it made can't be read at {}.",
        url_text::loggable(url)
    ))
}

/// The call failed, but the operation continues.
pub(super) fn still_running(error: Error, url: &Url) -> Error {
    let url = url_text::loggable(url);
    let hidden = if url.contains(url_text::HIDDEN) { " (values of its query are left out)" } else { "" };
    error.hint_first(&format!(
        "The operation goes on at the service. Its state is at {url}{hidden}: look there with -Uri (--uri), or at the resource itself."
    ))
}

/// A response that should state the operation's state doesn't, so the result is unknown.
pub(super) fn missing_status(answer: &Answer, url: &Url) -> Error {
    still_running(without(answer, url, "the state"), url)
}

/// A web page in place of the result.
pub(super) fn missing_result(answer: &Answer, url: &Url) -> Error {
    not_readable(without(answer, url, "the result"), url)
}

fn without(answer: &Answer, url: &Url, what: &str) -> Error {
    let words = Words::of(answer);
    let said = match words.text.as_str() {
        "" => String::new(),
        text => format!(" It said: {text}"),
    };
    Error::new(
        Code::BadResponse,
        format!("{} answered {} without {what} of the operation.{said}", url_text::shown(url), answer.status),
    )
    .with_service_code(words.code_that_says_most().map(str::to_owned))
    .hint("A proxy or captive portal may have answered in its place: check HTTPS_PROXY and the environment.")
    .with_http_status(answer.status)
    .with_request_id(answer.request_id())
}
