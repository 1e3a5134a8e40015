//! Failures as a C program sees them: invalid pointers and text, and errors of the service.

use crate::support::{ABSENT, Failure, World, make, sized, str, text};
use azmi::abi::*;
use azmi::cancel::*;
use azmi::client::*;
use azmi::constants::*;
use azmi::error::*;
use azmi::token::*;
use azmi::vm_principal::*;
use azmi_emulator::{Endpoint, Fault};
use std::ptr::{null, null_mut};

#[test]
fn freeing_null_does_nothing() {
    // SAFETY: NULL is allowed.
    unsafe {
        azmi_client_free(null_mut());
        azmi_connection_free(null_mut());
        azmi_token_free(null_mut());
        azmi_vm_principal_free(null_mut());
        azmi_cancel_free(null_mut());
        azmi_error_free(null_mut());
        azmi_cancel_trigger(null());
    }
}

#[test]
fn null_handles_are_distinguished_from_null_outputs() {
    let invalid = |failure: Box<Failure>, word: &str| {
        assert_eq!((failure.status, failure.code.as_str()), (AZMI_STATUS_INVALID_ARGUMENT, "InvalidPointer"));
        assert!(failure.message.contains(word), "{}", failure.message);
    };
    // SAFETY: NULL is rejected before anything is read.
    unsafe {
        invalid(make(|out, error| azmi_client_connect(null(), null(), out, error)).unwrap_err(), "'client'");
        invalid(make(|out, error| azmi_token_get(null(), null(), null(), out, error)).unwrap_err(), "'client'");
        invalid(make(|out, error| azmi_vm_principal_get(null(), null(), null(), out, error)).unwrap_err(), "'client'");

        let mut error = null_mut();
        assert_eq!(azmi_client_new(null(), null_mut(), &raw mut error), AZMI_STATUS_INVALID_ARGUMENT);
        invalid(Failure::take(error), "'out'");
        assert_eq!(azmi_cancel_new(null_mut(), null_mut()), AZMI_STATUS_INVALID_ARGUMENT);

        let mut view: AzmiTokenView = sized();
        view.expires_on = 5;
        assert_eq!(azmi_token_view(null(), &raw mut view, &raw mut error), AZMI_STATUS_INVALID_ARGUMENT);
        invalid(Failure::take(error), "'token'");
        assert_eq!(view.expires_on, 0);
        let mut view: AzmiErrorView = sized();
        assert_eq!(azmi_error_view(null(), &raw mut view), AZMI_STATUS_INVALID_ARGUMENT);
        let mut view: AzmiConnectionView = sized();
        assert_eq!(azmi_connection_view(null(), &raw mut view, &raw mut error), AZMI_STATUS_INVALID_ARGUMENT);
        invalid(Failure::take(error), "'connection'");
        let mut view: AzmiVmPrincipalView = sized();
        assert_eq!(azmi_vm_principal_view(null(), &raw mut view, &raw mut error), AZMI_STATUS_INVALID_ARGUMENT);
        invalid(Failure::take(error), "'principal'");
    }
}

#[test]
fn views_without_a_size_are_rejected_and_not_written() {
    let world = World::new();
    let token = world.client().token(null(), null()).unwrap();
    for size in [0, 3, u32::MAX] {
        let mut view: AzmiTokenView = sized();
        (view.size, view.expires_on) = (size, 5);
        let mut error = null_mut();
        // SAFETY: The token is alive, and nothing after a wrong size is touched.
        let status = unsafe { azmi_token_view(token, &raw mut view, &raw mut error) };
        assert_eq!(status, AZMI_STATUS_INVALID_ARGUMENT);
        assert!(Failure::take(error).hint.unwrap().contains("sizeof(AzmiTokenView)"));
        assert_eq!(view.expires_on, 5);
    }
    // SAFETY: It's freed once.
    unsafe { azmi_token_free(token) };
}

#[test]
fn an_older_program_works_with_the_fields_that_it_knows() {
    let world = World::new();
    let client = world.client();
    // As if `claims` had been added later.
    let mut options: AzmiTokenOptions = sized();
    options.size = std::mem::offset_of!(AzmiTokenOptions, claims) as u32;
    options.claims = str("not looked at");
    let token = client.token(&raw const options, null()).unwrap();
    // As if everything from `secret` on had been added later.
    let mut view: AzmiTokenView = sized();
    view.size = std::mem::offset_of!(AzmiTokenView, secret) as u32;
    view.resource = str("left alone");
    // SAFETY: The token is alive until it's freed, once.
    unsafe {
        assert_eq!(azmi_token_view(token, &raw mut view, null_mut()), AZMI_STATUS_OK);
        azmi_token_free(token);
    }
    assert!(view.expires_on > 0 && view.secret.data.is_null());
    assert_eq!(text(&view.resource).as_deref(), Some("left alone"));
}

