use super::*;
use http::{HeaderMap, Method};
use url::Url;

mod forbidden;

const OID: &str = "33333333-3333-3333-3333-333333333333";
const VM: &str = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1";

fn failure(status: u16, body: &str) -> Error {
    let mut headers = HeaderMap::new();
    headers.insert("x-ms-request-id", "req-1".parse().unwrap());
    headers.insert("retry-after", "17".parse().unwrap());
    let answer = Answer { status, headers, body: body.as_bytes().to_vec(), ..Answer::default() };
    refusal(&answer, &Method::GET)
}

fn refusal(answer: &Answer, method: &Method) -> Error {
    explain(
        answer,
        &ErrorContext {
            service: RESOURCE_MANAGER,
            url: &Url::parse("https://management.azure.com/subscriptions/s?api-version=1").unwrap(),
            method,
            audience: None,
            principal: Some(OID),
            now: 0,
        },
    )
}

#[test]
fn refusals_are_distinguished() {
    let code =
        |status, id: &str| failure(status, &format!(r#"{{"error":{{"code":"{id}","message":"words"}}}}"#)).code();
    assert_eq!(code(401, "InvalidAuthenticationToken"), Code::AuthenticationFailed);
    assert_eq!(code(401, "InvalidAuthenticationTokenTenant"), Code::WrongTenant);
    assert_eq!(code(403, "AuthorizationFailed"), Code::AuthorizationFailed);
    assert_eq!(code(404, "ResourceNotFound"), Code::ResourceNotFound);
    assert_eq!(code(404, "ResourceGroupNotFound"), Code::ResourceGroupNotFound);
    assert_eq!(code(404, "SubscriptionNotFound"), Code::SubscriptionNotFound);
    assert_eq!(code(409, "Busy"), Code::Conflict);
    assert_eq!(code(412, "Changed"), Code::Conflict);
    assert_eq!(code(429, "TooManyRequests"), Code::Throttled);
    assert_eq!(code(400, "InvalidApiVersionParameter"), Code::ServiceFailed);
    assert_eq!(code(503, "ServerTimeout"), Code::ServiceFailed);
    assert_eq!(refusal(&answer(502, &[], "<html>Bad Gateway</html>"), &Method::GET).code(), Code::BadResponse);
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    Answer { status, headers: headers.collect(), body: body.as_bytes().to_vec(), ..Answer::default() }
}

fn at(address: &str, answer: &Answer) -> Error {
    let url = Url::parse(address).unwrap();
    let host = url.host_str().unwrap().to_owned();
    explain(
        answer,
        &ErrorContext { service: &host, url: &url, method: &Method::GET, audience: None, principal: Some(OID), now: 0 },
    )
}

#[test]
fn an_intermediary_that_responds_for_the_service_is_named() {
    let page = "<html><head><title>Blocked</title></head></html>";
    for (status, headers, body) in [
        (403, &[("server", "squid/5.7"), ("via", "1.1 proxy1")][..], page),
        (403, &[("server", "squid/5.7"), ("via", "1.1 proxy1")], ""),
        (502, &[("server", "squid/5.7"), ("via", "1.1 proxy1")], page),
    ] {
        let error = refusal(&answer(status, headers, body), &Method::GET);
        assert_eq!(error.code(), Code::BadResponse);
        assert!(error.message().contains("squid/5.7") && error.message().contains("1.1 proxy1"), "{error}");
        assert_eq!(error.message().contains("Blocked"), !body.is_empty());
    }
    // A response with the service's own marks comes from the service.
    let error = refusal(&answer(403, &[("x-ms-request-id", "r")], ""), &Method::HEAD);
    assert_eq!(error.code(), Code::Forbidden);
    let error = at(
        "https://acc.blob.core.windows.net/c",
        &answer(403, &[("x-ms-error-code", "AuthorizationPermissionMismatch")], ""),
    );
    assert_eq!(error.code(), Code::AuthorizationFailed);
    assert_eq!(at("https://x.example.com/", &answer(404, &[], page)).code(), Code::ResourceNotFound);
}

#[test]
fn a_sign_in_page_is_not_a_success() {
    let page = "<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head></html>";
    let html = ("content-type", "text/html; charset=utf-8");
    let url = Url::parse("https://dev.azure.com/o/_apis/projects").unwrap();
    let asked =
        |service| ErrorContext { service, url: &url, method: &Method::GET, audience: None, principal: None, now: 0 };
    let judged = |status, body, service| {
        instead_of(&answer(status, &[html], body), &HeaderMap::new(), &asked(service)).map(|e| e.code())
    };
    assert_eq!(judged(203, page, "dev.azure.com"), Some(Code::AuthenticationFailed));
    assert_eq!(judged(200, page, "dev.azure.com"), Some(Code::AuthenticationFailed));
    assert_eq!(judged(200, "<html><title>My site</title></html>", "x.example.com"), None);
    assert_eq!(judged(200, "<html><title>My site</title></html>", RESOURCE_MANAGER), Some(Code::BadResponse));
    let wanted = HeaderMap::from_iter([(http::header::ACCEPT, "text/html".parse().unwrap())]);
    assert!(instead_of(&answer(200, &[html], page), &wanted, &asked("x.example.com")).is_none());
}

#[test]
fn another_tenant_is_recognized() {
    for (status, code, text) in [
        (401, "Unauthorized", "AKV10032: Invalid issuer. Expected one of x, found y."),
        (401, "InvalidAuthenticationToken", "The access token is from the wrong issuer 'x'."),
        (400, "Tenant", "Tenant provided in token does not match resource token"),
        (401, "InvalidAuthenticationInfo", "Issuer validation failed. Issuer did not match."),
    ] {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"{text}"}}}}"#);
        assert_eq!(at("https://kv1.vault.azure.net/", &answer(status, &[], &body)).code(), Code::WrongTenant, "{text}");
    }
}

