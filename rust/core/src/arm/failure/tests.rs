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
    };
    explain(
        &answer,
        &Url::parse("https://management.azure.com/subscriptions/s?api-version=1").unwrap(),
        Some("oid"),
        0,
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
    assert!(write.next_step().unwrap().contains("--role Contributor"));
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
