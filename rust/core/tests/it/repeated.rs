//! What is repeated from a peer's response: servers that echo secrets, and response encodings that weren't requested.

use crate::support::{Ears, VAULT, code, quick, request};
use azmi_core::{Client, ClientOptions, Code, Env, Error, RestRequest};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

/// The platform's secret, and a token that doesn't look like one.
const HEADER: &str = "PLATFORM-0123456789+/=";
const TOKEN: &str = "short.but-real.token";

/// A server on loopback that derives its responses from the request heads. It ends with the test process.
fn server(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && connection.read(&mut byte).is_ok_and(|n| n == 1) {
                head.push(byte[0]);
            }
            let _ = connection.write_all(&answer(&String::from_utf8_lossy(&head)));
        }
    });
    url
}

fn with(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

fn json(status: &str, body: &str) -> Vec<u8> {
    with(status, "content-type: application/json\r\n", body.as_bytes())
}

/// The value of a request header.
fn sent<'a>(head: &'a str, name: &str) -> &'a str {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(header, _)| header.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value.trim())
}

/// A client of App Service with this endpoint.
fn app(endpoint: &str) -> Client {
    let pairs = [("IDENTITY_ENDPOINT", endpoint), ("IDENTITY_HEADER", HEADER), ("AZMI_ENVIRONMENT", "AzureCloud")];
    Client::new(ClientOptions {
        env: Env::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))),
        ..ClientOptions::default()
    })
    .unwrap()
}

