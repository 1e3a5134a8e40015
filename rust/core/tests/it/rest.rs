//! REST requests: what is refused before anything is sent, which hosts get tokens, and what is returned.

use crate::support::rest::*;
use crate::support::*;
use azmi_core::{Code, Event, RestRequest};
use azmi_emulator::Fault;
use serde_json::json;

#[tokio::test]
async fn a_path_returns_status_headers_and_body() {
    let emulator = emulator();
    let client = client(&emulator);
    let answer = send(&client, path(SUBSCRIPTION)).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().any(|(name, _)| name == "x-ms-request-id"));
    assert_eq!(json_of(&answer)["displayName"], "Emulated subscription");
    assert!(answer.items().is_none() && !answer.has_next_page());
    let in_query = RestRequest { api_version: None, ..path(&format!("{SUBSCRIPTION}?api-version=2022-12-01")) };
    assert!(send(&client, in_query).await.is_ok());
    let absolute = uri(&format!("{}{SUBSCRIPTION}?api-version=2022-12-01", emulator.endpoints().arm));
    assert!(send(&client, absolute).await.is_ok());
    let head = RestRequest { method: Some("head".into()), ..path(&format!("{SUBSCRIPTION}/resourceGroups/rg1")) };
    assert_eq!(send(&client, head).await.unwrap().status(), 204);
}

#[tokio::test]
async fn an_invalid_request_is_refused_before_anything_is_sent() {
    let emulator = emulator();
    let client = client(&emulator);
    client.connect(&quick()).await.unwrap();
    emulator.clear_requests();
    let header = |name: &str, value: &str| RestRequest { headers: vec![(name.into(), value.into())], ..path("/x") };
    let method = |method: &str| RestRequest { method: Some(method.into()), ..path("/x") };
    for (request, expected) in [
        (RestRequest::default(), Code::InvalidRequest),
        (RestRequest { uri: Some("https://x".into()), ..path("/x") }, Code::InvalidRequest),
        (RestRequest { api_version: None, ..path("/x") }, Code::InvalidRequest),
        (path("/x?api-version=1"), Code::InvalidRequest),
        (RestRequest { body: Some("{}".into()), ..path("/x") }, Code::InvalidRequest),
        (path("x"), Code::InvalidUri),
        (path("https://evil.example/"), Code::InvalidUri),
        (path("/x#y"), Code::InvalidUri),
        (path("/x\r\ny: z"), Code::InvalidUri),
        (uri("no uri"), Code::InvalidUri),
        (uri("https://user:word@management.azure.com/"), Code::InvalidUri),
        (uri("https://management.azure.com/#x"), Code::InvalidUri),
        (uri("http://management.azure.com/"), Code::UntrustedHost),
        (uri("ftp://management.azure.com/"), Code::UntrustedHost),
        (method("GE T"), Code::InvalidMethod),
        (method("TRACE"), Code::InvalidMethod),
        (method("connect"), Code::InvalidMethod),
        (header("Authorization", "Bearer x"), Code::InvalidHeader),
        (header("host", "evil.example"), Code::InvalidHeader),
        (header("Content-Length", "5"), Code::InvalidHeader),
        (header("a b", "c"), Code::InvalidHeader),
        (header("a", "b\r\nc: d"), Code::InvalidHeader),
        (
            RestRequest { headers: vec![("a".into(), "1".into()), ("A".into(), "2".into())], ..path("/x") },
            Code::InvalidHeader,
        ),
        (RestRequest { method: Some("PUT".into()), body: Some("{".into()), ..path("/x") }, Code::InvalidBody),
        (RestRequest { resource: Some("two words".into()), ..path("/x") }, Code::InvalidResource),
        (RestRequest { resource: Some("Nonsense".into()), ..path("/x") }, Code::UnknownResourceName),
        (uri("https://example.com/"), Code::ResourceRequired),
        (uri("https://vault.azure.net.evil.example/"), Code::ResourceRequired),
        (uri("https://management.azure.com/subscriptions"), Code::ResourceRequired),
    ] {
        assert_eq!(code(send(&client, request.clone()).await), expected, "{request:?}");
    }
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn a_path_cannot_lead_to_another_host() {
    let emulator = emulator();
    let client = client(&emulator);
    for outside in ["//evil.example/x", "/\\evil.example/x", "/../../x", "/a/%2e%2E/x", "/a/%2f../x", "/a/.%5c/x"] {
        let error = send(&client, path(outside)).await.unwrap_err();
        assert_eq!(error.code(), Code::InvalidUri, "{outside}");
        assert!(error.next_step().is_some(), "{outside}");
    }
    let address = uri(&format!("{}/a/../b", emulator.endpoints().arm));
    assert_eq!(code(send(&client, address).await), Code::InvalidUri);
    assert!(emulator.requests().is_empty());
    let error = send(&client, path("/@evil.example/x")).await.unwrap_err();
    assert_eq!(error.http_status(), Some(404), "the emulator itself responded");
}

#[tokio::test]
async fn an_unknown_host_gets_a_token_only_for_a_named_audience_and_verbose_says_so() {
    let emulator = emulator();
    let client = client(&emulator);
    let port = emulator.endpoints().arm.rsplit(':').next().unwrap().to_owned();
    // The same listener under a name that isn't a known host.
    let foreign = uri(&format!("https://127.0.0.1:{port}{SUBSCRIPTION}?api-version=2022-12-01"));
    let error = send(&client, foreign.clone()).await.err().unwrap();
    assert_eq!(error.code(), Code::ResourceRequired);
    assert!(error.next_step().unwrap().starts_with("If you trust this host"), "{error:?}");
    let public = RestRequest { uri: Some("https://kv1.vault.azure.net/secrets/s".to_owned()), ..foreign.clone() };
    let error = send(&client, public).await.err().unwrap();
    let hint = "This is the address of KeyVault in another cloud. Use the one that it has in AzmiEmulator (audience https://vault.localhost).";
    assert_eq!((error.code(), error.next_step()), (Code::ResourceRequired, Some(hint)));
    let ears = Ears::default();
    let named = RestRequest { resource: Some(ARM.into()), ..foreign };
    assert_eq!(client.rest(&named, &ears.call()).await.unwrap().status(), 200);
    assert!(ears.heard().iter().any(|e| matches!(e, Event::Notice { text } if text.contains("isn't a known host"))));
    // An emulator token stays on this machine, whichever audience the caller named.
    let abroad = RestRequest { resource: Some(ARM.into()), ..uri("https://example.com/") };
    assert_eq!(code(send(&client, abroad).await), Code::EmulatedToken);
}

#[tokio::test]
async fn a_secret_is_read_and_set_with_the_vaults_audience() {
    let emulator = emulator_with(CONTRIBUTOR);
    let client = client(&emulator);
    let secret = uri(&vault(&emulator, "secrets/greeting?api-version=7.4"));
    let answer = send(&client, secret.clone()).await.unwrap();
    assert_eq!(json_of(&answer)["value"], "hello");
    assert!(!format!("{answer:?}").contains("hello"));
    let set =
        RestRequest { method: Some("PUT".into()), body: Some(json!({"value": "moin"}).to_string()), ..secret.clone() };
    send(&client, set).await.unwrap();
    assert_eq!(json_of(&send(&client, secret).await.unwrap())["value"], "moin");
    let gone = uri(&vault(&emulator, "secrets/nothing?api-version=7.4"));
    let error = send(&client, gone).await.unwrap_err();
    assert_eq!((error.code(), error.service_code()), (Code::ResourceNotFound, Some("SecretNotFound")));
    let asked: Vec<_> =
        emulator.requests().into_iter().filter(|r| r.path.contains("/oauth2/token")).map(|r| r.query).collect();
    assert!(asked.iter().any(|query| query.contains("vault.localhost")), "{asked:?}");
}

#[tokio::test]
async fn a_refusal_by_a_vault_names_the_vaults_role() {
    // An owner of the vault isn't allowed to read its secrets.
    let emulator = emulator_with(
        r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"vm1",
            "roleAssignments":[{"principal":"vm1","role":"Owner"}],"arm":{"vaults":{"vault1":{"greeting":"hello"}}}}"#,
    );
    let error = send(&client(&emulator), uri(&vault(&emulator, "secrets/greeting?api-version=7.4"))).await.unwrap_err();
    assert_eq!(error.code(), Code::AuthorizationFailed);
    let hint = error.next_step().unwrap();
    assert!(hint.contains("\"Key Vault Secrets User\"") && hint.contains("/vaults/vault1"), "{hint}");
}

