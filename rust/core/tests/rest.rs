//! Requests of an administrator: what is refused before anything is sent, whom tokens are given to, and what comes back.

mod support;

use azmi_core::{Client, Code, Error, Event, Identity, RestAnswer, RestRequest};
use azmi_emulator::{Emulator, Fault};
use serde_json::{Value, json};
use support::*;

const SUBSCRIPTION: &str = "/subscriptions/22222222-2222-4222-8222-222222222222";
const CONTRIBUTOR: &str = r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"vm1",
    "roleAssignments":[{"principal":"vm1","role":"Owner"},{"principal":"vm1","role":"Key Vault Secrets Officer"}],
    "arm":{"vaults":{"vault1":{"greeting":"hello"}}}}"#;

fn path(path: &str) -> RestRequest {
    RestRequest {
        path: Some(path.to_owned()),
        api_version: Some("2022-09-01".into()),
        ..RestRequest::default()
    }
}

fn uri(uri: &str) -> RestRequest {
    RestRequest {
        uri: Some(uri.to_owned()),
        ..RestRequest::default()
    }
}

fn send_body(method: &str, to: &str, body: Value) -> RestRequest {
    RestRequest {
        method: Some(method.to_owned()),
        body: Some(body.to_string()),
        ..path(to)
    }
}

async fn send(client: &Client, request: RestRequest) -> Result<RestAnswer, Error> {
    client.rest(&request, &quick()).await
}

fn json_of(answer: &RestAnswer) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}

fn vault(emulator: &Emulator, rest: &str) -> String {
    let port = emulator
        .endpoints()
        .arm
        .rsplit(':')
        .next()
        .unwrap()
        .to_owned();
    format!("https://vault1.vault.localhost:{port}/{rest}")
}

#[tokio::test]
async fn a_path_is_answered_with_status_headers_and_body() {
    let emulator = emulator();
    let client = client(&emulator);
    let answer = send(&client, path(SUBSCRIPTION)).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().any(|(name, _)| name == "x-ms-request-id"));
    assert_eq!(json_of(&answer)["displayName"], "Emulated subscription");
    assert!(answer.items().is_none() && !answer.has_next_page());
    let in_query = RestRequest {
        api_version: None,
        ..path(&format!("{SUBSCRIPTION}?api-version=2022-12-01"))
    };
    assert!(send(&client, in_query).await.is_ok());
    let absolute = uri(&format!(
        "{}{SUBSCRIPTION}?api-version=2022-12-01",
        emulator.endpoints().arm
    ));
    assert!(send(&client, absolute).await.is_ok());
    let head = RestRequest {
        method: Some("head".into()),
        ..path(&format!("{SUBSCRIPTION}/resourceGroups/rg1"))
    };
    assert_eq!(send(&client, head).await.unwrap().status(), 204);
}

#[tokio::test]
async fn what_is_wrong_is_refused_before_any_request() {
    let emulator = emulator();
    let client = client(&emulator);
    client.connect(&quick()).await.unwrap();
    emulator.clear_requests();
    let header = |name: &str, value: &str| RestRequest {
        headers: vec![(name.into(), value.into())],
        ..path("/x")
    };
    let method = |method: &str| RestRequest {
        method: Some(method.into()),
        ..path("/x")
    };
    for (request, expected) in [
        (RestRequest::default(), Code::InvalidRequest),
        (
            RestRequest {
                uri: Some("https://x".into()),
                ..path("/x")
            },
            Code::InvalidRequest,
        ),
        (
            RestRequest {
                api_version: None,
                ..path("/x")
            },
            Code::InvalidRequest,
        ),
        (path("/x?api-version=1"), Code::InvalidRequest),
        (
            RestRequest {
                body: Some("{}".into()),
                ..path("/x")
            },
            Code::InvalidRequest,
        ),
        (path("x"), Code::InvalidUri),
        (path("https://evil.example/"), Code::InvalidUri),
        (path("/x#y"), Code::InvalidUri),
        (path("/x\r\ny: z"), Code::InvalidUri),
        (uri("no uri"), Code::InvalidUri),
        (
            uri("https://user:word@management.azure.com/"),
            Code::InvalidUri,
        ),
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
            RestRequest {
                headers: vec![("a".into(), "1".into()), ("A".into(), "2".into())],
                ..path("/x")
            },
            Code::InvalidHeader,
        ),
        (
            RestRequest {
                method: Some("PUT".into()),
                body: Some("{".into()),
                ..path("/x")
            },
            Code::InvalidBody,
        ),
        (
            RestRequest {
                resource: Some("two words".into()),
                ..path("/x")
            },
            Code::InvalidResource,
        ),
        (
            RestRequest {
                resource: Some("Nonsense".into()),
                ..path("/x")
            },
            Code::UnknownResourceName,
        ),
        (uri("https://example.com/"), Code::ResourceRequired),
        (
            uri("https://vault.azure.net.evil.example/"),
            Code::ResourceRequired,
        ),
        (
            uri("https://management.azure.com/subscriptions"),
            Code::ResourceRequired,
        ),
    ] {
        assert_eq!(
            code(send(&client, request.clone()).await),
            expected,
            "{request:?}"
        );
    }
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn a_path_cannot_lead_to_another_host() {
    let emulator = emulator();
    let client = client(&emulator);
    for outside in [
        "//evil.example/x",
        "/\\evil.example/x",
        "/@evil.example/x",
        "/../../x",
    ] {
        let error = send(&client, path(outside)).await.unwrap_err();
        assert_eq!(
            error.http_status(),
            Some(404),
            "{outside}: the emulator itself answered"
        );
    }
}

