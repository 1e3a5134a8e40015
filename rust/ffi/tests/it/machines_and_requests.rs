//! Identities of machines, fleets and requests through the exported functions.

use crate::support::{Failure, World, sized, str, text};
use azmi::abi::*;
use azmi::constants::*;
use azmi::fleet::*;
use azmi::rest::*;
use azmi::vm_identity::*;
use azmi_core::Code;
use azmi_emulator::{Options, Scenario};
use std::ptr::{null, null_mut};

fn fleet_world() -> World {
    let scenario = Scenario::from_json(r#"{"arm":{"fleet":{"count":25},"graphRows":10,"pageSize":10}}"#).unwrap();
    let options = Options { scenario, ..Options::default() };
    World::with(options)
}

#[test]
fn all_identities_of_a_machine() {
    let world = World::new();
    let client = world.client();
    let mut query: AzmiVmQuery = sized();
    query.name = str("vm1");
    let (mut machines, mut view, mut first): (_, AzmiVmIdentityView, AzmiUserAssignedView) =
        (null_mut(), sized(), sized());
    // SAFETY: Every handle is alive while it's used, and freed once.
    unsafe {
        let status = azmi_vm_identity_get(client.0, &raw const query, null(), &raw mut machines, null_mut());
        assert_eq!((status, azmi_vm_identities_len(machines)), (AZMI_STATUS_OK, 1));
        assert_eq!(azmi_vm_identities_get(machines, 0, &raw mut view, null_mut()), AZMI_STATUS_OK);
        assert_eq!(text(&view.identity_type).as_deref(), Some("SystemAssigned, UserAssigned"));
        assert_eq!(text(&view.resource_group).as_deref(), Some("rg1"));
        assert_eq!(view.user_assigned_len, 2);
        assert_eq!(azmi_vm_identities_user_assigned(machines, 0, 1, &raw mut first, null_mut()), AZMI_STATUS_OK);
        assert_eq!(text(&first.name).as_deref(), Some("uai2"));
        for status in [
            azmi_vm_identities_get(machines, 1, &raw mut view, null_mut()),
            azmi_vm_identities_user_assigned(machines, 0, 2, &raw mut first, null_mut()),
            azmi_vm_identities_get(null(), 0, &raw mut view, null_mut()),
        ] {
            assert_eq!(status, AZMI_STATUS_INVALID_ARGUMENT);
        }
        azmi_vm_identities_free(machines);
        azmi_vm_identities_free(null_mut());
        assert_eq!(azmi_vm_identities_len(null()), 0);
    }
}

#[test]
fn a_fleet_is_read_page_by_page_and_ends_with_null() {
    let world = fleet_world();
    let client = world.client();
    let mut query: AzmiFleetQuery = sized();
    query.name_pattern = str("fleet-*");
    let subscriptions = [str("22222222-2222-4222-8222-222222222222")];
    query.subscription_ids = subscriptions.as_ptr();
    query.subscription_ids_len = 1;
    let mut fleet = null_mut();
    let mut pages = Vec::new();
    // SAFETY: Every handle is alive while it's used, and freed once.
    unsafe {
        assert_eq!(azmi_fleet_open(client.0, &raw const query, &raw mut fleet, null_mut()), AZMI_STATUS_OK);
        drop(client);
        loop {
            let mut page = null_mut();
            assert_eq!(azmi_fleet_next(fleet, null(), &raw mut page, null_mut()), AZMI_STATUS_OK);
            if page.is_null() {
                break;
            }
            pages.push(azmi_vm_identities_len(page));
            azmi_vm_identities_free(page);
        }
        azmi_fleet_free(fleet);
        azmi_fleet_free(null_mut());
    }
    assert_eq!(pages, [10, 10, 5]);
}

#[test]
fn an_invalid_fleet_query_is_rejected() {
    let world = World::new();
    let client = world.client();
    let mut query: AzmiFleetQuery = sized();
    let open = |query: &AzmiFleetQuery| {
        let (mut fleet, mut error) = (null_mut(), null_mut());
        // SAFETY: The client and the query are alive; the call makes nothing.
        let status = unsafe { azmi_fleet_open(client.0, query, &raw mut fleet, &raw mut error) };
        assert!(status == AZMI_STATUS_INVALID_ARGUMENT && fleet.is_null());
        Failure::take(error).code
    };
    assert_eq!(open(&query), Code::InvalidQuery.id());
    query.subscription_ids_len = 1;
    assert_eq!(open(&query), Code::InvalidPointer.id());
}

#[test]
fn a_response_has_status_headers_body_and_pages() {
    let world = fleet_world();
    let client = world.client();
    let mut request: AzmiRestRequest = sized();
    request.path = str("/subscriptions/22222222-2222-4222-8222-222222222222/resources");
    request.api_version = str("2022-09-01");
    request.paginate = 1;
    let headers = [
        AzmiHeader { name: str("x-ms-client-request-id"), value: str("mine") },
        AzmiHeader { name: str("x-ms-return-client-request-id"), value: str("true") },
    ];
    request.headers = headers.as_ptr();
    request.headers_len = headers.len();
    let mut answer = null_mut();
    let mut entries = 0;
    // SAFETY: Every handle is alive while it's used, and freed once.
    unsafe {
        assert_eq!(azmi_rest_send(client.0, &raw const request, null(), &raw mut answer, null_mut()), AZMI_STATUS_OK);
        drop(client);
        let mut view: AzmiRestView = sized();
        while !answer.is_null() {
            assert_eq!(azmi_rest_view(answer, &raw mut view, null_mut()), AZMI_STATUS_OK);
            assert_eq!((view.http_status, view.is_list), (200, 1));
            assert!(text(&view.body).unwrap().contains("\"value\""));
            for index in 0..view.items_len {
                let mut item = crate::support::ABSENT;
                assert_eq!(azmi_rest_item(answer, index, &raw mut item, null_mut()), AZMI_STATUS_OK);
                assert!(text(&item).unwrap().starts_with('{'));
                entries += 1;
            }
            let names: Vec<_> = (0..view.headers_len)
                .map(|index| {
                    let mut header = AzmiHeader { name: crate::support::ABSENT, value: crate::support::ABSENT };
                    assert_eq!(azmi_rest_header(answer, index, &raw mut header, null_mut()), AZMI_STATUS_OK);
                    (text(&header.name).unwrap(), text(&header.value).unwrap())
                })
                .collect();
            assert!(names.contains(&("x-ms-client-request-id".into(), "mine".into())), "{names:?}");
            let mut item = crate::support::ABSENT;
            assert_eq!(azmi_rest_item(answer, view.items_len, &raw mut item, null_mut()), AZMI_STATUS_INVALID_ARGUMENT);
            let mut next = null_mut();
            assert_eq!(azmi_rest_next(answer, null(), &raw mut next, null_mut()), AZMI_STATUS_OK);
            azmi_rest_free(answer);
            answer = next;
        }
        azmi_rest_free(null_mut());
    }
    assert!(entries > 30);
}

#[test]
fn an_invalid_request_is_rejected() {
    let world = World::new();
    let client = world.client();
    let send = |request: *const AzmiRestRequest| {
        let (mut answer, mut error) = (null_mut(), null_mut());
        // SAFETY: The client and the request are alive; the call makes nothing.
        let status = unsafe { azmi_rest_send(client.0, request, null(), &raw mut answer, &raw mut error) };
        assert!(status != AZMI_STATUS_OK && answer.is_null());
        Failure::take(error).code
    };
    assert_eq!(send(null()), Code::InvalidPointer.id());
    let mut request: AzmiRestRequest = sized();
    assert_eq!(send(&raw const request), Code::InvalidRequest.id());
    request.uri = str("https://example.com/");
    assert_eq!(send(&raw const request), Code::ResourceRequired.id());
}

#[test]
fn an_error_response_is_a_result_with_any_status() {
    let world = World::new();
    let client = world.client();
    let mut request: AzmiRestRequest = sized();
    request.path = str("/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/nosuch");
    request.api_version = str("2022-09-01");
    request.any_status = 1;
    let mut answer = null_mut();
    // SAFETY: Every handle is alive while it's used, and freed once.
    unsafe {
        assert_eq!(azmi_rest_send(client.0, &raw const request, null(), &raw mut answer, null_mut()), AZMI_STATUS_OK);
        let mut view: AzmiRestView = sized();
        assert_eq!(azmi_rest_view(answer, &raw mut view, null_mut()), AZMI_STATUS_OK);
        assert_eq!((view.http_status, view.is_list, view.has_next), (404, 0, 0));
        assert!(text(&view.body).unwrap().contains("ResourceGroupNotFound"));
        azmi_rest_free(answer);
    }
}
