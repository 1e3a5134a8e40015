use super::*;
use http::HeaderMap;

const OID: &str = "33333333-3333-3333-3333-333333333333";
const VM: &str = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1";

fn failure(status: u16, body: &str) -> Error {
    let mut headers = HeaderMap::new();
    headers.insert("x-ms-request-id", "req-1".parse().unwrap());
    headers.insert("retry-after", "17".parse().unwrap());
    let answer = Answer {
        status,
        headers,
        body: body.as_bytes().to_vec(),
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
            audience: None,
            principal: Some(OID),
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
        refusal(&answer(502, &[], "<html>Bad Gateway</html>"), &Method::GET).code(),
        Code::BadResponse
    );
}

/// A 403 of Resource Manager that names action and scope.
fn role_missing(action: &str, scope: &str) -> Answer {
    let body = format!(
        r#"{{"error":{{"code":"AuthorizationFailed","message":"The client 'c' with object id '{OID}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid."}}}}"#
    );
    answer(403, &[("x-ms-request-id", "req-1")], &body)
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    Answer {
        status,
        headers: headers.collect(),
        body: body.as_bytes().to_vec(),
    }
}

fn at(address: &str, answer: &Answer) -> Error {
    let url = Url::parse(address).unwrap();
    let host = url.host_str().unwrap().to_owned();
    explain(
        answer,
        &Asked {
            service: &host,
            url: &url,
            method: &Method::GET,
            audience: None,
            principal: Some(OID),
            now: 0,
        },
    )
}

#[test]
fn a_403_names_action_scope_and_the_commands_that_grant_it_a_line_each() {
    let error = refusal(
        &role_missing("Microsoft.Compute/virtualMachines/read", VM),
        &Method::GET,
    );
    let lines: Vec<_> = error.next_step().unwrap().lines().collect();
    assert!(
        lines[0].contains(&format!("Microsoft.Compute/virtualMachines/read at {VM}")),
        "{lines:?}"
    );
    assert_eq!(
        lines[1],
        format!(
            "az role assignment create --assignee-object-id {OID} --assignee-principal-type ServicePrincipal --role Reader --scope {VM}"
        )
    );
    assert_eq!(
        lines[2],
        format!("New-AzRoleAssignment -ObjectId {OID} -RoleDefinitionName Reader -Scope {VM}")
    );
    assert_eq!(
        (
            error.service_code(),
            error.request_id(),
            error.http_status()
        ),
        (Some("AuthorizationFailed"), Some("req-1"), Some(403))
    );
    assert!(
        error
            .to_string()
            .ends_with(" [AuthorizationFailed; request req-1]"),
        "{error}"
    );
    let write = refusal(
        &role_missing("Microsoft.Compute/virtualMachines/start/action", VM),
        &Method::POST,
    );
    assert!(write.next_step().unwrap().contains(&format!(
        "--role \"Virtual Machine Contributor\" --scope {VM}"
    )));
}

#[test]
fn what_does_not_exist_yet_is_granted_where_it_is_made() {
    let group = VM.split_once("/providers").unwrap().0;
    let error = refusal(
        &role_missing("Microsoft.Compute/virtualMachines/write", VM),
        &Method::PUT,
    );
    assert!(
        error
            .next_step()
            .unwrap()
            .contains(&format!("--scope {group}\n")),
        "{error:?}"
    );
}

#[test]
fn what_is_linked_is_granted_where_it_is() {
    let nic = VM.replace(
        "Compute/virtualMachines/vm1",
        "Network/networkInterfaces/nic1",
    );
    let body = format!(
        r#"{{"error":{{"code":"LinkedAuthorizationFailed","message":"The client 'c' with object id '{OID}' has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '{VM}'; however, it does not have permission to perform action(s) 'Microsoft.Network/networkInterfaces/join/action' on the linked scope(s) '{nic}' (respectively) or the linked scope(s) are invalid."}}}}"#
    );
    let hint = refusal(&answer(403, &[], &body), &Method::PUT)
        .next_step()
        .unwrap()
        .to_owned();
    assert!(
        hint.contains(&format!("--role \"Network Contributor\" --scope {nic}\n")),
        "{hint}"
    );
}