fn issuer() -> String {
    server(|_| json("200 OK", &format!(r#"{{"access_token":"{TOKEN}","expires_in":"86400"}}"#)))
}

fn get(url: &str) -> RestRequest {
    RestRequest { uri: Some(url.to_owned()), resource: Some(VAULT.to_owned()), ..RestRequest::default() }
}

/// Everything that a failure displays.
fn shown(error: &Error) -> String {
    format!("{error:?}")
}

#[tokio::test]
async fn an_identity_endpoint_that_echoes_the_platforms_secret() {
    for form in [HEADER.to_owned(), HEADER.replace('+', "%2B").replace('/', "%2F"), HEADER[..14].to_owned()] {
        let said = form.clone();
        let url = server(move |head| {
            assert_eq!(sent(head, "x-identity-header"), HEADER);
            with(
                "401 No",
                &format!("x-ms-request-id: {said}\r\n"),
                format!(r#"{{"error":"{said}","error_description":"bad header: {said}"}}"#).as_bytes(),
            )
        });
        let error = app(&url).token(&request(VAULT), &quick()).await.unwrap_err();
        assert_eq!(error.code(), Code::TokenRefused);
        assert!(error.message().contains("bad header"), "{error}");
        assert!(!shown(&error).contains("PLATFORM"), "{error:?}");
    }
}

#[tokio::test]
async fn a_refusal_that_contains_a_token() {
    for body in
        [r#"{"error":"no","access_token":"opaque-token"}"#, r#"{"message":"{\"access_token\":\"opaque-token\"}"}"#]
    {
        let url = server(move |_| json("400 Bad", body));
        let error = app(&url).token(&request(VAULT), &quick()).await.unwrap_err();
        assert!(!shown(&error).contains("opaque-token"), "{error:?}");
    }
}

#[tokio::test]
async fn a_service_that_echoes_the_token() {
    let client = app(&issuer());
    let echo = |head: &str| sent(head, "authorization").to_owned();
    let refused = server(move |head| {
        json("400 Bad", &format!(r#"{{"error":{{"code":"{0}","message":"you sent: {0}"}}}}"#, echo(head)))
    });
    let redirected = server(move |head| {
        let token = echo(head).replace("Bearer ", "");
        with("302 Found", &format!("location: /x/{token}?sig=SECRET\r\nx-ms-request-id: {token}\r\n"), b"")
    });
    let failed = server(move |head| {
        json(
            "200 OK",
            &format!(
                r#"{{"properties":{{"provisioningState":"Failed"}},"error":{{"code":"Bad","message":"{}"}}}}"#,
                echo(head)
            ),
        )
    });
    for (url, wait, expected) in [
        (refused, false, Code::ServiceFailed),
        (redirected, false, Code::ServiceFailed),
        (failed, true, Code::OperationFailed),
    ] {
        let ears = Ears::default();
        let request = RestRequest { wait, ..get(&format!("{url}/x?api-version=1&sig=SECRET")) };
        let error = client.rest(&request, &ears.call()).await.unwrap_err();
        assert_eq!(error.code(), expected);
        let heard: String = ears.heard().iter().map(azmi_core::Event::message).collect();
        let all = shown(&error) + &heard;
        assert!(!all.contains(TOKEN) && !all.contains("SECRET"), "{all}");
        assert!(heard.contains("/x?api-version=1&sig=..."), "{heard}");
    }
}

#[tokio::test]
async fn an_endpoint_whose_address_contains_a_secret() {
    let url = issuer() + "/msi?code=SECRET";
    let ears = Ears::default();
    let connection = app(&url).connect(&ears.call()).await.unwrap();
    let heard: String = ears.heard().iter().map(azmi_core::Event::message).collect();
    assert!(connection.endpoint.ends_with("/msi?code=..."), "{}", connection.endpoint);
    assert!(heard.contains("code=...") && !heard.contains("SECRET"), "{heard}");
}

#[tokio::test]
async fn an_encoding_that_was_not_requested_is_decoded_or_refused() {
    // `{"ok":1}`, and the token response above, in gzip.
    let zipped = |text: &str| {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        writer.write_all(text.as_bytes()).unwrap();
        writer.finish().unwrap()
    };
    let coded = |coding: &'static str, body: Vec<u8>| {
        server(move |_| {
            with(
                "200 OK",
                &format!("content-type: application/json\r\ncontent-encoding: {coding}\r\nrequest-id: r-1\r\n"),
                &body,
            )
        })
    };
    let token = zipped(&format!(r#"{{"access_token":"{TOKEN}","expires_in":"86400"}}"#));
    let client = app(&coded("gzip", token.clone()));
    assert_eq!(client.token(&request(VAULT), &quick()).await.unwrap().token.secret(), TOKEN);
    assert_eq!(code(app(&coded("br", token)).token(&request(VAULT), &quick()).await), Code::BadResponse);

    let ok = zipped(r#"{"ok":1}"#);
    let answer = client.rest(&get(&coded("gzip", ok.clone())), &quick()).await.unwrap();
    assert_eq!(answer.body(), br#"{"ok":1}"#);
    assert!(!answer.headers().any(|(name, _)| name == "content-encoding"));
    for (coding, body) in [("br", ok.clone()), ("gzip", ok[..10].to_vec())] {
        let asked = get(&coded(coding, body));
        let error = client.rest(&asked, &quick()).await.unwrap_err();
        assert_eq!(error.code(), Code::BadResponse);
        assert_eq!(error.request_id(), Some("r-1"));
    }
    let asked = RestRequest {
        headers: vec![("Accept-Encoding".to_owned(), "gzip".to_owned())],
        ..get(&coded("gzip", ok.clone()))
    };
    assert_eq!(client.rest(&asked, &quick()).await.unwrap().body(), ok);
}

#[tokio::test]
async fn not_modified_is_a_response_only_to_a_conditional_request() {
    let client = app(&issuer());
    let unchanged = server(|_| with("304 Not Modified", "x-ms-request-id: r-1\r\n", b""));
    let plain = get(&unchanged);
    let error = client.rest(&plain, &quick()).await.unwrap_err();
    assert_eq!(error.code(), Code::ServiceFailed);
    assert_eq!((error.http_status(), error.request_id()), (Some(304), Some("r-1")));
    for condition in ["If-None-Match", "If-Modified-Since"] {
        let asked = RestRequest { headers: vec![(condition.to_owned(), "x".to_owned())], ..plain.clone() };
        assert_eq!(client.rest(&asked, &quick()).await.unwrap().status(), 304);
    }
    let any_status = RestRequest { any_status: true, ..plain };
    assert_eq!(client.rest(&any_status, &quick()).await.unwrap().status(), 304);
}

#[tokio::test]
async fn a_byte_order_mark_before_json_is_ignored() {
    let marked = |body: &str| json("200 OK", &format!("\u{feff}{body}"));
    let client = app(&server(move |_| marked(&format!(r#"{{"access_token":"{TOKEN}","expires_in":"86400"}}"#))));
    let list = server(move |_| marked(r#"{"value":[1,2]}"#));
    let answer = client.rest(&RestRequest { paginate: true, ..get(&list) }, &quick()).await.unwrap();
    assert_eq!(answer.items().unwrap().collect::<Vec<_>>(), ["1", "2"]);
    let refusal = server(|_| json("400 Bad", "\u{feff}{\"error\":{\"code\":\"Odd\",\"message\":\"its words\"}}"));
    let error = client.rest(&get(&refusal), &quick()).await.unwrap_err();
    assert_eq!((error.service_code(), error.message().contains("its words")), (Some("Odd"), true));
}

#[tokio::test]
async fn a_byte_order_mark_before_a_body_is_not_sent() {
    let client = app(&issuer());
    let url = server(|head| {
        assert_eq!(sent(head, "content-length"), "2");
        json("200 OK", "{}")
    });
    let request = RestRequest { method: Some("PUT".to_owned()), body: Some("\u{feff}{}".to_owned()), ..get(&url) };
    assert_eq!(client.rest(&request, &quick()).await.unwrap().status(), 200);
}
