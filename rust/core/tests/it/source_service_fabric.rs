//! Service Fabric (`protocols.md`, 1.9): TLS pinned to the thumbprint, its own retry rules, and the refusal of old tokens.

use crate::sources::machine::Machine;
use crate::sources::*;
use crate::support::*;
use azmi_core::{Code, Identity, SourceKind, Status, TokenRequest};
use azmi_emulator::{Emulator, Endpoint, Fault, Options};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const OF: Endpoint = Endpoint::ServiceFabric;

fn client_with(variables: BTreeMap<String, String>) -> azmi_core::Result<azmi_core::Client> {
    made(with_variables(variables, Identity::SystemAssigned), Machine::plain())
}

#[tokio::test]
async fn the_applications_identity_signs_in_and_the_expiry_may_be_a_number_or_text() {
    for text in ["false", "true"] {
        let emulator = emulator_with(&format!(r#"{{"hosts":{{"serviceFabric":{{"textExpiry":{text}}}}}}}"#));
        let (own, _) = identities(&emulator, OF);
        let client = client_of(&emulator, OF, Identity::SystemAssigned);
        let connection = client.connect(&quick()).await.unwrap();
        assert_eq!(connection.source, SourceKind::ServiceFabric);
        assert_eq!(connection.principal_id, Some(own.principal_id));
        assert!(connection.identity_verified);
        let token = client.token(&request(VAULT), &quick()).await.unwrap().token;
        assert_eq!(Some(token.expires_on), token.claims.expires_on);
    }
}

#[tokio::test]
async fn the_object_id_is_the_only_selector() {
    let emulator = emulator();
    let (_, assigned) = identities(&emulator, OF);
    let [by_client_id, by_object_id, by_resource_id] = selectors(&assigned);
    for identity in [by_client_id, by_resource_id] {
        let refused = made(with_variables(variables(&emulator, OF), identity), Machine::plain());
        assert_eq!(code(refused), Code::SelectorNotSupported);
    }
    assert!(emulator.requests().is_empty());
    let token = client_of(&emulator, OF, by_object_id).token(&request(ARM), &quick()).await.unwrap().token;
    assert_eq!(token.claims.principal_id.as_ref(), Some(&assigned.principal_id));
    assert_eq!(asked(&emulator, OF)[0].parameter("principalId"), Some(assigned.principal_id));
}

#[tokio::test]
async fn the_clusters_api_version_is_used_if_it_is_set() {
    let emulator = emulator();
    let mut variables = variables(&emulator, OF);
    for (named, sent) in [(Some("2020-05-01"), "2020-05-01"), (None, "2019-07-01-preview")] {
        variables.remove("IDENTITY_API_VERSION");
        variables.extend(named.map(|v| ("IDENTITY_API_VERSION".to_owned(), v.to_owned())));
        emulator.clear_requests();
        let again = TokenRequest { force_refresh: true, ..request(ARM) };
        client_with(variables.clone()).unwrap().token(&again, &quick()).await.unwrap();
        assert_eq!(asked(&emulator, OF)[0].parameter("api-version").as_deref(), Some(sent));
    }
    let error = client_with(changed(variables, "IDENTITY_API_VERSION", "1999-01-01"))
        .unwrap()
        .token(&request(VAULT), &quick())
        .await
        .unwrap_err();
    assert_eq!((error.code(), error.service_code()), (Code::TokenRefused, Some("InvalidApiVersion")));
}

#[tokio::test]
async fn the_thumbprint_may_be_written_in_any_format() {
    let emulator = emulator();
    let variables = variables(&emulator, OF);
    let print = variables["IDENTITY_SERVER_THUMBPRINT"].clone();
    let pairs: Vec<String> =
        print.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect();
    for written in [print.to_lowercase(), pairs.join(":"), pairs.join(" ")] {
        let client = client_with(changed(variables.clone(), "IDENTITY_SERVER_THUMBPRINT", &written)).unwrap();
        let again = TokenRequest { force_refresh: true, ..request(ARM) };
        client.token(&again, &quick()).await.unwrap();
    }
    for wrong in [&print[1..], "", "not a thumbprint", &format!("{print}00")] {
        let made = client_with(changed(variables.clone(), "IDENTITY_SERVER_THUMBPRINT", wrong));
        match made {
            // Without a thumbprint, the variables are App Service's, which is never pinned: https then needs a trusted chain.
            Ok(client) => {
                assert!(wrong.is_empty() && code(client.token(&request(ARM), &quick()).await).status() == Status::Tls)
            }
            Err(error) => assert_eq!(
                (error.code(), error.source_kind()),
                (Code::SourceNotConfigured, Some(SourceKind::ServiceFabric))
            ),
        }
    }
}

#[tokio::test]
async fn another_certificate_is_refused_before_anything_is_sent() {
    let emulator = emulator();
    let mut wrong = variables(&emulator, OF)["IDENTITY_SERVER_THUMBPRINT"].clone();
    let last = if wrong.ends_with('0') { "1" } else { "0" };
    wrong.replace_range(39.., last);
    let client = client_with(changed(variables(&emulator, OF), "IDENTITY_SERVER_THUMBPRINT", &wrong)).unwrap();
    let error = client.token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::CertificateNotTrusted);
    assert!(error.message().contains("thumbprint"));
    assert!(asked(&emulator, OF).is_empty(), "the secret must not be sent");
}

#[tokio::test]
async fn a_certificate_signed_by_a_trusted_root_is_refused_like_any_other() {
    let emulator = emulator();
    // Resource Manager's certificate comes from the root in AZMI_CA_FILE, which never applies to identity endpoints.
    let variables = changed(variables(&emulator, OF), "IDENTITY_ENDPOINT", &emulator.endpoints().arm);
    let client = client_with(variables).unwrap();
    assert_eq!(code(client.token(&request(ARM), &quick()).await), Code::CertificateNotTrusted);
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn a_renewed_certificate_needs_the_new_variable() {
    let at = |address: SocketAddr| {
        let options = Options { listen: BTreeMap::from([(OF, address)]), ..Options::default() };
        Emulator::start_in_thread(options)
    };
    let before = at("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = before.endpoints().sources[&OF].url.clone();
    let port: u16 = url.split(['/', ':']).find_map(|part| part.parse().ok()).unwrap();
    let client = client_of(&before, OF, Identity::SystemAssigned);
    client.token(&request(ARM), &quick()).await.unwrap();
    before.stop();

    let after = at(SocketAddr::from(([127, 0, 0, 1], port))).unwrap();
    let again = TokenRequest { force_refresh: true, ..request(ARM) };
    let error = client.token(&again, &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::CertificateNotTrusted);
    assert!(error.next_step().unwrap().contains("restart the process"));
    // The cached token is still valid, and the new variables lead to the new certificate.
    assert!(client.token(&request(ARM), &quick()).await.unwrap().from_cache);
    let renewed = client_of(&after, OF, Identity::SystemAssigned);
    renewed.token(&again, &quick()).await.unwrap();
}

#[tokio::test]
async fn plain_http_is_refused_before_any_request() {
    let emulator = emulator();
    let imds = emulator.endpoints().imds.clone();
    let refused = client_with(changed(variables(&emulator, OF), "IDENTITY_ENDPOINT", &imds));
    assert_eq!(code(refused), Code::UntrustedEndpoint);
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn a_404_is_final_and_each_code_of_the_platform_has_its_meaning() {
    let emulator = emulator();
    let stale = changed(variables(&emulator, OF), "IDENTITY_HEADER", "an old one");
    let begin = Instant::now();
    let error = client_with(stale).unwrap().token(&request(ARM), &quick()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.http_status(), error.service_code()),
        (Code::IdentityNotAssigned, Some(404), Some("ManagedIdentityNotFound"))
    );
    assert!(error.request_id().is_some());
    assert!(error.next_step().unwrap().contains("IdentityBindingPolicy"));
    assert!(asked(&emulator, OF).len() == 1 && begin.elapsed() < Duration::from_secs(10));

    for (status, service_code, expected) in [
        (400, "SecretHeaderNotFound", Code::TokenRefused),
        (400, "ArgumentNullOrEmpty", Code::TokenRefused),
        (400, "InvalidApiVersion", Code::TokenRefused),
        (404, "ManagedIdentityNotFound", Code::IdentityNotAssigned),
    ] {
        let body = format!(r#"{{"error":{{"correlationId":"c","code":"{service_code}","message":"m"}}}}"#);
        emulator.clear_requests();
        emulator.set_faults(refusal(OF, status, &body));
        let error =
            client_of(&emulator, OF, Identity::SystemAssigned).token(&request(ARM), &quick()).await.unwrap_err();
        assert_eq!((error.code(), error.service_code(), error.request_id()), (expected, Some(service_code), Some("c")));
        assert_eq!(asked(&emulator, OF).len(), 1, "{service_code}");
    }
}

#[tokio::test]
async fn a_failure_of_the_platform_is_retried() {
    let emulator = emulator();
    emulator.set_faults(vec![Fault {
        status: Some(500),
        body: Some(r#"{"error":{"code":"InternalServerError","message":"busy"}}"#.to_owned()),
        times: Some(1),
        ..Fault::at(OF)
    }]);
    client_of(&emulator, OF, Identity::SystemAssigned).token(&request(ARM), &quick()).await.unwrap();
    assert_eq!(asked(&emulator, OF).len(), 2);
}

#[tokio::test]
async fn a_token_that_is_no_longer_accepted_is_identified_by_its_hash() {
    let emulator = emulator();
    let client = client_of(&emulator, OF, Identity::SystemAssigned);
    let first = client.token(&request(ARM), &quick()).await.unwrap().token;
    let challenged = TokenRequest {
        claims: Some(r#"{"access_token":{"nbf":{"essential":true,"value":"1"}}}"#.to_owned()),
        ..request(ARM)
    };
    let second = client.token(&challenged, &quick()).await.unwrap();
    assert!(second.token.secret() != first.secret() && !second.same_as_before);
    let sent = asked(&emulator, OF);
    assert_eq!(sent[0].parameter("xms_cc").as_deref(), Some("cp1"));
    assert_eq!(sent[0].parameter("token_sha256_to_refresh"), None);
    let hash: String = Sha256::digest(first.secret()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(sent[1].parameter("token_sha256_to_refresh"), Some(hash));
    assert!(!sent[1].query.contains("bypass_cache"));
}
