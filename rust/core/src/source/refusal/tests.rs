use super::*;

fn read(body: &[u8]) -> Refusal {
    Refusal::read(body, &Secrets::default())
}

#[test]
fn the_three_shapes_of_a_refusal_are_read() {
    let flat = read(br#"{"error":"invalid_request","error_description":"Identity not found","correlation_id":"c"}"#);
    assert_eq!(
        (flat.code.as_deref(), flat.text.as_str(), flat.request_id.as_deref()),
        (Some("invalid_request"), "Identity not found", Some("c"))
    );
    let app = read(br#"{"statusCode":400,"message":"No identity","correlationId":"c"}"#);
    assert_eq!((app.code, app.text.as_str(), app.request_id.as_deref()), (None, "No identity", Some("c")));
    let pascal =
        read(br#"{"StatusCode":400,"Message":"No MSI found for specified ClientId/ResourceId.","CorrelationId":"c"}"#);
    assert_eq!(
        (pascal.text.as_str(), pascal.request_id.as_deref()),
        ("No MSI found for specified ClientId/ResourceId.", Some("c"))
    );
    let nested = read(br#"{"error":{"code":"AudienceNotSupported","message":"no","correlationId":"c"}}"#);
    assert_eq!(
        (nested.code.as_deref(), nested.text.as_str(), nested.request_id.as_deref()),
        (Some("AudienceNotSupported"), "no", Some("c"))
    );
    let raw = read(b"<html>\n  <b>Blocked\x1b[31m</b>");
    assert_eq!((raw.text.as_str(), raw.understood), ("<html> <b>Blocked[31m</b>", false));
}

fn answer(status: u16, body: &str) -> Answer {
    Answer { status, body: body.as_bytes().to_vec(), ..Answer::default() }
}

fn query(resource: &'static str, cloud_known: bool) -> TokenQuery<'static> {
    let identity = &Identity::SystemAssigned;
    TokenQuery { identity, resource, bypass_cache: false, cloud_known, unwanted: None }
}

fn explained(answer: &Answer, source: SourceKind) -> Error {
    explain(answer, &ErrorContext { source, query: &query("https://vault.azure.net", true), now: 0 })
}

#[test]
fn a_dialer_in_place_of_the_metadata_service_is_not_an_endpoint() {
    let texts = [
        "connecting to 169.254.169.254:80: dial tcp 169.254.169.254:80: connectex: A socket operation was attempted to an unreachable network.",
        "connecting to 169.254.169.254:80: dial tcp 169.254.169.254:80: connectex: Ein Socketvorgang bezog sich auf ein nicht verfügbares Netzwerk.",
        "connecting to 169.254.169.254:80: connecting to 169.254.169.254:80: dial tcp 169.254.169.254:80: connectex: ソケット操作",
        "dial tcp 169.254.169.254:80: connect: no route to host",
        "dial tcp 169.254.169.254:80: connect: connection refused",
        "dial tcp 169.254.169.254:80: i/o timeout",
        "connect: host is down",
        "DIAL TCP 169.254.169.254:80: CONNECTEX: X",
    ];
    for text in texts {
        let body = answer(403, text);
        let mut reason = answer(403, "");
        reason.reason = text.to_owned();
        for seen in [body, reason] {
            let error = explained(&seen, SourceKind::Vm);
            assert_eq!(error.code(), Code::NoIdentityEndpoint, "{text}");
        }
        let gateway = answer(502, text);
        assert_eq!(
            explained(&gateway, SourceKind::Vm).code() == Code::NoIdentityEndpoint,
            text.to_lowercase().contains("dial tcp"),
            "{text}"
        );
    }
    // The language of the message doesn't matter: the metadata service speaks HTTP/1.1.
    let mut old = answer(403, "Den tilkoblede parten svarte ikke");
    old.old_http = true;
    assert_eq!(explained(&old, SourceKind::Vm).code(), Code::NoIdentityEndpoint);
    // A sidecar that reports why it got no token is an endpoint.
    let sidecar = answer(500, "dial tcp: lookup login.microsoftonline.com: no such host");
    assert_eq!(explained(&sidecar, SourceKind::AppService).code(), Code::IdentityEndpointFailed);
    // Responses that don't come from a dialer.
    for (status, text) in
        [(403, "<html>dial tcp</html>"), (503, "upstream connect error: connection refused"), (400, "i/o timeout")]
    {
        let error = explained(&answer(status, text), SourceKind::Vm);
        assert_ne!(error.code(), Code::NoIdentityEndpoint, "{text}");
    }
}

#[test]
fn an_empty_403_from_a_platforms_endpoint_is_about_its_secret() {
    for (source, variable) in [(SourceKind::AppService, "IDENTITY_HEADER"), (SourceKind::MachineLearning, "MSI_SECRET")]
    {
        let error = explained(&answer(403, ""), source);
        assert_eq!(error.code(), Code::TokenRefused);
        assert!(error.next_step().unwrap().contains(variable), "{error:?}");
        assert_eq!(explained(&answer(403, "<html>no</html>"), source).code(), Code::BadResponse);
    }
    assert_eq!(explained(&answer(403, ""), SourceKind::Arc).code(), Code::BadResponse);
}

#[test]
fn the_guard_of_a_protected_metadata_service_is_named() {
    for status in [403, 421] {
        let error = explained(&answer(status, " \r\n"), SourceKind::Vm);
        assert_eq!(error.code(), Code::MetadataProtected);
        assert!(error.message().contains("Guest Proxy Agent"), "{error}");
        assert!(!error.next_step().unwrap().contains("captive"));
        // It guards only the metadata service.
        let other = explained(&answer(status, ""), SourceKind::AppService);
        assert_ne!(other.code(), Code::MetadataProtected);
    }
    for status in [502, 503] {
        let step = |body: &str, source| {
            let error = explained(&answer(status, body), source);
            error.next_step().unwrap().contains("Guest Proxy Agent")
        };
        assert!(step("", SourceKind::Vm));
        assert!(!step("<html>", SourceKind::Vm));
        assert!(!step("", SourceKind::AppService));
    }
}

#[test]
fn a_forwarding_mesh_is_named_with_the_services_message() {
    for text in [
        r#"{"error":"invalid_request","error_description":"Request is not allowed to be forwarded"}"#,
        r#"{"error":"Bad request. X-Forwarded-For header is not allowed"}"#,
        "Request must not contain the header X-Forwarded-For",
    ] {
        let error = explained(&answer(400, text), SourceKind::Vm);
        assert_eq!(error.code(), Code::TokenRefused, "{text}");
        assert!(error.message().to_lowercase().contains("forwarded"));
        assert!(error.message().contains("mesh"));
    }
}

#[test]
fn plain_text_refusals_are_recognized() {
    use SourceKind::{AppService, MachineLearning, Vm};
    for (source, status, text) in [
        (Vm, 400, "Identity not found"),
        (Vm, 404, "identity not found\n"),
        (AppService, 400, "Identity not found"),
        (Vm, 403, "no azure identity found for request clientID 4444-XXX"),
        (
            Vm,
            403,
            "getting assigned identities for pod default/x in CREATED state failed after 16 attempts, retry duration [5]s, error: <nil>. Check MIC pod logs for identity assignment errors",
        ),
        (
            Vm,
            403,
            "failed to get service principal token for pod:default/x, error: adal: Refresh request failed: dial tcp 20.190.1.1:443: i/o timeout",
        ),
        (MachineLearning, 404, "InternalError - :{\nInfo: Request failure status code: 404\n\n}"),
        (MachineLearning, 404, "not found"),
    ] {
        let error = explained(&answer(status, text), source);
        assert_eq!(error.code(), Code::IdentityNotAssigned, "{text}");
        let words = text.split_whitespace().next().unwrap();
        assert!(error.message().contains(words), "{error}");
    }
    let named = explained(&answer(404, "not found"), MachineLearning);
    assert!(named.next_step().unwrap().contains("DEFAULT_IDENTITY_CLIENT_ID"));
    // A web page or an empty body isn't a refusal from these services.
    for (source, status, text) in [
        (Vm, 403, "<!DOCTYPE html><title>Blocked</title>"),
        (Vm, 403, "Blocked by the web filter"),
        (MachineLearning, 404, "<html>404</html>"),
        (MachineLearning, 404, ""),
        (AppService, 403, "Blocked by the web filter"),
    ] {
        let error = explained(&answer(status, text), source);
        assert_eq!(error.code(), Code::BadResponse, "{text}");
    }
}

#[test]
fn if_the_cloud_is_unknown_the_error_names_the_setting_for_it() {
    for (status, text) in [
        (400, r#"{"error":"invalid_resource","error_description":"AADSTS500011: not found"}"#),
        (500, r#"{"statusCode":500,"message":"An unexpected error occured while fetching the AAD Token."}"#),
        (401, "AADSTS500011: The resource principal named x was not found"),
    ] {
        for known in [true, false] {
            let error = explain(
                &answer(status, text),
                &ErrorContext {
                    source: SourceKind::AppService,
                    query: &query("https://management.azure.com/", known),
                    now: 0,
                },
            );
            let step = error.next_step().unwrap();
            for setting in ["AZMI_ENVIRONMENT", "--environment", "-Environment"] {
                assert_eq!(step.contains(setting), !known, "{text} {step}");
            }
        }
    }
}

#[test]
fn a_200_that_reports_a_failure_is_treated_as_that_failure() {
    for (body, status) in [
        (r#"{"ErrorCode":"service_unavailable","StatusCode":503}"#, Some(503)),
        (r#"{"errorCode":"service_unavailable","message":"x"}"#, Some(503)),
        (r#"{"statusCode":"503","message":"x"}"#, Some(503)),
        (r#"{"error":"temporarily_unavailable"}"#, Some(503)),
        (r#"{"error":{"code":"ServiceUnavailable"}}"#, Some(503)),
        (r#"{"error":{"code":429,"message":"x"}}"#, Some(429)),
        (r#"{"StatusCode":400,"Message":"No MSI found","CorrelationId":"c"}"#, Some(400)),
        (r#"{"access_token":"","StatusCode":503}"#, Some(503)),
        (r#"{"access_token":null,"error":"server_error"}"#, Some(500)),
        (r#"{"access_token":"a.b.c","StatusCode":503}"#, None),
        (r#"{"access_token":"a.b.c","status":"503"}"#, None),
        (r#"{"StatusCode":200}"#, None),
        (r#"{"StatusCode":99999999}"#, None),
        (r#"{"status":"ok"}"#, None),
        (r#"{"error":"invalid_request"}"#, None),
        ("[503]", None),
        ("503", None),
        ("service_unavailable", None),
        ("", None),
    ] {
        assert_eq!(stated(body.as_bytes()), status, "{body}");
    }
}

#[test]
fn a_200_without_a_token_is_reported_with_its_own_message() {
    let error = || Error::new(Code::BadResponse, "No token answer.");
    for body in [
        "the sidecar starts",
        r#"[{"error":"the sidecar starts"}]"#,
        r#"{"errors":[{"code":"x","message":"the sidecar starts"}]}"#,
    ] {
        let reported = with_words(error(), &answer(200, body));
        assert!(reported.message().contains("the sidecar starts"), "{reported}");
    }
    for body in ["", "{}", "<html>the sidecar</html>", r#"{"access_token":"abc"}"#] {
        let reported = with_words(error(), &answer(200, body));
        assert_eq!(reported.message(), "No token answer.", "{body}");
    }
}

#[test]
fn an_outdated_secret_is_reported_whatever_the_body() {
    for body in ["", "Unauthorized", r#"{"statusCode":401,"message":"x"}"#] {
        let error = explained(&answer(401, body), SourceKind::AppService);
        assert_eq!(error.code(), Code::TokenRefused, "{body}");
        assert!(error.next_step().unwrap().contains("IDENTITY_HEADER"));
    }
    let page = explained(&answer(401, "<html>"), SourceKind::AppService);
    assert_eq!(page.code(), Code::BadResponse);
}

#[test]
fn app_services_message_for_an_unassigned_identity_is_recognized() {
    for name in ["x-correlation-id", "request-id"] {
        let mut refusal = answer(400, r#"{"statusCode":400,"message":"Unable to load the proper Managed Identity."}"#);
        let id = http::HeaderValue::from_static("c-1");
        refusal.headers.insert(name, id);
        let error = explained(&refusal, SourceKind::AppService);
        assert_eq!(error.code(), Code::IdentityNotAssigned);
        assert_eq!(error.request_id(), Some("c-1"), "{name}");
    }
}

#[test]
fn another_clouds_metadata_service_is_not_an_endpoint_and_gets_one_request() {
    for (name, mark, status) in [("server", "EC2ws", 401), ("metadata-flavor", "Google", 404)] {
        let mut refused = answer(status, "<html><title>No</title></html>");
        refused.headers.insert(name, mark.parse().unwrap());
        assert!(is_final(&refused), "{mark}");
        let error = explained(&refused, SourceKind::Vm);
        assert_eq!(error.code(), Code::NoIdentityEndpoint, "{mark}");
        assert_ne!(explained(&refused, SourceKind::AppService).code(), Code::NoIdentityEndpoint);
    }
    assert!(!is_final(&answer(404, "<html></html>")));
}

#[test]
fn a_container_group_without_a_default_identity_gets_one_request() {
    let body = r#"{"error":{"code":"DefaultIdentityNotDefined","message":"DefaultIdentityNotDefined ","details":[]}}"#;
    let refused = answer(404, body);
    assert!(is_final(&refused));
    let error = explained(&refused, SourceKind::Vm);
    assert_eq!(error.code(), Code::IdentityNotAssigned);
    assert!(!is_final(&answer(503, body)));
}