#[tokio::test]
async fn an_unknown_host_gets_a_token_only_for_the_audience_that_is_named_and_verbose_says_so() {
    let emulator = emulator();
    let client = client(&emulator);
    let port = emulator
        .endpoints()
        .arm
        .rsplit(':')
        .next()
        .unwrap()
        .to_owned();
    // The same listener under a name that is no known host.
    let foreign = uri(&format!(
        "https://127.0.0.1:{port}{SUBSCRIPTION}?api-version=2022-12-01"
    ));
    assert_eq!(
        code(send(&client, foreign.clone()).await),
        Code::ResourceRequired
    );
    let ears = Ears::default();
    let named = RestRequest {
        resource: Some(ARM.into()),
        ..foreign
    };
    assert_eq!(
        client.rest(&named, &ears.call()).await.unwrap().status(),
        200
    );
    assert!(
        ears.heard()
            .iter()
            .any(|e| matches!(e, Event::Notice { text } if text.contains("no known host")))
    );
    // A token of the emulator stays here, whatever was named.
    let abroad = RestRequest {
        resource: Some(ARM.into()),
        ..uri("https://example.com/")
    };
    assert_eq!(code(send(&client, abroad).await), Code::EmulatedToken);
}

#[tokio::test]
async fn a_secret_is_read_and_set_with_the_audience_that_belongs_to_the_vault() {
    let emulator = emulator_with(CONTRIBUTOR);
    let client = client(&emulator);
    let secret = uri(&vault(&emulator, "secrets/greeting?api-version=7.4"));
    let answer = send(&client, secret.clone()).await.unwrap();
    assert_eq!(json_of(&answer)["value"], "hello");
    assert!(!format!("{answer:?}").contains("hello"));
    let set = RestRequest {
        method: Some("PUT".into()),
        body: Some(json!({"value": "moin"}).to_string()),
        ..secret.clone()
    };
    send(&client, set).await.unwrap();
    assert_eq!(
        json_of(&send(&client, secret).await.unwrap())["value"],
        "moin"
    );
    let gone = uri(&vault(&emulator, "secrets/nothing?api-version=7.4"));
    let error = send(&client, gone).await.unwrap_err();
    assert_eq!(
        (error.code(), error.service_code()),
        (Code::ResourceNotFound, Some("SecretNotFound"))
    );
    let asked: Vec<_> = emulator
        .requests()
        .into_iter()
        .filter(|r| r.path.contains("/oauth2/token"))
        .map(|r| r.query)
        .collect();
    assert!(
        asked.iter().any(|query| query.contains("vault.localhost")),
        "{asked:?}"
    );
}

#[tokio::test]
async fn a_vault_that_refuses_names_the_role_of_the_vault() {
    let emulator = emulator();
    let error = send(
        &client(&emulator),
        uri(&vault(&emulator, "secrets/greeting?api-version=7.4")),
    )
    .await
    .unwrap_err();
    assert_eq!(error.code(), Code::AuthorizationFailed);
    let hint = error.next_step().unwrap();
    assert!(
        hint.contains("\"Key Vault Secrets User\"") && hint.contains("/vaults/vault1"),
        "{hint}"
    );
}

#[tokio::test]
async fn every_refusal_keeps_its_words_and_its_ids() {
    let emulator = emulator();
    let client = client(&emulator);
    for (status, expected) in [
        (400, Code::ServiceFailed),
        (401, Code::AuthenticationFailed),
        (403, Code::AuthorizationFailed),
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
        assert_eq!(
            (error.code(), error.http_status()),
            (expected, Some(status)),
            "{status}"
        );
        assert_eq!(error.service_code(), Some("TheirCode"));
        assert!(
            error.message().contains("their words"),
            "{}",
            error.message()
        );
        assert!(
            error.request_id().is_some()
                && error.correlation_id().is_some()
                && error.next_step().is_some()
        );
    }
}