#[test]
fn nothing_of_a_peer_but_guids_and_arm_ids_enters_a_command() {
    for scope in [
        "/c1/b1",
        "/",
        "x; reboot",
        &format!("{VM};reboot"),
        &format!("{VM} --role Owner"),
        &format!("{VM}$(id)"),
        &format!("{VM}`n"),
        "/subscriptions/x",
    ] {
        let hint = refusal(
            &role_missing("Microsoft.X/things/read", scope),
            &Method::GET,
        )
        .next_step()
        .unwrap()
        .to_owned();
        assert!(
            hint.contains("--scope <scope>\n")
                && !hint.contains("reboot")
                && !hint.contains("Owner"),
            "{hint}"
        );
    }
    let hint = refusal(
        &role_missing("Microsoft.X/things/read; reboot", VM),
        &Method::GET,
    )
    .next_step()
    .unwrap()
    .to_owned();
    assert!(!hint.contains("reboot"), "{hint}");
    let body = r#"{"error":{"code":"AuthorizationFailed","message":"The client with object id 'x --role Owner' does not have authorization to perform action"}}"#;
    let hint = refusal(&answer(403, &[], body), &Method::GET)
        .next_step()
        .unwrap()
        .to_owned();
    assert!(
        hint.contains(&format!("--assignee-object-id {OID} ")),
        "{hint}"
    );
}

#[test]
fn a_role_is_advised_only_where_one_helps() {
    let vault = "https://kv1.vault.azure.net/secrets/s1?api-version=7.4";
    let blob = "https://acc.blob.core.windows.net/c1/b1";
    let graph = "https://graph.microsoft.com/v1.0/users";
    let arm = "https://management.azure.com/subscriptions";
    for (address, code, inner, id, role) in [
        (
            arm,
            "RequestDisallowedByPolicy",
            "",
            Code::DisallowedByPolicy,
            false,
        ),
        (
            arm,
            "DenyAssignmentAuthorizationFailed",
            "",
            Code::DeniedByAssignment,
            false,
        ),
        (
            arm,
            "ReadOnlyDisabledSubscription",
            "",
            Code::Forbidden,
            false,
        ),
        (
            vault,
            "Forbidden",
            "ForbiddenByFirewall",
            Code::NetworkAccessDenied,
            false,
        ),
        (
            vault,
            "Forbidden",
            "AccessDenied",
            Code::AuthorizationFailed,
            false,
        ),
        (
            vault,
            "Forbidden",
            "ForbiddenByRbac",
            Code::AuthorizationFailed,
            true,
        ),
        (
            blob,
            "AuthorizationFailure",
            "",
            Code::NetworkAccessDenied,
            false,
        ),
        (
            blob,
            "AuthorizationPermissionMismatch",
            "",
            Code::AuthorizationFailed,
            true,
        ),
        (
            graph,
            "Authorization_RequestDenied",
            "",
            Code::ApplicationPermissionMissing,
            false,
        ),
        (arm, "SomethingNew", "", Code::Forbidden, false),
    ] {
        let body = format!(
            r#"{{"error":{{"code":"{code}","message":"words","innererror":{{"code":"{inner}"}}}}}}"#
        );
        let error = at(address, &answer(403, &[], &body));
        assert_eq!(error.code(), id, "{code} {inner}");
        assert_eq!(
            error
                .next_step()
                .unwrap()
                .contains("az role assignment create"),
            role,
            "{code} {inner}"
        );
        assert!(
            error
                .to_string()
                .contains(if inner.is_empty() { code } else { inner }),
            "{error}"
        );
    }
}

