//! The states that answers tell, in the words of many services.

use serde_json::Value;

/// Where an answer was found. The same word can mean different things: a namespace that is `Active` is ready, an operation
/// that is `Active` goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// What `Azure-AsyncOperation` or `Operation-Location` names.
    Status,
    /// What `Location` names.
    Location,
    /// The resource itself.
    Resource,
}

/// How far an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Running,
    Succeeded,
    Failed,
    Canceled,
    /// A word that is no known state.
    Unknown,
}

impl State {
    /// Whether it ended otherwise than it should.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::Canceled)
    }
}

const SUCCEEDED: [&str; 9] = [
    "succeeded",
    "success",
    "successful",
    "completed",
    "complete",
    "done",
    "finished",
    "ok",
    "ready",
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

const FAILED: [&str; 6] = [
    "failed", "failure", "faulted", "error", "timedout", "aborted",
];

const CANCELED: [&str; 2] = ["canceled", "cancelled"];

const RUNNING: [&str; 56] = [
    "accepted",
    "activating",
    "allocating",
    "attaching",
    "authorizereplication",
    "awaitingmanualaction",
    "breakreplication",
    "building",
    "canceling",
    "cancelling",
    "cancelinprogress",
    "cancelrequested",
    "configuring",
    "configuringnetworking",
    "creating",
    "creatingvirtualmachines",
    "deallocating",
    "deleting",
    "deploying",
    "dequeued",
    "deprovisioning",
    "detaching",
    "disabling",
    "enabling",
    "enqueued",
    "exporting",
    "importing",
    "initializing",
    "inprogress",
    "installing",
    "migrating",
    "moving",
    "notstarted",
    "patching",
    "pausing",
    "pending",
    "preparing",
    "processing",
    "provisioning",
    "provisioningresources",
    "queued",
    "registering",
    "requested",
    "resolving",
    "restarting",
    "resuming",
    "running",
    "scaling",
    "scheduled",
    "started",
    "starting",
    "stopping",
    "submitted",
    "updating",
    "upgrading",
    "working",
];

/// What the words for a state mean there.
pub(super) fn of_word(word: &str, place: Place) -> State {
    // Some services put details behind the word (`InProgress: {...}`), or write it as several.
    let word: String = word
        .split(':')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let is_one_of = |words: &[&str]| words.contains(&word.as_str());
    if is_one_of(&SUCCEEDED) || (place == Place::Resource && is_one_of(&SETTLED)) {
        State::Succeeded
    } else if is_one_of(&FAILED) || (place != Place::Location && word.ends_with("failed")) {
        State::Failed
    } else if is_one_of(&CANCELED) {
        State::Canceled
    } else if is_one_of(&RUNNING) {
        State::Running
    } else {
        State::Unknown
    }
}

/// The state that a body states.
pub(super) fn stated(body: &Value, place: Place) -> Option<State> {
    let properties = &body["properties"];
    let state = |text: &Value| {
        let word = text.as_str().filter(|word| !word.trim().is_empty())?;
        Some(of_word(word, place))
    };
    if place != Place::Resource {
        let fields = [
            &body["status"],
            &properties["provisioningState"],
            &properties["status"],
            &body["provisioningState"],
        ];
        // A word of a result's own does not hide a state beside it.
        let told = || fields.into_iter().filter_map(state);
        return told().find(|s| *s != State::Unknown).or(told().next());
    }
    // Other fields of a resource tell what it does (a job that is "Running"), unless it is the operation's own object.
    state(&properties["provisioningState"])
        .or_else(|| state(&body["provisioningState"]))
        .or_else(|| state(&body["status"]).filter(|_| properties.is_null()))
}

/// The word for the state, for messages.
pub(super) fn word(body: &Value) -> Option<&str> {
    [
        &body["status"],
        &body["properties"]["provisioningState"],
        &body["properties"]["status"],
        &body["provisioningState"],
    ]
    .into_iter()
    .find_map(Value::as_str)
}

/// The error that a body holds.
pub(super) fn error_in(body: &Value) -> Option<&Value> {
    let says = |error: &&Value| {
        error.as_str().is_some_and(|text| !text.is_empty())
            || error["code"].is_string()
            || error["message"].is_string()
    };
    [
        &body["error"],
        &body["properties"]["error"],
        &body["properties"]["statusMessage"]["error"],
        &body["properties"]["statusMessage"],
        &body["properties"]["errors"][0],
        &body["errors"][0],
    ]
    .into_iter()
    .find(says)
}

/// Whether a body holds an error where a state or a result should be.
pub(super) fn is_error(body: &Value) -> bool {
    body["error"]["code"].is_string() || body["error"]["message"].is_string()
}

/// Whether it is a resource, and no operation's state.
pub(super) fn is_resource(body: &Value) -> bool {
    body["id"].is_string() && body["properties"].is_object()
}

#[cfg(test)]
mod tests;
