//! What intermediaries return in place of an identity endpoint, byte for byte, and undocumented responses of endpoints.

use crate::sources::machine::Machine;
use crate::sources::raw::{Raw, json, token};
use crate::sources::{made, with_variables};
use crate::support::*;
use azmi_core::{Client, Code, Event, Identity, SourceKind, TokenRequest};
use std::time::{Duration, Instant};

fn client(variables: &[(&str, &str)]) -> Client {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    made(with_variables(variables, Identity::SystemAssigned), Machine::plain()).unwrap()
}

fn pod(raw: &Raw) -> Client {
    client(&[("AZURE_POD_IDENTITY_AUTHORITY_HOST", &raw.url)])
}

#[tokio::test]
async fn docker_desktops_proxy_is_never_taken_for_an_endpoint() {
    let words = "connecting to 169.254.169.254:80: dial tcp 169.254.169.254:80: connectex: Det ble forsøkt en kontaktoperasjon.";
    for (head, body) in [
        (format!("HTTP/1.0 403 {words}\r\n\r\n"), words),
        (format!("HTTP/1.0 403 {words}\r\n\r\n"), ""),
        (format!("HTTP/1.0 403 {words}\r\ncontent-length: 0\r\n\r\n"), ""),
        ("HTTP/1.0 403 Forbidden\r\n\r\n".to_owned(), words),
        (format!("HTTP/1.1 403 {words}\r\ncontent-length: 0\r\n\r\n"), ""),
    ] {
        let whole = format!("{head}{body}").into_bytes();
        let raw = Raw::start(move |_, _| Some(whole.clone())).await;
        let begin = Instant::now();
        let error = pod(&raw).token(&request(VAULT), &quick()).await.unwrap_err();
        assert_eq!(error.code(), Code::NoIdentityEndpoint, "{head}{body}");
        assert!(error.message().contains("kontaktoperasjon"), "{error}");
        assert!(begin.elapsed() < Duration::from_secs(10));
        assert_eq!(raw.count(""), 1);
    }
}

#[tokio::test]
async fn the_guest_proxy_agent_is_identified_without_retries() {
    for (line, source) in
        [("403 Forbidden", SourceKind::Vm), ("421 Misdirected Request", SourceKind::Vm), ("403 X", SourceKind::Vm)]
    {
        let whole = format!("HTTP/1.1 {line}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        let raw = Raw::start(move |_, _| Some(whole.clone().into_bytes())).await;
        let error = pod(&raw).token(&request(VAULT), &quick()).await.unwrap_err();
        assert_eq!(error.code(), Code::MetadataProtected, "{line}");
        assert_eq!(error.source_kind(), Some(source));
        assert!(error.message().contains("Guest Proxy Agent"));
        assert_eq!(raw.count(""), 1);
    }
}

#[tokio::test]
async fn a_200_whose_body_says_503_is_retried_like_a_503() {
    let raw = Raw::start(|_, number| {
        Some(match number {
            1 => json(200, r#"{"ErrorCode":"service_unavailable","StatusCode":503,"Message":"x"}"#),
            _ => token(VAULT),
        })
    })
    .await;
    let ears = Ears::default();
    let app = client(&[("IDENTITY_ENDPOINT", &raw.url), ("IDENTITY_HEADER", "h")]);
    app.token(&request(VAULT), &ears.call()).await.unwrap();
    assert_eq!(raw.count(""), 2);
    let is_retry = |event: &Event| matches!(event, Event::Retry { http_status: Some(503), .. });
    assert!(ears.heard().iter().any(is_retry));

    let raw = Raw::start(|_, _| {
        let body = r#"{"StatusCode":400,"Message":"No MSI found for specified ClientId/ResourceId."}"#;
        Some(json(200, body))
    })
    .await;
    let app = client(&[("IDENTITY_ENDPOINT", &raw.url), ("IDENTITY_HEADER", "h")]);
    let error = app.token(&request(VAULT), &quick()).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (Code::IdentityNotAssigned, Some(400)));
    assert_eq!(raw.count(""), 1);
}

#[tokio::test]
async fn a_cloud_shell_token_for_another_service_is_requested_once_more() {
    for (wrong, good) in [(0, true), (1, true), (2, false), (9, false)] {
        let raw = Raw::start(move |_, number| {
            let audience = if number <= wrong { ARM } else { "https://vault.azure.net/" };
            Some(token(audience))
        })
        .await;
        let shell = client(&[("MSI_ENDPOINT", &raw.url)]);
        let answer = shell.token(&request(VAULT), &quick()).await;
        assert_eq!(answer.as_ref().err().map(|e| e.code()), (!good).then_some(Code::BadResponse));
        if let Err(error) = answer {
            assert!(error.message().contains(ARM) && error.message().contains(VAULT), "{error}");
        }
        assert_eq!(raw.count("POST"), if wrong == 0 { 1 } else { 2 });
        assert!(wrong < 2 || shell.cached_token(Some(VAULT)).is_none());
    }
    // Other sources aren't checked this way: App Service returns the service's address for an application id.
    let raw = Raw::start(|_, _| Some(token(ARM))).await;
    pod(&raw).token(&request(VAULT), &quick()).await.unwrap();
    assert_eq!(raw.count(""), 1);
}

#[tokio::test]
async fn a_pod_that_gets_its_nodes_identity_is_warned_once() {
    let raw = Raw::start(|_, _| Some(token(VAULT))).await;
    let host = ("AZURE_POD_IDENTITY_AUTHORITY_HOST", raw.url.as_str());
    let file = ("AZURE_FEDERATED_TOKEN_FILE", "/var/run/secrets/azure/tokens/t");
    let warnings = |ears: &Ears| {
        let heard = ears.heard();
        let of_node = |event: &&Event| matches!(event, Event::Warning { text } if text.contains("node"));
        heard.iter().filter(of_node).count()
    };
    let again = TokenRequest { force_refresh: true, ..request(VAULT) };
    let (ears, meant) = (Ears::default(), client(&[host, file]));
    for _ in 0..2 {
        meant.token(&again, &ears.call()).await.unwrap();
    }
    assert_eq!(warnings(&ears), 1);
    let ears = Ears::default();
    client(&[host]).token(&again, &ears.call()).await.unwrap();
    assert_eq!(warnings(&ears), 0);
    // A caller who selects the VM's identity by name intends it, so there is no warning.
    let mut options =
        with_variables([host, file].map(|(name, value)| (name.to_owned(), value.to_owned())), Identity::SystemAssigned);
    options.source = Some(SourceKind::Vm);
    let ears = Ears::default();
    let chosen = made(options, Machine::plain()).unwrap();
    chosen.token(&again, &ears.call()).await.unwrap();
    assert_eq!(warnings(&ears), 0);
}