#[test]
fn what_answers_between_us_and_the_service_is_named() {
    let page = "<html><head><title>Blocked</title></head></html>";
    for (status, headers, body) in [
        (
            403,
            &[("server", "squid/5.7"), ("via", "1.1 proxy1")][..],
            page,
        ),
        (403, &[("server", "squid/5.7"), ("via", "1.1 proxy1")], ""),
        (502, &[("server", "squid/5.7"), ("via", "1.1 proxy1")], page),
    ] {
        let error = refusal(&answer(status, headers, body), &Method::GET);
        assert_eq!(error.code(), Code::BadResponse);
        assert!(
            error.message().contains("squid/5.7") && error.message().contains("1.1 proxy1"),
            "{error}"
        );
        assert_eq!(error.message().contains("Blocked"), !body.is_empty());
    }
    // What the service marked is its own.
    let error = refusal(&answer(403, &[("x-ms-request-id", "r")], ""), &Method::HEAD);
    assert_eq!(error.code(), Code::Forbidden);
    let error = at(
        "https://acc.blob.core.windows.net/c",
        &answer(
            403,
            &[("x-ms-error-code", "AuthorizationPermissionMismatch")],
            "",
        ),
    );
    assert_eq!(error.code(), Code::AuthorizationFailed);
    assert_eq!(
        at("https://x.example.com/", &answer(404, &[], page)).code(),
        Code::ResourceNotFound
    );
}

#[test]
fn a_page_to_sign_in_is_no_success() {
    let page =
        "<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head></html>";
    let html = ("content-type", "text/html; charset=utf-8");
    let url = Url::parse("https://dev.azure.com/o/_apis/projects").unwrap();
    let asked = |service| Asked {
        service,
        url: &url,
        method: &Method::GET,
        audience: None,
        principal: None,
        now: 0,
    };
    let judged = |status, body, service| {
        instead_of(
            &answer(status, &[html], body),
            &HeaderMap::new(),
            &asked(service),
        )
        .map(|e| e.code())
    };
    assert_eq!(
        judged(203, page, "dev.azure.com"),
        Some(Code::AuthenticationFailed)
    );
    assert_eq!(
        judged(200, page, "dev.azure.com"),
        Some(Code::AuthenticationFailed)
    );
    assert_eq!(
        judged(200, "<html><title>My site</title></html>", "x.example.com"),
        None
    );
    assert_eq!(
        judged(200, "<html><title>My site</title></html>", RESOURCE_MANAGER),
        Some(Code::BadResponse)
    );
    let wanted = HeaderMap::from_iter([(http::header::ACCEPT, "text/html".parse().unwrap())]);
    assert!(
        instead_of(
            &answer(200, &[html], page),
            &wanted,
            &asked("x.example.com")
        )
        .is_none()
    );
}

#[test]
fn another_tenant_is_told_apart() {
    for (status, code, text) in [
        (
            401,
            "Unauthorized",
            "AKV10032: Invalid issuer. Expected one of x, found y.",
        ),
        (
            401,
            "InvalidAuthenticationToken",
            "The access token is from the wrong issuer 'x'.",
        ),
        (
            400,
            "Tenant",
            "Tenant provided in token does not match resource token",
        ),
        (
            401,
            "InvalidAuthenticationInfo",
            "Issuer validation failed. Issuer did not match.",
        ),
    ] {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"{text}"}}}}"#);
        assert_eq!(
            at("https://kv1.vault.azure.net/", &answer(status, &[], &body)).code(),
            Code::WrongTenant,
            "{text}"
        );
    }
}

#[test]
fn the_request_id_is_found_in_any_of_its_headers() {
    let id = |headers: &[(&'static str, &str)]| {
        refusal(&answer(400, headers, r#"{"code":"X"}"#), &Method::GET)
            .request_id()
            .map(str::to_owned)
    };
    for name in [
        "x-ms-request-id",
        "request-id",
        "x-ms-requestid",
        "activityid",
        "x-ms-correlation-request-id",
    ] {
        assert_eq!(
            id(&[("x-ms-client-request-id", "mine"), (name, "theirs")]).as_deref(),
            Some("theirs"),
            "{name}"
        );
    }
    assert_eq!(
        id(&[("x-ms-client-request-id", "mine")]).as_deref(),
        Some("mine")
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
