use super::*;
use serde_json::json;

#[test]
fn the_words_of_many_services_are_known_in_any_case_and_spelling() {
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
fn a_namespace_that_is_active_is_ready_and_an_operation_that_is_active_goes_on() {
    for word in ["Active", "Created", "Online"] {
        assert_eq!(of_word(word, Place::Resource), State::Succeeded, "{word}");
        assert_eq!(of_word(word, Place::Status), State::Unknown, "{word}");
    }
    // A result may have a status of its own.
    assert_eq!(of_word("ValidationFailed", Place::Location), State::Unknown);
    assert_eq!(of_word("Failed", Place::Location), State::Failed);
}

#[test]
fn a_state_is_found_wherever_it_stands() {
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
fn what_a_resource_does_is_not_how_its_operation_goes() {
    let job = json!({"id": "/x", "status": "Running", "properties": {"status": "Running"}});
    assert_eq!(stated(&job, Place::Resource), None);
    let made = json!({"status": "Active", "properties": {"status": "Running", "provisioningState": "Succeeded"}});
    assert_eq!(stated(&made, Place::Resource), Some(State::Succeeded));
    // The word is that of the state.
    assert_eq!(said(&made, Place::Resource), Some(("Succeeded", State::Succeeded)));
    let state = json!({"status": "InProgress"});
    assert_eq!(stated(&state, Place::Resource), Some(State::Running));
}

#[test]
fn the_error_is_found_wherever_it_stands() {
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
