use super::*;
use serde_json::json;

#[test]
fn states_of_many_services_are_recognized_in_any_case_and_spelling() {
    for (words, expected) in [
        (
            &["Succeeded", "SUCCEEDED", "Completed", "OK", "Ready", "Succeeded with warnings", "partiallyCompleted"][..],
            State::Succeeded,
        ),
        (
            &["Failed", "failed", "ProvisioningFailed", "Failed: no quota", "Rejected", "CompletedWithErrors"],
            State::Failed,
        ),
        (&["Canceled", "Cancelled", "CANCELED"], State::Canceled),
        (
            &[
                "Accepted",
                "InProgress",
                "In Progress",
                "in_progress",
                "InProgress:{...}",
                "Running",
                "Deleting",
                "NotStarted",
            ],
            State::Running,
        ),
        (&["newReplicaGroup", "Preparing System Configuration", "NoDataFound", ""], State::Unknown),
    ] {
        for word in words {
            assert_eq!(of_word(word, Place::Status), expected, "{word}");
        }
    }
}

#[test]
fn active_means_ready_for_a_namespace_and_running_for_an_operation() {
    for word in ["Active", "Created", "Online"] {
        assert_eq!(of_word(word, Place::Resource), State::Succeeded, "{word}");
        assert_eq!(of_word(word, Place::Status), State::Unknown, "{word}");
    }
    // A result can have its own status.
    assert_eq!(of_word("ValidationFailed", Place::Location), State::Unknown);
    assert_eq!(of_word("Failed", Place::Location), State::Failed);
}

#[test]
fn a_state_is_found_at_any_known_place() {
    for body in [
        json!({"status": "Failed"}),
        json!({"properties": {"provisioningState": "Failed"}}),
        json!({"properties": {"status": "Failed"}}),
        json!({"provisioningState": "Failed"}),
        json!({"status": "NoDataFound", "properties": {"provisioningState": "Failed"}}),
        json!({"status": " ", "properties": {"provisioningState": "Failed"}}),
        json!({"status": 404, "properties": {"provisioningState": "Failed"}}),
        json!({"Status": "FAILED"}),
        json!({"Properties": {"ProvisioningState": "Failed"}}),
    ] {
        assert_eq!(stated(&body, Place::Status), Some(State::Failed), "{body}");
        assert_eq!(stated(&body, Place::Location), Some(State::Failed), "{body}");
    }
    for body in [json!({}), json!(null), json!([1]), json!({"status": null})] {
        assert_eq!(stated(&body, Place::Status), None, "{body}");
    }
}

#[test]
fn a_resources_activity_is_not_its_operations_state() {
    let job = json!({"id": "/x", "status": "Running", "properties": {"status": "Running"}});
    assert_eq!(stated(&job, Place::Resource), None);
    let made = json!({"status": "Active", "properties": {"status": "Running", "provisioningState": "Succeeded"}});
    assert_eq!(stated(&made, Place::Resource), Some(State::Succeeded));
    // Here the word belongs to the operation's state.
    assert_eq!(said(&made, Place::Resource), Some(("Succeeded", State::Succeeded)));
    let state = json!({"status": "InProgress"});
    assert_eq!(stated(&state, Place::Resource), Some(State::Running));
}

#[test]
fn the_error_is_found_at_any_known_place() {
    let error = json!({"code": "C", "message": "m"});
    for body in [
        json!({"error": error}),
        json!({"properties": {"error": error}}),
        json!({"properties": {"statusMessage": {"error": error}}}),
        json!({"properties": {"errors": [error]}}),
        json!({"errors": [error]}),
        json!({"Error": error}),
        json!({"Properties": {"StatusMessage": {"Error": error}}}),
        json!({"statusMessage": error}),
    ] {
        assert_eq!(error_in(&body), Some(&error), "{body}");
    }
    assert_eq!(error_in(&json!({"error": null, "properties": {"error": {}}})), None);
}