#[tokio::test]
async fn every_refusal_keeps_its_message_and_its_ids() {
    let emulator = emulator();
    let client = client(&emulator);
    for (status, expected) in [
        (400, Code::ServiceFailed),
        (401, Code::AuthenticationFailed),
        (403, Code::Forbidden),
        (404, Code::ResourceNotFound),
        (409, Code::Conflict),
        (412, Code::Conflict),
        (429, Code::Throttled),
        (500, Code::ServiceFailed),
    ] {
        emulator.set_faults(fault(Fault {
            matching: Some("/refused".into()),
            status: Some(status),
            body: Some(r#"{"error":{"code":"TheirCode","message":"their words"}}"#.into()),
            retry_after: Some("3600".into()),
            ..arm()
        }));
        let error = send(&client, path("/refused")).await.unwrap_err();
        assert_eq!((error.code(), error.http_status()), (expected, Some(status)), "{status}");
        assert_eq!(error.service_code(), Some("TheirCode"));
        assert!(error.message().contains("their words"), "{}", error.message());
        assert!(error.request_id().is_some() && error.correlation_id().is_some() && error.next_step().is_some());
    }
}

#[tokio::test]
async fn in_a_cloud_that_is_not_built_in_a_path_gets_no_token_for_another_service() {
    let emulator = emulator();
    let client = client(&emulator);
    send(&client, path("/subscriptions")).await.unwrap();
    emulator.clear_requests();
    for resource in [
        "https://vault.azure.net",
        ARM,
        "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d",
        "api://2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default",
        "{2ff814a6-3304-4ab8-85cb-cd0e6f879c1d}",
        "2FF814A633044AB885CBCD0E6F879C1D",
        "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default/.default",
    ] {
        let named = RestRequest { resource: Some(resource.into()), ..path("/subscriptions") };
        assert_eq!(code(send(&client, named).await), Code::UntrustedAudience, "{resource}");
    }
    assert_eq!(emulator.requests().len(), 0, "neither a token nor the call");
    let own = RestRequest { resource: Some(format!("{}/", emulator.endpoints().arm)), ..path("/subscriptions") };
    assert_eq!(send(&client, own).await.unwrap().status(), 200);
}
