//! All identities of a machine, for every kind of machine, and suggestions for a name that doesn't exist.

use crate::support::*;
use azmi_core::{Client, Code, Event, Identity, VmIdentity, VmQuery};
use azmi_emulator::Fault;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const GROUP: &str = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups";

fn named(name: &str) -> VmQuery {
    VmQuery { name: Some(name.to_owned()), ..VmQuery::default() }
}

fn at(id: &str) -> VmQuery {
    VmQuery { resource_id: Some(format!("{GROUP}/{id}")), ..VmQuery::default() }
}

async fn get(client: &Client, query: VmQuery) -> VmIdentity {
    client.vm_identity(&query, &quick()).await.unwrap()
}

#[tokio::test]
async fn every_kind_of_identity_is_returned() {
    let emulator = emulator();
    let facts = emulator.endpoints().clone();
    let client = client(&emulator);
    let both = get(&client, named("vm1")).await;
    assert_eq!(both.identity_type, "SystemAssigned, UserAssigned");
    assert_eq!(both.principal_id, facts.system_assigned.map(|own| own.principal_id));
    assert_eq!(both.tenant_id.as_deref(), Some(facts.tenant_id.as_str()));
    assert_eq!((both.resource_group.as_str(), both.resource_id), ("rg1", facts.vm_resource_id));
    let names: Vec<_> = both.user_assigned.iter().map(|u| u.name.as_str()).collect();
    assert_eq!(names, ["uai1", "uai2"]);
    assert_eq!(both.user_assigned[0].client_id.as_deref(), Some(facts.user_assigned[0].client_id.as_str()));
    assert_eq!(get(&client, named("vm2")).await.identity_type, "UserAssigned");
    let none = get(&client, named("vm3")).await;
    assert_eq!((none.identity_type, none.principal_id), ("None", None));
    let this = get(&client, VmQuery::default()).await;
    assert_eq!(this.name, "vm1");
}

#[tokio::test]
async fn scale_sets_their_instances_and_arc_servers_are_machines() {
    let emulator = emulator_with(
        r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],
            "virtualMachineScaleSets":[{"name":"web","resourceGroup":"rg1","instances":["0","1"],"identity":{"systemAssigned":true}}],
            "resources":[{"type":"Microsoft.HybridCompute/machines","name":"arc9","resourceGroup":"rg9","identity":{"systemAssigned":true}}],
            "thisVm":"vm1","roleAssignments":[{"principal":"vm1","role":"Reader"}]}"#,
    );
    let client = client(&emulator);
    let set = get(&client, at("rg1/providers/Microsoft.Compute/virtualMachineScaleSets/web")).await;
    let instance =
        get(&client, at("rg1/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/1")).await;
    assert!(set.principal_id.is_some());
    assert_eq!(set.principal_id, instance.principal_id, "the instances of a uniform set share its identity");
    assert!(instance.resource_id.ends_with("/virtualMachines/1"));
    for query in [
        at("rg9/providers/Microsoft.HybridCompute/machines/arc9"),
        named("arc9"),
        VmQuery { resource_group: Some("rg9".into()), ..named("arc9") },
        VmQuery {
            resource_group: Some("rg9".into()),
            subscription_id: Some("22222222-2222-4222-8222-222222222222".into()),
            ..named("arc9")
        },
    ] {
        assert_eq!(get(&client, query).await.name, "arc9");
    }
}

#[tokio::test]
async fn a_name_is_resolved_once_and_its_identity_read_every_time() {
    let emulator = emulator();
    let client = client(&emulator);
    get(&client, named("vm1")).await;
    assert_eq!(count(&emulator, "/resources"), 1);
    emulator.clear_requests();
    get(&client, named("VM1")).await;
    assert_eq!((count(&emulator, "/resources"), count(&emulator, "/virtualMachines/vm1")), (0, 1));
    // A machine that no longer exists is looked up again.
    emulator.set_faults(fault(Fault {
        matching: Some("virtualMachines/vm1".into()),
        status: Some(404),
        times: Some(1),
        ..arm()
    }));
    emulator.clear_requests();
    get(&client, named("vm1")).await;
    assert_eq!(count(&emulator, "/resources"), 1);
}

