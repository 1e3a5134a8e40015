use super::*;
use http::HeaderMap;

fn failure(status: u16, body: &str) -> Error {
    let mut headers = HeaderMap::new();
    headers.insert("x-ms-request-id", "req-1".parse().unwrap());
    headers.insert("retry-after", "17".parse().unwrap());
    let answer = Answer {
        status,
        headers,
        body: body.as_bytes().to_vec(),
        ..Answer::default()
    };
    refusal(&answer, &Method::GET)
}

fn refusal(answer: &Answer, method: &Method) -> Error {
    explain(
        answer,
        &Asked {
            service: RESOURCE_MANAGER,
            url: &Url::parse("https://management.azure.com/subscriptions/s?api-version=1").unwrap(),
            method,
            principal: Some("oid"),
            now: 0,
        },
    )
}

#[test]
fn each_refusal_is_told_apart() {
    let code = |status, id: &str| {
        failure(
            status,
            &format!(r#"{{"error":{{"code":"{id}","message":"words"}}}}"#),
        )
        .code()
    };
    assert_eq!(
        code(401, "InvalidAuthenticationToken"),
        Code::AuthenticationFailed
    );
    assert_eq!(
        code(401, "InvalidAuthenticationTokenTenant"),
        Code::WrongTenant
    );
    assert_eq!(code(403, "AuthorizationFailed"), Code::AuthorizationFailed);
    assert_eq!(code(404, "ResourceNotFound"), Code::ResourceNotFound);
    assert_eq!(
        code(404, "ResourceGroupNotFound"),
        Code::ResourceGroupNotFound
    );
    assert_eq!(
        code(404, "SubscriptionNotFound"),
        Code::SubscriptionNotFound
    );
    assert_eq!(code(409, "Busy"), Code::Conflict);
    assert_eq!(code(412, "Changed"), Code::Conflict);
    assert_eq!(code(429, "TooManyRequests"), Code::Throttled);
    assert_eq!(code(400, "InvalidApiVersionParameter"), Code::ServiceFailed);
    assert_eq!(code(503, "ServerTimeout"), Code::ServiceFailed);
    assert_eq!(
        failure(502, "<html>Bad Gateway</html>").code(),
        Code::BadResponse
    );
}

#[test]
fn a_403_names_action_scope_and_the_command_that_grants_it() {
    let body = r#"{"error":{"code":"AuthorizationFailed","message":"The client 'c' with object id 'o-1' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/read' over scope '/subscriptions/s/vm' or the scope is invalid."}}"#;
    let error = failure(403, body);
    let hint = error.next_step().unwrap();
    assert!(
        hint.contains("--assignee-object-id o-1")
            && hint.contains("--role Reader --scope /subscriptions/s/vm"),
        "{hint}"
    );
    assert_eq!(
        (
            error.service_code(),
            error.request_id(),
            error.http_status()
        ),
        (Some("AuthorizationFailed"), Some("req-1"), Some(403))
    );
    let write = failure(403, &body.replace("/read", "/write"));
    assert!(
        write
            .next_step()
            .unwrap()
            .contains("--role \"Virtual Machine Contributor\"")
    );
    let vault = failure(
        403,
        r#"{"error":{"code":"Forbidden","message":"Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\nResource: '/subscriptions/s/vault'"}}"#,
    );
    let hint = vault.next_step().unwrap();
    assert!(
        hint.contains("\"Key Vault Secrets User\"")
            && hint.contains("--scope /subscriptions/s/vault"),
        "{hint}"
    );
}

#[test]
fn a_429_says_when_to_come_back() {
    let error = failure(429, r#"{"Code":"Throttled","Message":"slow down"}"#);
    assert!(
        error.next_step().unwrap().contains("17 s")
            && error.retryable()
            && error.message().contains("slow down")
    );
}

#[test]
fn a_quota_says_when_it_is_refilled() {
    let mut headers = HeaderMap::new();
    headers.insert("x-ms-user-quota-resets-after", "00:01:05".parse().unwrap());
    headers.insert("x-ms-correlation-request-id", "corr-1".parse().unwrap());
    let answer = Answer {
        status: 429,
        headers,
        body: Vec::new(),
        ..Answer::default()
    };
    let error = refusal(&answer, &Method::POST);
    assert!(error.next_step().unwrap().contains("65 s"));
    assert_eq!(error.correlation_id(), Some("corr-1"));
}

#[test]
fn a_redirect_is_told_and_one_to_another_host_is_not_trusted() {
    let to = |location: &str| {
        let headers = [(http::header::LOCATION, location.parse().unwrap())];
        let answer = Answer {
            status: 302,
            headers: headers.into_iter().collect(),
            body: Vec::new(),
            ..Answer::default()
        };
        refusal(&answer, &Method::GET).code()
    };
    assert_eq!(to("https://evil.example/"), Code::UntrustedLink);
    assert_eq!(to("/elsewhere"), Code::ServiceFailed);
}

#[test]
fn what_is_in_the_way_gets_its_own_advice() {
    let hint = |status, id: &str| {
        let error = failure(
            status,
            &format!(r#"{{"error":{{"code":"{id}","message":"words"}}}}"#),
        );
        assert_eq!(error.code(), Code::Conflict);
        error.next_step().unwrap().to_owned()
    };
    assert!(hint(409, "MissingSubscriptionRegistration").contains("az provider register"));
    assert!(hint(409, "ScopeLocked").contains("az lock list"));
    assert!(hint(412, "PreconditionFailed").contains("read it again"));
}
