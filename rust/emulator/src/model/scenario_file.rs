//! Reads scenario files, including the default scenario.

use crate::model::scenario::{Scenario, ScenarioError};
use serde_json::{Map, Value, json};

/// The default scenario. Every example in help and docs runs in it, so the first machine has permission to make changes.
const DEFAULT: &str = include_str!("default_scenario.json");

/// A file with any of these members replaces all of them.
const DESCRIPTIONS: [&str; 7] = [
    "subscriptions",
    "userAssignedIdentities",
    "virtualMachines",
    "virtualMachineScaleSets",
    "thisVm",
    "resources",
    "roleAssignments",
];

impl Default for Scenario {
    fn default() -> Self {
        // A test checks that it is valid.
        read(Value::Object(default_members())).expect("the default scenario is one")
    }
}

impl Scenario {
    /// Reads a scenario file. Its references are checked when an emulator starts with it.
    ///
    /// # Errors
    /// When the file isn't valid JSON or has unknown members. The error says where.
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        // Windows editors add a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let given = serde_json::from_str::<Map<String, Value>>(text);
        let mut given = given.map_err(|error| ScenarioError::new("the file", error.to_string()))?;
        given.retain(|_, value| !value.is_null());
        let mut members = default_members();
        let mut vaults = members["arm"]["vaults"].take();
        if DESCRIPTIONS.iter().any(|name| given.contains_key(*name)) {
            vaults = json!({});
            for name in DESCRIPTIONS.iter().filter(|name| **name != "subscriptions") {
                members.insert((*name).to_owned(), json!([]));
            }
            let first = given.get("virtualMachines").and_then(|machines| machines[0]["name"].as_str());
            members.insert("thisVm".to_owned(), json!(first.unwrap_or_default()));
        }
        members.extend(given);
        if let Some(Value::Object(arm)) = members.get_mut("arm")
            && arm.get("vaults").is_none_or(|given| given.is_null() || *given == json!({}))
        {
            arm.insert("vaults".to_owned(), vaults);
        }
        read(Value::Object(members))
    }
}

fn default_members() -> Map<String, Value> {
    serde_json::from_str(DEFAULT).unwrap_or_default()
}

fn read(scenario: Value) -> Result<Scenario, ScenarioError> {
    serde_path_to_error::deserialize(scenario)
        .map_err(|error| ScenarioError::new(error.path().to_string(), error.inner().to_string()))
}
