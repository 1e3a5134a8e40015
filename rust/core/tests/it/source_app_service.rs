//! App Service and Functions (`protocols.md`, 1.5): version 2019-08-01, and the old 2017-09-01 with its dates.

use crate::sources::machine::Machine;
use crate::sources::*;
use crate::support::*;
use azmi_core::{Call, Code, Identity, IdentityType, SourceKind, TokenRequest};
use azmi_emulator::{Emulator, Endpoint, Fault};
use std::time::Duration;

const OF: Endpoint = Endpoint::AppService;

#[tokio::test]
async fn the_apps_system_assigned_identity_signs_in() {
    let emulator = emulator();
    let (own, _) = identities(&emulator, OF);
    let connection = client_of(&emulator, OF, Identity::SystemAssigned).connect(&quick()).await.unwrap();
    assert_eq!(connection.source, SourceKind::AppService);
    assert_eq!(connection.identity_type, IdentityType::SystemAssigned);
    assert_eq!(connection.principal_id, Some(own.principal_id));
    assert_eq!(connection.identity_resource_id, Some(own.resource_id));
    assert!(connection.identity_verified && connection.emulated);
    // An app isn't a machine: it has no machine name or id.
    assert_eq!((connection.vm_name, connection.vm_id), (None, None));
}

#[tokio::test]
async fn each_selector_is_sent_under_its_own_parameter_name() {
    let emulator = emulator();
    let (_, assigned) = identities(&emulator, OF);
    for (identity, name) in selectors(&assigned).into_iter().zip(["client_id", "object_id", "mi_res_id"]) {
        emulator.clear_requests();
        let connection = client_of(&emulator, OF, identity).connect(&quick()).await.unwrap();
        assert_eq!(connection.principal_id.as_ref(), Some(&assigned.principal_id));
        assert!(connection.identity_verified);
        let sent = asked(&emulator, OF);
        assert!(sent[0].parameter(name).is_some(), "{}", sent[0].query);
        assert_eq!(sent[0].parameter("api-version").unwrap(), "2019-08-01");
    }
}

#[tokio::test]
async fn a_trailing_slash_in_the_endpoint_is_kept() {
    let emulator = emulator();
    let variables = variables(&emulator, OF);
    let slashed = format!("{}/", variables["IDENTITY_ENDPOINT"]);
    let options = with_variables(changed(variables, "IDENTITY_ENDPOINT", &slashed), Identity::SystemAssigned);
    made(options, Machine::plain()).unwrap().token(&request(ARM), &quick()).await.unwrap();
    assert_eq!(emulator.requests()[0].path, "/msi/token/");
}

#[tokio::test]
async fn an_unassigned_identity_is_reported_with_the_platforms_message() {
    let emulator = emulator();
    let error =
        client_of(&emulator, OF, Identity::ClientId(NOBODY.into())).token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (Code::IdentityNotAssigned, Some(400)));
    assert!(error.message().contains(
        "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId."
    ));
    assert!(error.next_step().unwrap().contains("az webapp identity"));
    assert!(error.request_id().is_some());
    assert_eq!(asked(&emulator, OF).len(), 1);
}

