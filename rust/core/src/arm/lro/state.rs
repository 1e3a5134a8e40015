//! The states that answers give, in the words of many services.

use crate::arm::fields::{field, text};
use serde_json::Value;

/// Where an answer was found. The same word can mean different things: a namespace that is `Active` is ready, an operation
/// that is `Active` goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// What `Azure-AsyncOperation` or `Operation-Location` names: an object with a `status`.
    Status,
    /// What `Location` names: 202 until the result is there.
    Location,
    /// The resource itself, whose `provisioningState` says.
    Resource,
    /// What the operation made, now that it has succeeded.
    Result,
}

impl Place {
    fn is_resource(self) -> bool {
        matches!(self, Self::Resource | Self::Result)
    }
}

/// How far an operation is.
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
    /// Whether it ended otherwise than it should.
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

/// States of resources whose operation is over.
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

/// States of what goes on, beside those that end in "ing".
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

/// What ends in "ing", and is no state of an operation.
const NOT_RUNNING: [&str; 3] = ["existing", "missing", "warning"];

/// What the words for a state mean there.
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

/// Some services put details behind the word (`InProgress: {...}`), or write it as several.
fn plain(word: &str) -> String {
    let word = word.split(':').next().unwrap_or_default();
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The word for a state that a body gives, and what it means at that place.
pub(super) fn said(body: &Value, place: Place) -> Option<(&str, State)> {
    let properties = field(body, "properties");
    let read = |value| word(value).map(|word| (word, of_word(word, place)));
    if place.is_resource() {
        // Other fields of a resource say what it does (a job that is "Running"), unless it is the operation's own object.
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
    // A word of a result's own does not hide a state beside it.
    let said = || fields.into_iter().filter_map(read);
    said().find(|(_, state)| *state != State::Unknown).or_else(|| said().next())
}

/// The word in a field, if it holds one.
fn word(value: &Value) -> Option<&str> {
    let is_word = |word: &&str| !matches!(plain(word).as_str(), "" | "null");
    value.as_str().filter(is_word)
}

/// The state that a body gives.
pub(super) fn stated(body: &Value, place: Place) -> Option<State> {
    said(body, place).map(|(_, state)| state)
}

/// The state that the properties of a resource give.
pub(super) fn of_properties(body: &Value) -> Option<State> {
    let word = word(field(field(body, "properties"), "provisioningState"))?;
    Some(of_word(word, Place::Resource))
}

/// Whether a word says that not all was done.
pub(super) fn is_in_part(word: &str) -> bool {
    matches!(plain(word).as_str(), "partiallysucceeded" | "partiallycompleted")
}

/// The error that a body holds.
pub(super) fn error_in(body: &Value) -> Option<&Value> {
    let says = |error: &&Value| {
        error.as_str().is_some_and(|text| !text.is_empty())
            || text(error, "code").is_some()
            || text(error, "message").is_some()
    };
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
    .find(says)
}

/// Whether a body holds an error where a state or a result should be.
pub(super) fn is_error(body: &Value) -> bool {
    let says = |error: &Value| text(error, "code").is_some() || text(error, "message").is_some();
    let error = field(body, "error");
    let is_text = error.as_str().is_some_and(|text| !text.trim().is_empty());
    let is_own = text(body, "code").is_some() && text(body, "message").is_some();
    let is_alone = body.as_object().is_some_and(|fields| fields.len() == 1);
    is_text || says(error) || (is_own && text(body, "id").is_none()) || (is_alone && says(&field(body, "errors")[0]))
}

/// Whether it is what an operation made, and no operation's state: a resource, or a list.
pub(super) fn is_result(body: &Value) -> bool {
    is_resource(body) || body.is_array() || field(body, "value").is_array()
}

/// Whether it is a resource.
pub(super) fn is_resource(body: &Value) -> bool {
    text(body, "id").is_some() && field(body, "properties").is_object()
}

#[cfg(test)]
mod tests;
