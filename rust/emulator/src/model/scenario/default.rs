//! The default scenario: `vm1` with both kinds of identity, `vm2` with user-assigned ones only, `vm3` with none, a disk that has
//! the same name as the first machine, two key vaults, and in another group one resource for each of the other identity endpoints.
//!
//! Every example in help and docs runs in it, so the first machine may change things.

use super::{
    Arm, AssignedIdentity, Hosts, Imds, Resource, RoleAssignment, Scenario, Subscription, UserAssignedIdentity,
    VirtualMachine,
};
use crate::json::members;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const GROUP: &str = "rg1";
const OTHERS: &str = "rg2";

impl Default for Scenario {
    fn default() -> Self {
        Self {
            tenant_id: "11111111-1111-4111-8111-111111111111".to_owned(),
            az_environment: "AzurePublicCloud".to_owned(),
            token_lifetime_seconds: 86_400,
            unknown_resources: Vec::new(),
            imds: Imds::default(),
            arm: Arm {
                vaults: BTreeMap::from([
                    vault("vault1", "greeting", "hello"),
                    vault("myvault", "mysecret", "a secret"),
                ]),
                ..Arm::default()
            },
            hosts: Hosts::default(),
            subscriptions: vec![Subscription {
                subscription_id: "22222222-2222-4222-8222-222222222222".to_owned(),
                display_name: "Emulated subscription".to_owned(),
                ..Subscription::default()
            }],
            user_assigned_identities: vec![user_assigned(1), user_assigned(2)],
            virtual_machines: vec![
                machine(1, Some(own(1, &["uai1", "uai2"]))),
                machine(
                    2,
                    Some(AssignedIdentity { user_assigned: vec!["uai1".to_owned()], ..AssignedIdentity::default() }),
                ),
                machine(3, None),
            ],
            virtual_machine_scale_sets: Vec::new(),
            this_vm: "vm1".to_owned(),
            resources: vec![
                Resource {
                    resource_type: "Microsoft.Compute/disks".to_owned(),
                    name: "vm1".to_owned(),
                    resource_group: GROUP.to_owned(),
                    properties: members(
                        json!({ "diskSizeGB": 30, "diskState": "Attached", "provisioningState": "Succeeded" }),
                    ),
                    ..Resource::default()
                },
                other("Microsoft.Web/sites", "site1", own(2, &["uai1"]), json!({ "state": "Running" })),
                other(
                    "Microsoft.Automation/automationAccounts",
                    "automation1",
                    own(3, &["uai1"]),
                    json!({ "state": "Ok" }),
                ),
                other(
                    "Microsoft.MachineLearningServices/workspaces/computes",
                    "ml1/compute1",
                    own(4, &["uai1"]),
                    json!({ "computeType": "ComputeInstance", "provisioningState": "Succeeded" }),
                ),
                other(
                    "Microsoft.HybridCompute/machines",
                    "arc1",
                    own(5, &["uai1"]),
                    json!({ "vmId": "77777777-7777-4777-8777-777777777775", "status": "Connected", "provisioningState": "Succeeded" }),
                ),
                other(
                    "Microsoft.ServiceFabric/clusters/applications",
                    "fabric1/app1",
                    own(6, &["uai1"]),
                    json!({ "provisioningState": "Succeeded" }),
                ),
            ],
            role_assignments: vec![role("vm1", "Contributor"), role("vm1", "Key Vault Secrets User")],
        }
    }
}

fn vault(name: &str, secret: &str, value: &str) -> (String, BTreeMap<String, String>) {
    let secrets = BTreeMap::from([(secret.to_owned(), value.to_owned())]);
    (name.to_owned(), secrets)
}

fn role(principal: &str, role: &str) -> RoleAssignment {
    RoleAssignment { principal: principal.to_owned(), role: role.to_owned(), scope: None }
}

fn own(number: u8, user_assigned: &[&str]) -> AssignedIdentity {
    AssignedIdentity {
        system_assigned: true,
        principal_id: Some(format!("33333333-3333-4333-8333-33333333333{number}")),
        client_id: Some(format!("44444444-4444-4444-8444-44444444444{number}")),
        user_assigned: user_assigned.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn user_assigned(number: u8) -> UserAssignedIdentity {
    UserAssignedIdentity {
        name: format!("uai{number}"),
        resource_group: GROUP.to_owned(),
        principal_id: Some(format!("55555555-5555-4555-8555-55555555555{number}")),
        client_id: Some(format!("66666666-6666-4666-8666-66666666666{number}")),
        ..UserAssignedIdentity::default()
    }
}

fn machine(number: u8, identity: Option<AssignedIdentity>) -> VirtualMachine {
    VirtualMachine {
        name: format!("vm{number}"),
        resource_group: GROUP.to_owned(),
        vm_id: Some(format!("77777777-7777-4777-8777-77777777777{number}")),
        identity,
        ..VirtualMachine::default()
    }
}

fn other(resource_type: &str, name: &str, identity: AssignedIdentity, properties: Value) -> Resource {
    Resource {
        resource_type: resource_type.to_owned(),
        name: name.to_owned(),
        resource_group: OTHERS.to_owned(),
        identity: Some(identity),
        properties: members(properties),
        ..Resource::default()
    }
}
