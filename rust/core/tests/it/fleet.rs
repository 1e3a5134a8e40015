//! Many machines at once: complete, in order, within the quota, and with an error if anything is missing.

use crate::support::*;
use azmi_core::{Call, Client, Code, Error, Event, Fleet, FleetQuery, VmIdentity};
use azmi_emulator::{Emulator, Fault};
use std::collections::HashSet;

fn fleet_of(count: usize, settings: &str) -> Emulator {
    emulator_with(&format!(r#"{{"arm":{{"fleet":{{"count":{count}}}{settings}}}}}"#))
}

fn all() -> FleetQuery {
    FleetQuery { all: true, ..FleetQuery::default() }
}

fn like(pattern: &str) -> FleetQuery {
    FleetQuery { name_pattern: Some(pattern.to_owned()), ..FleetQuery::default() }
}

async fn drain(fleet: &mut Fleet, call: &Call) -> Result<Vec<VmIdentity>, Error> {
    let mut rows = Vec::new();
    while let Some(page) = fleet.next_page(call).await? {
        rows.extend(page);
    }
    Ok(rows)
}

async fn read(client: &Client, query: &FleetQuery) -> Result<Vec<VmIdentity>, Error> {
    drain(&mut client.vm_identities(query)?, &quick()).await
}

fn graph(fault: Fault) -> Fault {
    Fault { matching: Some("ResourceGraph".into()), ..fault }
}

#[tokio::test]
async fn ten_thousand_machines_are_returned_once_each_and_in_order() {
    let emulator = fleet_of(10_000, "");
    let ears = Ears::default();
    let mut fleet = client(&emulator).vm_identities(&all()).unwrap();
    let first = fleet.next_page(&ears.call()).await.unwrap().unwrap();
    assert_eq!(first.len(), 1_000, "the first rows don't wait for the last");
    assert_eq!(fleet.total(), Some(10_004));
    let mut rows = first;
    rows.extend(drain(&mut fleet, &ears.call()).await.unwrap());
    assert_eq!(rows.len(), 10_004, "vm1, vm2, vm3 and arc1 are there too");
    let ids: Vec<_> = rows.iter().map(|row| row.resource_id.to_lowercase()).collect();
    assert!(ids.is_sorted());
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    let kinds: HashSet<_> = rows.iter().map(|row| row.identity_type).collect();
    assert_eq!(kinds.len(), 4);
    assert_eq!(count(&emulator, "ResourceGraph"), 11);
    let progress: Vec<_> = ears
        .heard()
        .into_iter()
        .filter_map(|event| match event {
            Event::Progress { done, total, .. } => Some((done, total)),
            _ => None,
        })
        .collect();
    assert_eq!(progress.len(), 11);
    assert_eq!((progress[0], progress[10]), ((1_000, 10_004), (10_004, 10_004)));
}

#[tokio::test]
async fn names_groups_and_subscriptions_narrow_the_query() {
    let emulator = fleet_of(200, "");
    let client = client(&emulator);
    let names = |rows: Vec<VmIdentity>| rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
    assert_eq!(names(read(&client, &like("VM?")).await.unwrap()), ["vm1", "vm2", "vm3"]);
    assert_eq!(read(&client, &like("fleet-00010*")).await.unwrap().len(), 10);
    assert_eq!(names(read(&client, &like("arc1")).await.unwrap()), ["arc1"]);
    assert!(read(&client, &like("vm.*")).await.unwrap().is_empty(), "a dot is literal");
    let in_group = FleetQuery { resource_group: Some("RG1".into()), ..all() };
    assert_eq!(read(&client, &in_group).await.unwrap().len(), 3);
    let elsewhere = FleetQuery { subscription_ids: vec!["99999999-9999-4999-8999-999999999999".into()], ..all() };
    assert!(read(&client, &elsewhere).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_missing_group_or_subscription_is_named_in_a_warning() {
    let emulator = emulator();
    let client = client(&emulator);
    let absent = "99999999-9999-4999-8999-999999999999";
    let warned = async |query: FleetQuery| {
        let named = match &query.resource_group {
            Some(group) => format!("resource group named '{group}'"),
            None => query.subscription_ids.join(", "),
        };
        let ears = Ears::default();
        let before = count(&emulator, "ResourceGraph");
        let mut fleet = client.vm_identities(&query).unwrap();
        let rows = drain(&mut fleet, &ears.call()).await.unwrap();
        let is_named = |event: &Event| matches!(event, Event::Warning { text } if text.contains(&named));
        let warned = ears.heard().iter().any(is_named);
        (rows.len(), warned, count(&emulator, "ResourceGraph") - before)
    };
    let group = |name: &str, query: FleetQuery| FleetQuery { resource_group: Some(name.into()), ..query };
    let in_subscription = |id: &str, query: FleetQuery| FleetQuery { subscription_ids: vec![id.into()], ..query };
    assert_eq!(warned(group("nope", all())).await, (0, true, 2));
    assert_eq!(warned(group("nope", like("vm*"))).await, (0, true, 2));
    assert_eq!(warned(group("rg1", like("web*"))).await, (0, false, 2), "the group exists");
    assert_eq!(warned(group("rg1", all())).await, (3, false, 1));
    assert_eq!(warned(in_subscription(absent, all())).await, (0, true, 2));
    let own = &emulator.endpoints().subscription_id;
    assert_eq!(warned(in_subscription(own, like("web*"))).await, (0, false, 2), "the subscription exists");
    assert_eq!(warned(like("web*")).await, (0, false, 1), "nothing was named");
}

#[tokio::test]
async fn the_identities_match_those_of_single_lookups() {
    let emulator = emulator();
    let client = client(&emulator);
    for row in read(&client, &like("vm*")).await.unwrap() {
        let query = azmi_core::VmQuery { resource_id: Some(row.resource_id.clone()), ..azmi_core::VmQuery::default() };
        assert_eq!(client.vm_identity(&query, &quick()).await.unwrap(), row);
    }
}

#[tokio::test]
async fn an_invalid_query_is_refused_before_any_request() {
    let emulator = emulator();
    let client = client(&emulator);
    let code = |query: FleetQuery| client.vm_identities(&query).err().unwrap().code();
    assert_eq!(code(FleetQuery::default()), Code::InvalidQuery);
    assert_eq!(code(FleetQuery { all: true, ..like("vm*") }), Code::InvalidQuery);
    assert_eq!(code(like("vm' | take 1")), Code::InvalidVmName);
    assert_eq!(code(FleetQuery { subscription_ids: vec!["mine".into()], ..all() }), Code::InvalidSubscriptionId);
    assert_eq!(code(FleetQuery { resource_group: Some("a'b".into()), ..all() }), Code::InvalidResourceGroupName);
    let many = vec!["99999999-9999-4999-8999-999999999999".to_owned(); 1_001];
    assert_eq!(code(FleetQuery { subscription_ids: many, ..all() }), Code::InvalidQuery);
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn the_quota_is_respected_before_it_is_exceeded() {
    let emulator = fleet_of(40, r#","graphRows":10,"graphQuota":3"#);
    let ears = Ears::default();
    let mut fleet = client(&emulator).vm_identities(&all()).unwrap();
    let rows = drain(&mut fleet, &ears.call()).await.unwrap();
    assert_eq!(rows.len(), 44);
    assert!(ears.heard().iter().any(|e| matches!(e, Event::Notice { text } if text.contains("quota"))));
    assert!(!ears.heard().iter().any(|e| matches!(e, Event::Retry { .. })), "no query was refused");
}

#[tokio::test]
async fn a_list_that_ends_too_early_is_an_error() {
    let row = r#"{"id":"/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/a","name":"a"}"#;
    for (body, expected) in [
        (
            format!(r#"{{"totalRecords":5000,"count":1,"resultTruncated":"true","data":[{row}]}}"#),
            Code::ResultTruncated,
        ),
        (format!(r#"{{"totalRecords":2,"count":1,"resultTruncated":"false","data":[{row}]}}"#), Code::ResultTruncated),
        (format!(r#"{{"totalRecords":2,"count":2,"resultTruncated":"false","data":[{row}]}}"#), Code::BadResponse),
        (
            format!(r#"{{"totalRecords":2,"count":2,"resultTruncated":"false","data":[{row},{row}]}}"#),
            Code::BadResponse,
        ),
        (r#"{"totalRecords":1,"count":1,"resultTruncated":"false","data":[{"id":"x"}]}"#.to_owned(), Code::BadResponse),
        (r#"{"value":[]}"#.to_owned(), Code::BadResponse),
        ("<html>".to_owned(), Code::BadResponse),
    ] {
        let emulator = emulator();
        emulator.set_faults(vec![graph(Fault { status: Some(200), body: Some(body.clone()), ..arm() })]);
        assert_eq!(code(read(&client(&emulator), &all()).await), expected, "{body}");
    }
}

#[tokio::test]
async fn a_limit_of_ten_thousand_subscriptions_is_reported() {
    let emulator = emulator();
    let headers = [("x-ms-tenant-subscription-limit-hit".to_owned(), Some("true".to_owned()))].into();
    emulator.set_faults(vec![graph(Fault { headers, ..arm() })]);
    let ears = Ears::default();
    let mut fleet = client(&emulator).vm_identities(&all()).unwrap();
    drain(&mut fleet, &ears.call()).await.unwrap();
    assert!(ears.heard().iter().any(|e| matches!(e, Event::Warning { text } if text.contains("missing"))));
}

#[tokio::test]
async fn a_failed_page_can_be_requested_again() {
    let emulator = fleet_of(96, r#","graphRows":10"#);
    let mut fleet = client(&emulator).vm_identities(&all()).unwrap();
    let mut rows = fleet.next_page(&quick()).await.unwrap().unwrap();
    emulator.set_faults(vec![graph(Fault { status: Some(403), times: Some(1), ..arm() })]);
    assert_eq!(code(fleet.next_page(&quick()).await), Code::AuthorizationFailed);
    rows.extend(drain(&mut fleet, &quick()).await.unwrap());
    let ids: HashSet<_> = rows.iter().map(|row| &row.resource_id).collect();
    assert_eq!((rows.len(), ids.len()), (100, 100));
}

#[tokio::test]
async fn only_the_clients_configured_subscription_is_read() {
    let emulator = emulator();
    let client = Client::new(azmi_core::ClientOptions {
        subscription_id: Some("99999999-9999-4999-8999-999999999999".into()),
        ..options(&emulator)
    })
    .unwrap();
    assert!(read(&client, &all()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_name_without_wildcards_must_exist() {
    let second = "99999999-9999-4999-8999-999999999999";
    let emulator = emulator();
    let client = client(&emulator);
    for (group, subscriptions, place) in [
        (None, vec![], "Searched subscriptions: all that can be read."),
        (Some("rg1"), vec![emulator.endpoints().subscription_id.clone(), second.to_owned()], second),
    ] {
        let query =
            FleetQuery { resource_group: group.map(str::to_owned), subscription_ids: subscriptions, ..like("nobody") };
        let mut fleet = client.vm_identities(&query).unwrap();
        for _ in 0..2 {
            let error = fleet.next_page(&quick()).await.unwrap_err();
            assert_eq!(error.code(), Code::VmNotFound, "{error:?}");
            assert!(error.message().contains("named nobody"), "{error:?}");
            assert!(error.message().contains(place), "{error:?}");
            assert_eq!(error.message().contains("group rg1"), group.is_some());
            assert!(error.next_step().unwrap().contains("Reader"));
        }
    }
    assert!(read(&client, &like("nobody*")).await.unwrap().is_empty());
    assert_eq!(read(&client, &like("VM1")).await.unwrap().len(), 1);
}