#[tokio::test]
async fn only_what_may_be_done_twice_is_sent_twice() {
    let emulator = emulator();
    let client = client(&emulator);
    client.connect(&quick()).await.unwrap();
    let tries = |method: &'static str, fault: Fault| {
        let (client, emulator) = (&client, &emulator);
        async move {
            emulator.clear_requests();
            emulator.set_faults(vec![Fault {
                matching: Some("/thing".into()),
                times: Some(1),
                ..fault
            }]);
            let request = RestRequest {
                method: Some(method.into()),
                ..path("/thing")
            };
            let _ = client.rest(&request, &quick()).await;
            count(emulator, "/thing")
        }
    };
    let busy = || Fault {
        status: Some(503),
        ..arm()
    };
    let dropped = || Fault {
        reset: true,
        ..arm()
    };
    let throttled = || Fault {
        status: Some(429),
        retry_after: Some("0".into()),
        ..arm()
    };
    for method in ["GET", "HEAD", "PUT", "DELETE"] {
        assert_eq!(
            (tries(method, busy()).await, tries(method, dropped()).await),
            (2, 2),
            "{method}"
        );
    }
    for method in ["POST", "PATCH", "MERGE"] {
        assert_eq!(
            (tries(method, busy()).await, tries(method, dropped()).await),
            (1, 1),
            "{method}"
        );
        assert_eq!(
            tries(method, throttled()).await,
            2,
            "{method}: a 429 did nothing"
        );
    }
}

#[tokio::test]
async fn groups_resources_and_roles_are_made_used_and_deleted() {
    let emulator = emulator_with(CONTRIBUTOR);
    let client = client(&emulator);
    let group = format!("{SUBSCRIPTION}/resourceGroups/made");
    let created = send(
        &client,
        send_body("PUT", &group, json!({"location": "westeurope"})),
    )
    .await
    .unwrap();
    assert_eq!(created.status(), 201);
    let elsewhere = send(
        &client,
        send_body("PUT", &group, json!({"location": "eastus"})),
    )
    .await;
    assert_eq!(code(elsewhere), Code::Conflict);
    let disk = format!("{group}/providers/Microsoft.Compute/disks/d1");
    let mut once = send_body(
        "PUT",
        &disk,
        json!({"location": "westeurope", "properties": {"diskSizeGB": 4}}),
    );
    once.headers.push(("If-None-Match".into(), "*".into()));
    assert_eq!(send(&client, once.clone()).await.unwrap().status(), 201);
    let error = send(&client, once).await.unwrap_err();
    assert_eq!(
        (error.code(), error.http_status()),
        (Code::Conflict, Some(412))
    );
    let role = format!(
        "{group}/providers/Microsoft.Authorization/roleAssignments/88888888-8888-4888-8888-888888888888"
    );
    let given = json!({"properties": {"principalId": "99999999-9999-4999-8999-999999999999",
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"}});
    assert_eq!(
        send(&client, send_body("PUT", &role, given))
            .await
            .unwrap()
            .status(),
        201
    );
    let delete = RestRequest {
        method: Some("DELETE".into()),
        wait: true,
        ..path(&group)
    };
    assert_eq!(send(&client, delete).await.unwrap().status(), 200);
    assert_eq!(
        code(send(&client, path(&disk)).await),
        Code::ResourceGroupNotFound
    );
}

#[tokio::test]
async fn a_role_that_was_given_works() {
    let emulator = emulator_with(
        r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true,"userAssigned":["low"]}}],"thisVm":"vm1",
            "userAssignedIdentities":[{"name":"low","resourceGroup":"rg1"}],"roleAssignments":[{"principal":"vm1","role":"Owner"}]}"#,
    );
    let low = emulator.endpoints().user_assigned[0].clone();
    let (owner, low_client) = (
        client(&emulator),
        client_as(&emulator, Identity::ClientId(low.client_id.clone())),
    );
    let group = format!("{SUBSCRIPTION}/resourceGroups/rg1");
    assert_eq!(
        code(send(&low_client, path(&group)).await),
        Code::AuthorizationFailed
    );
    let role = format!(
        "{group}/providers/Microsoft.Authorization/roleAssignments/88888888-8888-4888-8888-888888888888"
    );
    let given = json!({"properties": {"principalId": low.principal_id,
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"}});
    send(&owner, send_body("PUT", &role, given)).await.unwrap();
    assert!(send(&low_client, path(&group)).await.is_ok());
}

#[tokio::test]
async fn throttling_is_waited_for() {
    let emulator = emulator_with(r#"{"arm":{"rateLimits":true}}"#);
    let client = client(&emulator);
    let ears = Ears::default();
    for _ in 0..260 {
        client
            .rest(&path(SUBSCRIPTION), &ears.call())
            .await
            .unwrap();
    }
    let refused = ears
        .heard()
        .iter()
        .filter(|e| {
            matches!(
                e,
                Event::Retry {
                    http_status: Some(429),
                    ..
                }
            )
        })
        .count();
    let answered = count(&emulator, SUBSCRIPTION);
    assert_eq!(answered, 260 + refused);
}
