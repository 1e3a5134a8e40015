use super::*;
use crate::endpoint::Endpoint;
use crate::model::faults::Fault;

#[test]
fn every_behavior_is_a_fault_and_is_documented() {
    let page = include_str!("../../../../../../docs/how-to/emulator.md");
    for behavior in Behavior::ALL {
        let plan = format!(r#"[{{"behavior":"{}"}}]"#, behavior.name);
        let faults = Fault::list_from_json(&plan).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(faults.len(), 1);
        let row = format!("| `{}` | {} |", behavior.name, behavior.summary);
        assert!(page.contains(&row), "the page has no row: {row}");
    }
}

#[test]
fn a_rules_own_members_override_those_of_the_behavior() {
    let faults = Fault::list_from_json(r#"[{"behavior":"web-filter","endpoint":"imds","times":3}]"#).unwrap();
    assert_eq!((faults[0].endpoint, faults[0].times, faults[0].status), (Endpoint::Imds, Some(3), Some(403)));
    let error = Fault::list_from_json(r#"[{"behavior":"web-filters"}]"#).unwrap_err().to_string();
    assert!(error.contains("web-filters") && error.contains("docker-desktop"), "{error}");
}
