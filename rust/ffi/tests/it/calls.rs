//! The main functions: connect, get tokens, get principal ids.

use crate::support::{ABSENT, World, principal_id, sized, str, text, token_facts};
use azmi::abi::*;
use azmi::audience::*;
use azmi::client::*;
use azmi::constants::*;
use azmi::library::*;
use azmi::token::*;
use std::ptr::{null, null_mut};

#[test]
fn a_connection_describes_identity_and_machine() {
    let world = World::new();
    let facts = world.emulator.endpoints();
    let client = world.client();
    let connection = client.connect(null()).unwrap();
    // Handles may be freed in any order.
    drop(client);
    let mut view: AzmiConnectionView = sized();
    // SAFETY: The connection is alive until it's freed below, once.
    unsafe {
        assert_eq!(azmi_connection_view(connection, &raw mut view, null_mut()), AZMI_STATUS_OK);
        let own = facts.system_assigned.as_ref().unwrap();
        assert_eq!((view.source, view.identity_type), (AZMI_SOURCE_VM, AZMI_IDENTITY_SYSTEM_ASSIGNED));
        assert_eq!((view.identity_verified, view.emulated), (1, 1));
        assert_eq!(text(&view.source_name).as_deref(), Some("Vm"));
        assert!(text(&view.source_reason).is_some_and(|reason| !reason.is_empty()));
        assert!(text(&view.endpoint).unwrap().starts_with(&facts.imds));
        assert_eq!(text(&view.principal_id), Some(own.principal_id.clone()));
        assert_eq!(text(&view.client_id), Some(own.client_id.clone()));
        assert_eq!(text(&view.tenant_id), Some(facts.tenant_id.clone()));
        assert_eq!(text(&view.subscription_id), Some(facts.subscription_id.clone()));
        assert_eq!(text(&view.resource_group), Some(facts.resource_group_name.clone()));
        assert_eq!(text(&view.vm_name), Some(facts.vm_name.clone()));
        assert_eq!(text(&view.vm_id), Some(facts.vm_id.clone()));
        assert!(text(&view.identity_resource_id).unwrap().eq_ignore_ascii_case(&facts.vm_resource_id));
        assert!(text(&view.environment).is_some());
        azmi_connection_free(connection);
    }
}

#[test]
fn a_token_is_requested_once_and_then_comes_from_the_cache() {
    let world = World::new();
    let client = world.client();
    let token = client.token(null(), null()).unwrap();
    let mut view: AzmiTokenView = sized();
    // SAFETY: The token is alive until it's freed below.
    unsafe {
        assert_eq!(azmi_token_view(token, &raw mut view, null_mut()), AZMI_STATUS_OK);
    }
    assert_eq!((view.from_cache, view.same_as_before, view.emulated), (0, 0, 1));
    assert_eq!((view.source, text(&view.source_name).as_deref()), (AZMI_SOURCE_VM, Some("Vm")));
    assert!(view.issued_on > 0 && view.refresh_on > view.issued_on && view.expires_on > view.refresh_on);
    let own = world.emulator.endpoints().system_assigned.clone().unwrap();
    assert_eq!(text(&view.principal_id), Some(own.principal_id));
    assert_eq!(text(&view.client_id), Some(own.client_id));
    assert!(text(&view.resource).unwrap().starts_with("https://"));
    let secret = text(&view.secret).unwrap();
    assert_eq!(secret.split('.').count(), 3);

    let (second, from_cache) = token_facts(client.token(null(), null()).unwrap());
    assert!(from_cache && second == secret);
    assert_eq!(world.token_requests(), 1);

    // The handle still holds its token after the client was freed.
    drop(client);
    assert_eq!(text(&view.secret), Some(secret));
    // SAFETY: It's freed once.
    unsafe { azmi_token_free(token) };
}

#[test]
fn a_forced_refresh_sends_another_request() {
    let world = World::new();
    let client = world.client();
    token_facts(client.token(null(), null()).unwrap());
    let mut options: AzmiTokenOptions = sized();
    options.force_refresh = 1;
    let (_, from_cache) = token_facts(client.token(&raw const options, null()).unwrap());
    assert!(!from_cache);
    assert_eq!(world.token_requests(), 2);
}

#[test]
fn a_token_for_another_resource() {
    let world = World::new();
    let client = world.client();
    let mut options: AzmiTokenOptions = sized();
    options.resource = str("https://vault.azure.net");
    token_facts(client.token(&raw const options, null()).unwrap());
    let asked = world.emulator.requests();
    assert!(asked.iter().any(|request| request.parameter("resource").as_deref() == Some("https://vault.azure.net")));
}

