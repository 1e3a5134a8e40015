//! Access to Resource Manager: which hosts get tokens, and what prevents the connection.

use crate::support::rest::path;
use crate::support::*;
use azmi_core::{Client, ClientOptions, Code, Env, Event, TokenRequest, VmQuery};
use azmi_emulator::Fault;

fn client_with(emulator: &azmi_emulator::Emulator, change: &[(&str, &str)]) -> Client {
    let mut vars = emulator.endpoints().environment.clone();
    for (name, value) in change {
        vars.insert((*name).to_owned(), (*value).to_owned());
    }
    Client::new(ClientOptions { env: Env::from_pairs(vars), ..ClientOptions::default() }).unwrap()
}

/// A Resource Manager that isn't on this machine.
const ELSEWHERE: &str = "https://arm.example.invalid";

fn vm1() -> VmQuery {
    VmQuery { name: Some("vm1".into()), ..VmQuery::default() }
}

#[tokio::test]
async fn an_untrusted_root_is_reported() {
    let emulator = emulator();
    let error = client_with(&emulator, &[("AZMI_CA_FILE", "")]).connect(&quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::CertificateNotTrusted, "{error:?}");
    assert!(error.next_step().unwrap().contains("AZMI_CA_FILE"));
}

#[tokio::test]
async fn an_invalid_root_file_is_reported() {
    let emulator = emulator();
    for wrong in ["/nowhere/ca.pem", "/etc/hostname"] {
        assert_eq!(
            code(client_with(&emulator, &[("AZMI_CA_FILE", wrong)]).connect(&quick()).await),
            Code::InvalidCaFile,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn unreachable_names_ports_and_proxies_are_distinguished() {
    let emulator = emulator();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let there =
        |arm: String, proxy: &str| client_with(&emulator, &[("AZMI_ENVIRONMENT", &arm), ("HTTPS_PROXY", proxy)]);
    let nowhere = there(format!("https://localhost:{closed}"), "");
    assert_eq!(code(nowhere.connect(&quick()).await), Code::ConnectionFailed);
    let unnamed = there("https://arm.does-not-exist.invalid".to_owned(), "");
    assert_eq!(code(unnamed.connect(&quick()).await), Code::NameNotResolved);
    let dead = format!("http://127.0.0.1:{closed}");
    let error = there(ELSEWHERE.to_owned(), &dead).connect(&quick()).await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), Code::ProxyFailed, "{error:?}");
    assert!(error.message().contains("HTTPS_PROXY"));
    // Services on this machine are reached without the proxy.
    let here = there(emulator.endpoints().arm.clone(), &dead);
    assert!(here.connect(&quick()).await.is_ok());
}

#[tokio::test]
async fn a_proxy_that_requires_credentials_is_reported() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let read = stream.read(&mut request).await.unwrap();
            assert!(request[..read].starts_with(b"CONNECT arm.example.invalid:443"));
            stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Negotiate\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        }
    });
    let emulator = emulator();
    let set = [("HTTPS_PROXY", proxy.as_str()), ("AZMI_ENVIRONMENT", ELSEWHERE)];
    let error = client_with(&emulator, &set).connect(&quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::ProxyAuthenticationRequired, "{error:?}");
    // Requests to identity endpoints never use the proxy.
    assert!(
        client_with(&emulator, &[("HTTP_PROXY", &proxy), ("HTTPS_PROXY", &proxy)])
            .token(&request(ARM), &quick())
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_proxy_with_untrusted_tls_is_distinguished_from_the_service() {
    use tokio::io::AsyncWriteExt as _;
    let emulator = emulator();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plain = listener.local_addr().unwrap().to_string();
    // Long, because Wine takes the first bytes for the head of a 20 KB record and judges none before its end.
    let page = format!("HTTP/1.1 400 Bad Request\r\n\r\n{}", " ".repeat(32_768));
    tokio::spawn(async move {
        // If the connection were reset before the client reads the response, the client couldn't report it.
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(page.as_bytes()).await.unwrap();
            open.push(stream);
        }
    });
    let encrypted = emulator.endpoints().arm.replace("https://", "");
    for (proxy, roots, variable, expected) in [
        (&plain, None, "HTTPS_PROXY", Code::TlsFailed),
        (&encrypted, Some(""), "ALL_PROXY", Code::CertificateNotTrusted),
    ] {
        let proxy_url = format!("https://{proxy}");
        let change = [(variable, proxy_url.as_str()), ("AZMI_ENVIRONMENT", ELSEWHERE)];
        let roots = roots.map(|file| ("AZMI_CA_FILE", file));
        let change: Vec<_> = change.into_iter().chain(roots).collect();
        let client = client_with(&emulator, &change);
        let error = client.connect(&quick()).await.unwrap_err();
        assert_eq!(error.code(), expected, "{error:?}");
        let named = format!("the proxy {proxy} (from {variable})");
        assert!(error.message().contains(&named), "{error:?}");
        assert!(error.next_step().unwrap().contains("http://"), "{error:?}");
    }
}

