//! Scenario files: what they can contain, and the errors for invalid ones.

use crate::support::started_with;
use azmi_emulator::Scenario;

#[test]
fn an_empty_file_is_the_default_scenario() {
    assert_eq!(Scenario::from_json("{}"), Ok(Scenario::default()));
}

#[test]
fn settings_alone_keep_the_default_resources() {
    let scenario = Scenario::from_json(r#"{"tokenLifetimeSeconds":60,"arm":{"pageSize":1}}"#).expect("good");
    assert_eq!(scenario.token_lifetime_seconds, 60);
    assert_eq!(scenario.arm.page_size, 1);
    assert_eq!(scenario.virtual_machines, Scenario::default().virtual_machines);
}

#[test]
fn a_file_with_resources_has_none_of_the_default_ones() {
    let scenario = Scenario::from_json(r#"{"virtualMachines":[{"name":"web","resourceGroup":"g"}]}"#).expect("good");
    assert_eq!(scenario.this_vm, "web");
    assert!(
        scenario.resources.is_empty()
            && scenario.role_assignments.is_empty()
            && scenario.user_assigned_identities.is_empty()
    );
    assert_eq!(scenario.subscriptions, Scenario::default().subscriptions);
}

#[test]
fn the_default_scenario_survives_a_json_round_trip() {
    let text = serde_json::to_string(&Scenario::default()).expect("JSON");
    assert_eq!(Scenario::from_json(&text), Ok(Scenario::default()));
}

#[test]
fn the_readmes_example_is_valid() {
    let readme = include_str!("../../README.md");
    let example = readme.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let scenario = Scenario::from_json(example).expect("good");
    assert_eq!(scenario.virtual_machines.len(), 3);
    started_with(example).expect("its references are valid");
}

#[test]
fn errors_name_their_place_in_the_file() {
    let machine = r#"{"name":"vm","resourceGroup":"g"}"#;
    for (text, message) in [
        (
            r#"{"hosts":{"arc":{"host":"nowhere"}}}"#,
            "hosts.arc.host: no Microsoft.HybridCompute/machines is called 'nowhere'",
        ),
        (r#"{"hosts":{"arc":{"challenge":"rude"}}}"#, "hosts.arc.challenge: unknown variant `rude`"),
        (
            r#"{"hosts":{"appService":{"wrongSecretStatus":200}}}"#,
            "hosts.appService.wrongSecretStatus: must be 401 or 403",
        ),
        (r#"{"hosts":{"cloudShell":{"objectId":"me"}}}"#, "hosts.cloudShell.objectId: 'me' isn't a GUID"),
        (
            r#"{"virtualMachines":[{"name":"vm","resourceGroup":"g","scaleSet":"set"}]}"#,
            "virtualMachines[0].scaleSet: no scale set is called 'set'",
        ),
        (
            r#"{"virtualMachineScaleSets":[{"name":"set","resourceGroup":"g","flexible":true,"instances":["0"]}]}"#,
            "virtualMachineScaleSets[0].instances: a flexible set has none",
        ),
        (
            r#"{"virtualMachineScaleSets":[{"name":"set","resourceGroup":"g"}],"virtualMachines":[{"name":"vm","resourceGroup":"g","scaleSet":"set"}]}"#,
            "virtualMachines[0].scaleSet: 'set' isn't flexible",
        ),
        (
            r#"{"virtualMachines":[{"name":"vm","resourceGroup":"g"}],"resources":[{"type":"A/b/c","name":"d","resourceGroup":"g"}]}"#,
            "resources[0].name: 'd' isn't the name of a A/b/c",
        ),
        ("{", "the file: EOF while parsing an object at line 1 column 1"),
        ("{} x", "the file: trailing characters at line 1 column 4"),
        (r#"{"virtualMachines":[{"name":"vm"}]}"#, "virtualMachines[0]: missing field `resourceGroup`"),
        (r#"{"tenantId":"me"}"#, "tenantId: 'me' isn't a GUID"),
        (r#"{"arm":{"pageSize":0}}"#, "arm.pageSize: must be 1 or more"),
        (r#"{"arm":{"pagesize":1}}"#, "arm.pagesize: unknown field `pagesize`"),
        (r#"{"tokenLifetimeSeconds":"1h"}"#, "tokenLifetimeSeconds: invalid type: string \"1h\""),
        (r#"{"virtualMachines":[]}"#, "thisVm: no virtual machine is called ''"),
        (
            r#"{"virtualMachines":[{"name":"vm","resourceGroup":"g","identity":{"userAssigned":["x"]}}]}"#,
            "virtualMachines[0].identity.userAssigned[0]: no identity is called 'x'",
        ),
        (
            r#"{"virtualMachines":[{"name":"vm","resourceGroup":"g","identity":{"principalId":"x"}}]}"#,
            "virtualMachines[0].identity: has ids, but systemAssigned isn't true",
        ),
        (&format!(r#"{{"virtualMachines":[{machine},{machine}]}}"#), "virtualMachines[1]: /subscriptions/"),
        (
            &format!(r#"{{"virtualMachines":[{machine}],"roleAssignments":[{{"principal":"vm","role":"Reader"}}]}}"#),
            "roleAssignments[0].principal: no identity is called 'vm'",
        ),
        (
            r#"{"virtualMachines":[{"name":"vm","resourceGroup":"g","identity":{"systemAssigned":true}}],"roleAssignments":[{"principal":"vm","role":"King"}]}"#,
            "roleAssignments[0].role: 'King' isn't one of Owner, Contributor, Reader,",
        ),
        (
            r#"{"virtualMachines":[{"name":"vm","resourceGroup":"g","subscriptionId":"s"}]}"#,
            "virtualMachines[0].subscriptionId: 's' is not among subscriptions",
        ),
        (
            &format!(
                r#"{{"virtualMachines":[{machine}],"resources":[{{"type":"disk","name":"d","resourceGroup":"g"}}]}}"#
            ),
            "resources[0].type: must look like Namespace/type",
        ),
    ] {
        let error = started_with(text).expect_err(text);
        assert!(error.starts_with(message), "{error}\nexpected: {message}");
    }
}