#[test]
fn principal_ids_of_this_machine_and_by_every_kind_of_query() {
    let world = World::new();
    let facts = world.emulator.endpoints();
    let own = facts.system_assigned.as_ref().unwrap();
    let client = world.client();

    let whole = client.principal(null(), null()).unwrap();
    let mut view: AzmiVmPrincipalView = sized();
    // SAFETY: The principal is alive until `principal_id` frees it.
    unsafe {
        assert_eq!(azmi::vm_principal::azmi_vm_principal_view(whole, &raw mut view, null_mut()), AZMI_STATUS_OK);
    }
    assert_eq!(view.identity_type, AZMI_IDENTITY_SYSTEM_ASSIGNED);
    assert_eq!(text(&view.tenant_id), Some(facts.tenant_id.clone()));
    assert!(text(&view.resource_id).unwrap().eq_ignore_ascii_case(&facts.vm_resource_id));
    assert_eq!(principal_id(whole), own.principal_id);

    let named = |change: &dyn Fn(&mut AzmiVmQuery)| {
        let mut query: AzmiVmQuery = sized();
        change(&mut query);
        client.principal(&raw const query, null()).map(principal_id)
    };
    assert_eq!(named(&|_| ()).unwrap(), own.principal_id);
    assert_eq!(named(&|query| query.name = str(&facts.vm_name)).unwrap(), own.principal_id);
    assert_eq!(named(&|query| query.resource_id = str(&facts.vm_resource_id)).unwrap(), own.principal_id);
    let all = |query: &mut AzmiVmQuery| {
        query.name = str(&facts.vm_name);
        query.resource_group = str(&facts.resource_group_name);
        query.subscription_id = str(&facts.subscription_id);
    };
    assert_eq!(named(&all).unwrap(), own.principal_id);
    let user_assigned = &facts.user_assigned[0];
    let by_identity = |query: &mut AzmiVmQuery| {
        all(query);
        query.identity_name = str(&user_assigned.name);
    };
    assert_eq!(named(&by_identity).unwrap(), user_assigned.principal_id);
}

#[test]
fn every_selector_finds_its_identity() {
    let world = World::new();
    let wanted = world.emulator.endpoints().user_assigned[1].clone();
    let selectors: [&dyn Fn(&mut AzmiClientOptions); 5] = [
        &|options| options.client_id = str(&wanted.client_id),
        &|options| options.object_id = str(&wanted.principal_id),
        &|options| options.identity_resource_id = str(&wanted.resource_id),
        &|options| options.account_id = str(&wanted.client_id),
        &|options| options.account_id = str(&wanted.resource_id),
    ];
    for (number, selector) in selectors.into_iter().enumerate() {
        let client = world.client_with(|options| selector(options)).unwrap();
        let token = client.token(null(), null()).unwrap();
        let mut view: AzmiTokenView = sized();
        // SAFETY: The token is alive until it is freed, once.
        unsafe {
            assert_eq!(azmi_token_view(token, &raw mut view, null_mut()), AZMI_STATUS_OK);
            assert_eq!(text(&view.principal_id).as_ref(), Some(&wanted.principal_id), "selector {number}");
            azmi_token_free(token);
        }
    }
}

#[test]
fn the_library_reports_its_versions_and_path() {
    assert_eq!(azmi_abi_version(), AZMI_ABI_VERSION_MAJOR << 16 | AZMI_ABI_VERSION_MINOR);
    let mut version = ABSENT;
    let mut path = ABSENT;
    // SAFETY: Both outputs are valid for writing.
    unsafe {
        assert_eq!(azmi_version_string(&raw mut version), AZMI_STATUS_OK);
        assert_eq!(azmi_library_path(&raw mut path, null_mut()), AZMI_STATUS_OK);
        assert_eq!(azmi_version_string(null_mut()), AZMI_STATUS_INVALID_ARGUMENT);
        assert_eq!(azmi_library_path(null_mut(), null_mut()), AZMI_STATUS_INVALID_ARGUMENT);
    }
    assert_eq!(text(&version).as_deref(), Some(env!("CARGO_PKG_VERSION")));
    // The library is linked into this program.
    let path = std::path::PathBuf::from(text(&path).unwrap()).canonicalize().unwrap();
    assert_eq!(path, std::env::current_exe().unwrap().canonicalize().unwrap());
}

#[test]
fn audiences_are_listed_for_each_cloud() {
    let get = |index: usize, cloud: &str| {
        let mut view: AzmiAudienceView = sized();
        let data = if cloud.is_empty() { null() } else { cloud.as_ptr() };
        // SAFETY: The name outlives the call, and the view has the size that it states.
        let status = unsafe { azmi_audience_get(index, data, cloud.len(), &raw mut view, null_mut()) };
        (status, text(&view.name), text(&view.description), text(&view.audience))
    };
    assert!(azmi_audience_len() >= 5);
    let mut names = Vec::new();
    for index in 0..azmi_audience_len() {
        let (status, name, description, _) = get(index, "");
        assert_eq!(status, AZMI_STATUS_OK);
        assert!(description.is_some_and(|text| !text.is_empty()));
        names.push(name.unwrap());
    }
    let vault = names.iter().position(|name| name == "KeyVault").unwrap();
    assert_eq!(get(vault, "").3.as_deref(), Some("https://vault.azure.net"));
    assert_eq!(get(vault, "AzureUSGovernment").3.as_deref(), Some("https://vault.usgovcloudapi.net"));
    let (status, name, _, audience) = get(azmi_audience_len(), "");
    assert_eq!((status, name, audience), (AZMI_STATUS_INVALID_ARGUMENT, None, None));
}