#[tokio::test]
async fn no_host_gets_a_token_with_the_audience_of_another_cloud() {
    let emulator = emulator();
    let body = r#"{"name":"Evil","authentication":{"audiences":["https://management.azure.com/"]}}"#;
    emulator.set_faults(fault(Fault {
        matching: Some("/metadata/endpoints".into()),
        status: Some(200),
        body: Some(body.into()),
        ..arm()
    }));
    assert_eq!(code(client(&emulator).connect(&quick()).await), Code::UntrustedAudience);
    assert_eq!(token_requests(&emulator), 0);
}

#[tokio::test]
async fn an_emulator_token_never_leaves_the_machine_and_the_warning_appears_once() {
    let emulator = emulator();
    let abroad = client_with(&emulator, &[("AZMI_ENVIRONMENT", "AzureCloud")]);
    let ears = Ears::default();
    assert_eq!(code(abroad.vm_principal(&vm1(), &ears.call()).await), Code::EmulatedToken);
    abroad.token(&request(VAULT), &ears.call()).await.unwrap();
    let warnings =
        ears.heard().into_iter().filter(|e| matches!(e, Event::Warning { text } if text.contains("emulator"))).count();
    assert_eq!(warnings, 1);
}

#[tokio::test]
async fn every_request_event_is_followed_by_a_response_event() {
    let emulator = emulator();
    let ears = Ears::default();
    let client = client(&emulator);
    client.vm_principal(&vm1(), &ears.call()).await.unwrap();
    let heard = ears.heard();
    let requests = heard.iter().filter(|e| matches!(e, Event::Request { .. }));
    let responses = heard.iter().filter_map(|event| match event {
        Event::Response { http_status, request_id, .. } => Some((*http_status, request_id.is_some())),
        _ => None,
    });
    let responses: Vec<_> = responses.collect();
    assert_eq!(responses.len(), requests.count(), "{heard:?}");
    assert!(responses.len() >= 2, "for the token and for the machine");
    assert_eq!(responses.last(), Some(&(200, true)));
}