#[test]
fn a_429_says_when_to_retry() {
    let error = failure(429, r#"{"Code":"Throttled","Message":"slow down"}"#);
    assert!(error.next_step().unwrap().contains("17 s") && error.retryable() && error.message().contains("slow down"));
}

#[test]
fn a_quota_error_says_when_the_quota_is_renewed() {
    let mut headers = HeaderMap::new();
    headers.insert("x-ms-user-quota-resets-after", "00:01:05".parse().unwrap());
    headers.insert("x-ms-correlation-request-id", "corr-1".parse().unwrap());
    let answer = Answer { status: 429, headers, body: Vec::new(), ..Answer::default() };
    let error = refusal(&answer, &Method::POST);
    assert!(error.next_step().unwrap().contains("65 s"));
    assert_eq!(error.correlation_id(), Some("corr-1"));
}

#[test]
fn a_redirect_is_reported_and_one_to_another_host_is_not_trusted() {
    let to = |location: &str| {
        let headers = [(http::header::LOCATION, location.parse().unwrap())];
        let answer =
            Answer { status: 302, headers: headers.into_iter().collect(), body: Vec::new(), ..Answer::default() };
        refusal(&answer, &Method::GET).code()
    };
    assert_eq!(to("https://evil.example/"), Code::UntrustedLink);
    assert_eq!(to("/elsewhere"), Code::ServiceFailed);
}

#[test]
fn each_obstacle_gets_its_own_hint() {
    let hint = |status, id: &str| {
        let error = failure(status, &format!(r#"{{"error":{{"code":"{id}","message":"words"}}}}"#));
        assert_eq!(error.code(), Code::Conflict);
        error.next_step().unwrap().to_owned()
    };
    assert!(hint(409, "MissingSubscriptionRegistration").contains("az provider register"));
    assert!(hint(409, "ScopeLocked").contains("az lock list"));
    assert!(hint(412, "PreconditionFailed").contains("read it again"));
}

#[test]
fn an_exhausted_quota_is_not_blamed_on_the_token() {
    for words in [
        "Operation cannot be completed without additional quota. \\r\\nCurrent Limit (Basic VMs): 0",
        "This region has quota of 0 instances for your subscription. Try selecting different region or SKU.",
        "This subscription has reached the limit of 1 Free Linux app service plan(s) it can create in this region.",
    ] {
        let body = format!(
            r#"{{"Code":"Unauthorized","Message":"{words}","Details":[{{"Message":"{words}"}},{{"Code":"Unauthorized"}}]}}"#
        );
        let error = failure(401, &body);
        assert_eq!(error.code(), Code::ServiceFailed, "{error}");
        assert!(error.next_step().unwrap().contains("quota"), "{error}");
    }
}

#[test]
fn resource_graphs_error_for_no_subscription_is_recognized() {
    let error = failure(
        400,
        r#"{"error":{"code":"BadRequest","message":"Please provide below info when asking for support.","details":[{"code":"NoValidSubscriptionsInQueryRequest","message":"There must be at least one subscription that is eligible to contain resources."}]}}"#,
    );
    assert_eq!(error.code(), Code::NoReadableSubscription);
    assert_eq!(error.service_code(), Some("NoValidSubscriptionsInQueryRequest"));
    assert!(error.message().contains("at least one subscription"), "{error}");
}

#[test]
fn gateway_ids_are_shown_after_the_services_own() {
    let mut headers = HeaderMap::new();
    headers.insert("x-request-id", "gate-1".parse().unwrap());
    let answer = |headers| Answer {
        status: 400,
        headers,
        body: br#"{"error":{"code":"C","message":"m"}}"#.to_vec(),
        ..Answer::default()
    };
    let error = refusal(&answer(headers.clone()), &Method::GET);
    assert_eq!(error.request_id(), Some("gate-1"));
    headers.insert("x-ms-request-id", "own-1".parse().unwrap());
    let error = refusal(&answer(headers), &Method::GET);
    assert_eq!(error.request_id(), Some("own-1"));
}