#[tokio::test]
async fn an_unknown_audience_appears_as_a_server_error_and_the_next_step_says_so() {
    let emulator = emulator_with(r#"{"unknownResources":["https://nowhere.example"]}"#);
    let error = client_of(&emulator, OF, Identity::SystemAssigned)
        .token(&request("https://nowhere.example"), &quick())
        .await
        .unwrap_err();
    assert_eq!((error.code(), error.http_status(), error.retryable()), (Code::IdentityEndpointFailed, Some(500), true));
    assert!(error.message().contains("An unexpected error occured while fetching the AAD Token."));
    assert!(error.next_step().unwrap().contains("https://nowhere.example"));
    // Retried like every 500, because the platform reports the same when it is busy.
    assert_eq!(asked(&emulator, OF).len(), 4);
}

#[tokio::test]
async fn without_time_for_a_retry_the_platforms_message_is_still_reported() {
    let emulator = emulator_with(r#"{"unknownResources":["https://nowhere.example"]}"#);
    let call = Call::new().with_timeout(Duration::from_millis(500));
    let error = client_of(&emulator, OF, Identity::SystemAssigned)
        .token(&request("https://nowhere.example"), &call)
        .await
        .unwrap_err();
    assert_eq!((error.code(), error.http_status()), (Code::TimedOut, Some(500)));
    assert!(error.message().contains("An unexpected error occured while fetching the AAD Token."), "{error}");
}

#[tokio::test]
async fn a_changed_header_is_reported_and_a_new_client_reads_the_new_one() {
    for status in [401, 403] {
        let emulator = emulator_with(&format!(r#"{{"hosts":{{"appService":{{"wrongSecretStatus":{status}}}}}}}"#));
        let before = changed(variables(&emulator, OF), "IDENTITY_HEADER", "the old one");
        let stale = made(with_variables(before, Identity::SystemAssigned), Machine::plain()).unwrap();
        let error = stale.token(&request(ARM), &quick()).await.unwrap_err();
        assert_eq!((error.code(), error.http_status()), (Code::TokenRefused, Some(status)));
        let next = error.next_step().unwrap();
        assert!(next.contains("IDENTITY_HEADER") && next.contains("connect again"));
        assert!(!format!("{error:?}").contains("the old one"));
        assert_eq!(asked(&emulator, OF).len(), 1);

        // The token obtained with the new header isn't shared with the old client, because the secret is part of the cache key.
        let fresh = client_of(&emulator, OF, Identity::SystemAssigned);
        fresh.token(&request(ARM), &quick()).await.unwrap();
        let still = stale.token(&request(ARM), &quick()).await.unwrap_err();
        assert_eq!(still.code(), Code::TokenRefused);
    }
}

/// When a token from the old protocol expires, according to the response and to the token itself.
async fn old_times(emulator: &Emulator) -> (i64, i64) {
    let client = made(with_variables(old_app_service(emulator), Identity::SystemAssigned), Machine::plain()).unwrap();
    let token = client.token(&request(ARM), &quick()).await.unwrap().token;
    assert_eq!(token.source, SourceKind::AppService);
    (token.expires_on, token.claims.expires_on.unwrap())
}

#[tokio::test]
async fn the_dates_of_the_old_protocol_are_parsed() {
    for dates in ["linux", "windows", "epoch"] {
        let emulator = emulator_with(&format!(r#"{{"hosts":{{"appService":{{"dates":"{dates}"}}}}}}"#));
        let (told, meant) = old_times(&emulator).await;
        assert_eq!(told, meant, "{dates}");
        let sent = &emulator.requests()[0];
        assert_eq!(sent.query, "resource=https%3A%2F%2Fmanagement.azure.com%2F&api-version=2017-09-01");
        assert!(sent.headers.contains_key("secret") && !sent.headers.contains_key("x-identity-header"));
    }
}

#[tokio::test]
async fn every_date_format_means_the_same_moment() {
    let emulator = emulator();
    for text in [
        r#""12/31/2098 01:02:03""#,
        r#""2098-12-31 01:02:03""#,
        r#""2098-12-31T01:02:03Z""#,
        r#""2098-12-31T03:02:03+02:00""#,
        r#""12/31/2098 1:02:03 AM +00:00""#,
        r#""4070826123""#,
        "4070826123",
    ] {
        emulator.set_faults(vec![Fault {
            status: Some(200),
            body: Some(format!(r#"{{"access_token":"a.b.c","expires_on":{text},"token_type":"Bearer"}}"#)),
            ..Fault::at(OF)
        }]);
        let client =
            made(with_variables(old_app_service(&emulator), Identity::SystemAssigned), Machine::plain()).unwrap();
        let again = TokenRequest { force_refresh: true, ..request(ARM) };
        let token = client.token(&again, &quick()).await.unwrap().token;
        assert_eq!(token.expires_on, 4_070_826_123, "{text}");
    }
}

#[tokio::test]
async fn the_old_protocol_accepts_only_client_ids() {
    let emulator = emulator();
    let (_, assigned) = identities(&emulator, OF);
    let [by_client_id, by_object_id, by_resource_id] = selectors(&assigned);
    let old = |identity| made(with_variables(old_app_service(&emulator), identity), Machine::plain());
    for identity in [by_object_id, by_resource_id] {
        assert_eq!(code(old(identity)), Code::SelectorNotSupported);
    }
    assert!(emulator.requests().is_empty());

    let token = old(by_client_id).unwrap().token(&request(ARM), &quick()).await.unwrap().token;
    assert_eq!(token.claims.principal_id, Some(assigned.principal_id));
    assert_eq!(emulator.requests()[0].parameter("clientid"), Some(assigned.client_id));

    let error = old(Identity::ClientId(NOBODY.into())).unwrap().token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::IdentityNotAssigned);
    assert!(error.message().contains("No MSI found for specified ClientId/ResourceId."));
    assert!(error.request_id().is_some());
}

#[tokio::test]
async fn a_200_with_an_exception_in_its_body_is_a_refusal() {
    let emulator = emulator();
    emulator.set_faults(refusal(
        OF,
        200,
        r#"{"ExceptionMessage":"The directory said no.","ErrorCode":"invalid_grant"}"#,
    ));
    let client = made(with_variables(old_app_service(&emulator), Identity::SystemAssigned), Machine::plain()).unwrap();
    let error = client.token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (Code::TokenRefused, Some(200)));
    assert!(error.message().contains("The directory said no."));
}

#[tokio::test]
async fn in_a_national_cloud_the_apps_host_name_determines_the_audience() {
    let emulator = emulator();
    for (host, audience) in [
        ("app1.azurewebsites.us", "https://management.usgovcloudapi.net/"),
        ("app1.chinacloudsites.cn", "https://management.chinacloudapi.cn"),
        ("app1.azurewebsites.net", ARM),
    ] {
        emulator.clear_requests();
        let variables = changed(variables(&emulator, OF), "WEBSITE_HOSTNAME", host);
        let client = made(with_variables(variables, Identity::SystemAssigned), Machine::plain()).unwrap();
        // The emulator plays the public cloud and refuses the audiences of other clouds.
        let _ = client.token(&TokenRequest::default(), &quick()).await;
        let sent = asked(&emulator, OF);
        assert_eq!(sent[0].parameter("resource").as_deref(), Some(audience), "{host}");
    }
}
