//! The states of operations and resources, in the words of many services.

use crate::arm::fields::{field, text};
use serde_json::Value;

/// What was polled. The same word can have different meanings: an `Active` namespace is ready, but an `Active` operation is
/// running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The address in `Azure-AsyncOperation` or `Operation-Location`: an object with a `status`.
    Status,
    /// The address in `Location`, which responds with 202 until the result is available.
    Location,
    /// The resource itself, with its `provisioningState`.
    Resource,
    /// The result of the operation, after it has succeeded.
    Result,
}

impl Place {
    fn is_resource(self) -> bool {
        matches!(self, Self::Resource | Self::Result)
    }
}

/// The state of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Running,
    Succeeded,
    Failed,
    Canceled,
    /// A word that isn't a known state.
    Unknown,
}

impl State {
    /// Whether the operation ended without success.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::Canceled)
    }
}

const SUCCEEDED: [&str; 13] = [
    "succeeded",
    "success",
    "successful",
    "completed",
    "complete",
    "done",
    "finished",
    "ok",
    "ready",
    "succeededwithwarnings",
    "completedwithwarnings",
    "partiallysucceeded",
    "partiallycompleted",
];

/// States of resources that no operation is changing.
const SETTLED: [&str; 10] = [
    "active",
    "created",
    "available",
    "online",
    "enabled",
    "provisioned",
    "deployed",
    "updated",
    "registered",
    "connected",
];

const FAILED: [&str; 10] = [
    "failed",
    "failure",
    "faulted",
    "error",
    "timedout",
    "aborted",
    "rejected",
    "expired",
    "terminated",
    "completedwitherrors",
];

const CANCELED: [&str; 2] = ["canceled", "cancelled"];

/// States of running operations, in addition to the words in -ing.
const RUNNING: [&str; 17] = [
    "accepted",
    "authorizereplication",
    "awaitingmanualaction",
    "breakreplication",
    "cancelinprogress",
    "cancelrequested",
    "creatingvirtualmachines",
    "dequeued",
    "enqueued",
    "inprogress",
    "notstarted",
    "provisioningresources",
    "queued",
    "requested",
    "scheduled",
    "started",
    "submitted",
];

/// Words in -ing that aren't states of running operations.
const NOT_RUNNING: [&str; 3] = ["existing", "missing", "warning"];

/// The meaning of a state there.
pub(super) fn of_word(word: &str, place: Place) -> State {
    let word = plain(word);
    let is_one_of = |words: &[&str]| words.contains(&word.as_str());
    if is_one_of(&SUCCEEDED) || (place.is_resource() && is_one_of(&SETTLED)) {
        State::Succeeded
    } else if is_one_of(&FAILED) || (place != Place::Location && word.ends_with("failed")) {
        State::Failed
    } else if is_one_of(&CANCELED) {
        State::Canceled
    } else if is_one_of(&RUNNING) || (word.ends_with("ing") && !is_one_of(&NOT_RUNNING)) {
        State::Running
    } else {
        State::Unknown
    }
}

/// Removes the details that some services append (`InProgress: {...}`), and the separators of several words.
fn plain(word: &str) -> String {
    let word = word.split(':').next().unwrap_or_default();
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The state in a body, and its meaning at that place.
pub(super) fn said(body: &Value, place: Place) -> Option<(&str, State)> {
    let properties = field(body, "properties");
    let read = |value| word(value).map(|word| (word, of_word(word, place)));
    if place.is_resource() {
        // The `status` of a resource may say what it does (a "Running" job). A body without properties is an operation's.
        let own = Some(field(body, "status")).filter(|_| properties.is_null());
        return read(field(properties, "provisioningState"))
            .or_else(|| read(field(body, "provisioningState")))
            .or_else(|| read(own?));
    }
    let fields = [
        field(body, "status"),
        field(properties, "provisioningState"),
        field(properties, "status"),
        field(body, "provisioningState"),
    ];
    // An unknown word, which may be part of the result, doesn't hide a state in another field.
    let said = || fields.into_iter().filter_map(read);
    said().find(|(_, state)| *state != State::Unknown).or_else(|| said().next())
}

/// The word in a field, if any.
fn word(value: &Value) -> Option<&str> {
    let is_word = |word: &&str| !matches!(plain(word).as_str(), "" | "null");
    value.as_str().filter(is_word)
}

/// The state in a body.
pub(super) fn stated(body: &Value, place: Place) -> Option<State> {
    said(body, place).map(|(_, state)| state)
}

/// The state in the properties of a resource.
pub(super) fn of_properties(body: &Value) -> Option<State> {
    let word = word(field(field(body, "properties"), "provisioningState"))?;
    Some(of_word(word, Place::Resource))
}

/// Whether a word says that the operation succeeded only in part.
pub(super) fn is_in_part(word: &str) -> bool {
    matches!(plain(word).as_str(), "partiallysucceeded" | "partiallycompleted")
}

/// The error in a body.
pub(super) fn error_in(body: &Value) -> Option<&Value> {
    let properties = field(body, "properties");
    let status_message = field(properties, "statusMessage");
    [
        field(body, "error"),
        field(properties, "error"),
        field(status_message, "error"),
        status_message,
        &field(properties, "errors")[0],
        &field(body, "errors")[0],
        field(body, "statusMessage"),
    ]
    .into_iter()
    .find(|error| says(error) || error.as_str().is_some_and(|text| !text.is_empty()))
}

/// Whether a body is an error in place of a state or a result.
pub(super) fn is_error(body: &Value) -> bool {
    let error = field(body, "error");
    let is_text = error.as_str().is_some_and(|text| !text.trim().is_empty());
    let is_own = text(body, "code").is_some() && text(body, "message").is_some();
    let is_alone = body.as_object().is_some_and(|fields| fields.len() == 1);
    is_text || says(error) || (is_own && text(body, "id").is_none()) || (is_alone && says(&field(body, "errors")[0]))
}

fn says(error: &Value) -> bool {
    text(error, "code").or(text(error, "message")).is_some()
}

/// Whether a body is the result of an operation: a resource or a list.
pub(super) fn is_result(body: &Value) -> bool {
    is_resource(body) || body.is_array() || field(body, "value").is_array()
}

/// Whether a body is a resource.
pub(super) fn is_resource(body: &Value) -> bool {
    text(body, "id").is_some() && field(body, "properties").is_object()
}

#[cfg(test)]
mod tests;