#[tokio::test]
async fn a_nearly_right_name_leads_to_a_suggestion() {
    let emulator = emulator();
    let client = client(&emulator);
    let hint = |query: VmQuery| {
        let client = client.clone();
        async move {
            let error = client.vm_identity(&query, &quick()).await.unwrap_err();
            (error.code(), error.next_step().unwrap().to_owned())
        }
    };
    let (code, text) = hint(named("vm11")).await;
    assert_eq!(code, Code::VmNotFound);
    assert!(text.starts_with("Did you mean vm1, "), "{text}");
    let in_group = |group: &str, name: &str| VmQuery { resource_group: Some(group.to_owned()), ..named(name) };
    let (code, text) = hint(in_group("rg1", "mv2")).await;
    assert_eq!(code, Code::VmNotFound);
    assert!(text.starts_with("Did you mean vm2"), "{text}");
    let (code, text) =
        hint(VmQuery { subscription_id: Some(emulator.endpoints().subscription_id.clone()), ..in_group("rg1", "mv2") })
            .await;
    assert_eq!(code, Code::VmNotFound);
    assert!(text.starts_with("Did you mean vm2"), "{text}");
    let (code, text) = hint(VmQuery {
        resource_id: Some(emulator.endpoints().vm_resource_id.replace("/vm1", "/vm11")),
        ..VmQuery::default()
    })
    .await;
    assert_eq!(code, Code::ResourceNotFound);
    assert!(text.starts_with("Did you mean vm1, "), "{text}");
    let (code, text) = hint(in_group("rgg1", "vm1")).await;
    assert_eq!(code, Code::ResourceGroupNotFound);
    assert!(text.starts_with("Did you mean rg1"), "{text}");
    let (_, text) = hint(named("something-else-altogether")).await;
    assert!(!text.contains("Did you mean"), "{text}");
}

#[tokio::test]
async fn suggestions_neither_use_up_the_calls_time_nor_hide_its_cancellation() {
    for (query, expected) in [
        (named("vm11"), Code::VmNotFound),
        (VmQuery { resource_group: Some("rgg1".into()), ..named("vm1") }, Code::ResourceGroupNotFound),
    ] {
        let emulator = emulator();
        let client = client(&emulator);
        client.connect(&quick()).await.unwrap();
        emulator.set_faults(fault(Fault { matching: Some(ADVICE.into()), delay_ms: 60_000, ..arm() }));
        let begun = Instant::now();
        let error = client.vm_identity(&query, &quick()).await.unwrap_err();
        assert_eq!(error.code(), expected);
        let waited = begun.elapsed();
        assert!(waited < Duration::from_secs(15), "{waited:?}");

        // Suggestions that didn't arrive aren't requested again soon.
        let begun = Instant::now();
        assert_eq!(code(client.vm_identity(&query, &quick()).await), expected);
        assert!(begun.elapsed() < Duration::from_secs(2));

        let client = crate::support::client(&emulator);
        let cancel = CancellationToken::new();
        let heard = cancel.clone();
        let leave = Arc::new(move |event| match event {
            Event::Request { url, .. } if url.contains(ADVICE) => heard.cancel(),
            _ => {}
        });
        let call = quick().with_cancel(cancel).with_events(leave);
        assert_eq!(code(client.vm_identity(&query, &call).await), Code::Cancelled);
    }
}

/// Where suggestions come from.
const ADVICE: &str = "Microsoft.ResourceGraph/resources";

#[tokio::test]
async fn a_wrong_name_costs_as_much_as_a_right_one_plus_one_request_for_all_suggestions() {
    let emulator = emulator();
    let client = client(&emulator);
    client.connect(&quick()).await.unwrap();
    emulator.clear_requests();
    let absent = |n: usize| named(&format!("vm-typo-{n}"));
    assert_eq!(code(client.vm_principal(&absent(0), &quick()).await), Code::VmNotFound);
    let first = emulator.requests().len();
    assert_eq!(count(&emulator, ADVICE), 1);
    emulator.clear_requests();
    for n in 1..200 {
        let error = client.vm_principal(&absent(n), &quick()).await.unwrap_err();
        assert_eq!(error.code(), Code::VmNotFound);
    }
    assert_eq!(count(&emulator, ADVICE), 0);
    // The machine's own subscription, and the list of the readable ones.
    assert_eq!(emulator.requests().len(), 199 * (first - 1));
    assert_eq!(first, 3);
    // A machine by id, or in a group that doesn't exist, causes no such request.
    emulator.clear_requests();
    let group = VmQuery { resource_group: Some("rgg1".into()), ..named("vm1") };
    let error = client.vm_principal(&group, &quick()).await.unwrap_err();
    assert!(error.next_step().unwrap().starts_with("Did you mean rg1"), "{error}");
    code(client.vm_identity(&at("rg1/providers/Microsoft.Compute/virtualMachines/vm11"), &quick()).await);
    assert_eq!(count(&emulator, ADVICE), 0);
}

#[tokio::test]
async fn without_a_role_the_error_shows_the_command_that_grants_it() {
    let emulator = emulator();
    let nobody = client_as(&emulator, Identity::ClientId(emulator.endpoints().user_assigned[0].client_id.clone()));
    let error = nobody.vm_identity(&VmQuery::default(), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::AuthorizationFailed);
    assert!(error.next_step().unwrap().contains("--role Reader"));
    assert!(error.correlation_id().is_some());
}