#[test]
fn text_that_is_not_utf_8_is_rejected_by_its_name() {
    let world = World::new();
    let bad = AzmiStr { data: b"vm\xff".as_ptr(), len: 3 };
    let refused = |failure: Box<Failure>, name: &str| {
        assert_eq!((failure.status, failure.code.as_str()), (AZMI_STATUS_INVALID_ARGUMENT, "InvalidUtf8"));
        assert!(failure.message.contains(&format!("'{name}'")), "{}", failure.message);
    };
    refused(world.client_with(|options| options.client_id = bad).err().unwrap(), "client_id");
    refused(world.client_with(|options| options.environment = bad).err().unwrap(), "environment");
    let variable = AzmiEnvVar { name: str("HTTPS_PROXY"), value: bad };
    let with_variable = |variable: &AzmiEnvVar| {
        world.client_with(|options| (options.env, options.env_len) = (std::ptr::from_ref(variable), 1))
    };
    refused(with_variable(&variable).err().unwrap(), "env[0].value");
    refused(with_variable(&AzmiEnvVar { name: bad, value: ABSENT }).err().unwrap(), "env[0].name");

    let client = world.client();
    let mut query: AzmiVmQuery = sized();
    query.name = bad;
    refused(client.principal(&raw const query, null()).unwrap_err(), "name");
    let mut options: AzmiTokenOptions = sized();
    options.resource = bad;
    refused(client.token(&raw const options, null()).unwrap_err(), "resource");
    assert!(world.emulator.requests().is_empty());
}

#[test]
fn invalid_variables_and_numbers_are_rejected() {
    let world = World::new();
    let code =
        |change: &dyn Fn(&mut AzmiClientOptions)| world.client_with(|options| change(options)).err().unwrap().code;
    let nameless = AzmiEnvVar { name: ABSENT, value: str("x") };
    assert_eq!(code(&|options| options.source = 99), "InvalidPointer");
    assert_eq!(code(&|options| options.env = null()), "InvalidPointer");
    assert_eq!(code(&|options| (options.env, options.env_len) = (&raw const nameless, 1)), "InvalidPointer");
    assert_eq!(code(&|options| options.client_id = str("no guid")), "InvalidClientId");
    let both = |options: &mut AzmiClientOptions| {
        options.client_id = str("66666666-6666-4666-8666-666666666661");
        options.object_id = str("55555555-5555-4555-8555-555555555551");
    };
    assert_eq!(code(&both), "ConflictingSelectors");
}

#[test]
fn an_error_of_the_service_is_reported_completely() {
    let world = World::new();
    world.emulator.set_faults(vec![Fault { status: Some(403), ..Fault::at(Endpoint::Arm) }]);
    let client = world.client();
    let mut query: AzmiVmQuery = sized();
    query.name = str("vm1");
    query.resource_group = str("rg1");
    let failure = client.principal(&raw const query, null()).unwrap_err();
    assert_eq!((failure.status, failure.code.as_str()), (AZMI_STATUS_FORBIDDEN, "AuthorizationFailed"));
    assert!(!failure.message.is_empty() && failure.hint.is_some());
    assert_eq!((failure.http_status, failure.retryable), (403, false));
    assert!(failure.service_code.is_some(), "{failure:?}");
    assert!(failure.request_id.is_some(), "{failure:?}");
}

#[test]
fn an_error_about_a_missing_identity_names_the_source() {
    let world = World::new();
    let client = world.client_with(|options| options.client_id = str("66666666-6666-4666-8666-000000000000")).unwrap();
    let failure = client.token(null(), null()).unwrap_err();
    assert_eq!((failure.status, failure.code.as_str()), (AZMI_STATUS_IDENTITY_NOT_ASSIGNED, "IdentityNotAssigned"));
    assert_eq!(failure.source.as_deref(), Some("Vm"));
    assert_eq!(failure.http_status, 400);
}

#[test]
fn a_slow_response_ends_with_the_time_limit() {
    let world = World::new();
    world.emulator.set_faults(vec![Fault { delay_ms: 20_000, ..Fault::at(Endpoint::Imds) }]);
    let client = world.client();
    let mut call: AzmiCallOptions = sized();
    call.timeout_ms = 100;
    let start = std::time::Instant::now();
    let failure = client.connect(&raw const call).unwrap_err();
    assert_eq!((failure.status, failure.code.as_str()), (AZMI_STATUS_TIMEOUT, "TimedOut"));
    assert!(failure.retryable);
    assert!(start.elapsed() < std::time::Duration::from_secs(10), "{:?}", start.elapsed());
}