#[tokio::test]
async fn without_a_configured_cloud_the_machines_cloud_is_used() {
    let emulator = emulator_with(r#"{"azEnvironment":"AzureUSGovernmentCloud"}"#);
    let gov = client_with(&emulator, &[("AZMI_ENVIRONMENT", "")]);
    let connection = gov.connect(&quick()).await.unwrap();
    assert_eq!(connection.environment, "AzureUSGovernment");
    let asked: Vec<_> =
        emulator.requests().into_iter().filter(|r| r.path.contains("/oauth2/token")).map(|r| r.query).collect();
    assert!(asked[0].contains("management.usgovcloudapi.net"), "{asked:?}");
}

#[tokio::test]
async fn a_cloud_that_is_not_built_in_must_be_configured_only_for_resource_manager() {
    let emulator = emulator_with(r#"{"azEnvironment":"AzureStack"}"#);
    let stack = client_with(&emulator, &[("AZMI_ENVIRONMENT", "")]);
    let heard = Ears::default();
    let connection = stack.connect(&heard.call()).await.unwrap();
    let own = emulator.endpoints().system_assigned.clone().unwrap();
    assert_eq!(connection.environment, "AzureStack");
    assert_eq!(connection.principal_id, Some(own.principal_id.clone()));
    let warned = |event: &Event| matches!(event, Event::Warning { text } if text.contains("AzureStack") && text.contains("AZMI_ENVIRONMENT"));
    assert!(heard.heard().iter().any(warned));
    let principal = stack.vm_principal(&VmQuery::default(), &quick()).await;
    assert_eq!(principal.unwrap().principal_id, own.principal_id);
    for error in [
        stack.token(&TokenRequest::default(), &quick()).await.err(),
        stack.rest(&path("/subscriptions"), &quick()).await.err(),
    ] {
        let error = error.unwrap();
        assert_eq!(error.code(), Code::InvalidEnvironment);
        assert!(error.message().contains("AzureStack"));
    }
}

#[tokio::test]
async fn without_instance_metadata_the_public_cloud_is_assumed() {
    let emulator = emulator();
    emulator.set_faults(fault(Fault {
        matching: Some("/metadata/instance".into()),
        status: Some(400),
        body: Some(r#"{"error":"Bad request"}"#.into()),
        ..imds()
    }));
    let connection = client_with(&emulator, &[("AZMI_ENVIRONMENT", "")]).connect(&quick()).await.unwrap();
    assert_eq!(connection.environment, "AzureCloud");
    assert_eq!(connection.vm_name.as_deref(), Some("vm1"), "known from the token");
}

/// The claims `{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}`, as a service sends them.
const CHALLENGE: &str = r#"Bearer realm="", authorization_uri="https://login.example/", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNzAwMDAwMDAwIn19fQ==""#;

fn challenge(times: u32) -> Fault {
    let headers = [("www-authenticate".to_owned(), Some(CHALLENGE.to_owned()))].into();
    Fault { matching: Some("/subscriptions/".into()), status: Some(401), headers, times: Some(times), ..arm() }
}

#[tokio::test]
async fn a_claims_challenge_gets_a_new_token_and_the_call_is_repeated_once() {
    let emulator = emulator();
    let client = client(&emulator);
    client.connect(&quick()).await.unwrap();
    emulator.clear_requests();
    emulator.set_faults(vec![challenge(1)]);
    assert!(client.vm_principal(&vm1(), &quick()).await.is_ok());
    let asked: Vec<_> =
        emulator.requests().into_iter().filter(|r| r.path.contains("/oauth2/token")).map(|r| r.query).collect();
    assert!(asked.len() == 1 && asked[0].contains("bypass_cache=true"), "{asked:?}");
    emulator.set_faults(vec![challenge(2)]);
    assert_eq!(code(client.vm_principal(&vm1(), &quick()).await), Code::ClaimsChallengeUnmet);
}

#[tokio::test]
async fn a_claims_challenge_answered_with_the_same_token_is_reported_as_an_error() {
    let emulator = emulator();
    let client = client(&emulator);
    client.connect(&quick()).await.unwrap();
    let held = client.token(&azmi_core::TokenRequest::default(), &quick()).await.unwrap();
    let body = format!(r#"{{"access_token":"{}","expires_in":"3600"}}"#, held.token.secret());
    emulator.set_faults(vec![challenge(1), Fault { status: Some(200), body: Some(body), ..imds() }]);
    let error = client.vm_principal(&vm1(), &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::ClaimsChallengeUnmet);
    assert!(error.message().contains("same token"));
}
