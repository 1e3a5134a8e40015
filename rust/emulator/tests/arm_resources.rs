//! Resource Manager: one resource, and what stands in its way.

mod support;

use azmi_emulator::unsigned_token;
use serde_json::{Value, json};
use support::{
    ARM, Answer, SUBSCRIPTION, SYSTEM, VM, arm, arm_as, arm_get, claims, code, start, start_with,
    token,
};

fn vm(name: &str) -> String {
    format!(
        "{SUBSCRIPTION}/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/{name}?api-version={VM}"
    )
}

fn error(status: u16, code: &str, message: &str) -> (u16, Value) {
    (
        status,
        json!({ "error": { "code": code, "message": message } }),
    )
}

fn shown(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.json())
}

#[test]
fn a_machine_shows_both_kinds_of_identity() {
    let emulator = start();
    let answer = arm_get(&emulator, &token(&emulator, ARM, ""), &vm("vm1"));
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body["id"], json!(emulator.endpoints().vm_resource_id));
    assert_eq!(body["type"], "Microsoft.Compute/virtualMachines");
    assert_eq!(
        body["properties"]["vmId"],
        json!(emulator.endpoints().vm_id)
    );
    let identity = &body["identity"];
    assert_eq!(identity["type"], "SystemAssigned, UserAssigned");
    assert_eq!(identity["principalId"], SYSTEM);
    assert_eq!(identity["tenantId"], "11111111-1111-4111-8111-111111111111");
    let map = identity["userAssignedIdentities"]
        .as_object()
        .expect("a map");
    assert_eq!(map.len(), 2);
    for known in &emulator.endpoints().user_assigned {
        assert_eq!(
            map[&known.resource_id],
            json!({ "clientId": known.client_id, "principalId": known.principal_id })
        );
    }
}

#[test]
fn other_machines_show_what_they_have() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let second = arm_get(&emulator, &token, &vm("vm2")).json();
    assert_eq!(second["identity"]["type"], "UserAssigned");
    assert!(second["identity"].get("principalId").is_none());
    assert!(
        arm_get(&emulator, &token, &vm("vm3"))
            .json()
            .get("identity")
            .is_none()
    );
}

#[test]
fn ids_are_found_whatever_their_case() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let path = format!(
        "{}/resourcegroups/RG1/providers/microsoft.compute/virtualmachines/VM1?api-version={VM}",
        SUBSCRIPTION.to_uppercase()
    );
    assert_eq!(
        arm_get(&emulator, &token, &path).json()["id"],
        json!(emulator.endpoints().vm_resource_id)
    );
}

#[test]
fn a_user_assigned_identity_shows_its_ids() {
    let emulator = start();
    let known = &emulator.endpoints().user_assigned[0];
    let answer = arm_get(
        &emulator,
        &token(&emulator, ARM, ""),
        &format!("{}?api-version=2023-01-31", known.resource_id),
    );
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(
        body["type"],
        "Microsoft.ManagedIdentity/userAssignedIdentities"
    );
    assert_eq!(
        body["properties"],
        json!({
            "tenantId": "11111111-1111-4111-8111-111111111111",
            "principalId": known.principal_id,
            "clientId": known.client_id,
        })
    );
}

#[test]
fn every_answer_has_request_ids() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let bearer = format!("Bearer {token}");
    let first = arm_get(&emulator, &token, &vm("vm1"));
    let second = arm_get(&emulator, &token, &vm("nobody"));
    for answer in [&first, &second] {
        for name in [
            "x-ms-request-id",
            "x-ms-correlation-request-id",
            "x-ms-routing-request-id",
        ] {
            assert!(answer.header(name).is_some(), "{name}");
        }
    }
    assert_ne!(
        first.header("x-ms-request-id"),
        second.header("x-ms-request-id")
    );
    assert_eq!(
        first.header("x-ms-ratelimit-remaining-subscription-reads"),
        Some("11999")
    );
    let headers = [
        ("Authorization", bearer.as_str()),
        ("x-ms-client-request-id", "mine"),
        ("x-ms-return-client-request-id", "true"),
    ];
    let returned = arm(&emulator, "GET", &vm("vm1"), &headers, "").expect("an answer");
    assert_eq!(returned.header("x-ms-client-request-id"), Some("mine"));
}

#[test]
fn the_certificate_is_good_for_every_name_of_loopback() {
    let emulator = start();
    let path = "/metadata/endpoints?api-version=2022-09-01";
    for host in ["localhost", "127.0.0.1"] {
        assert_eq!(
            arm_as(&emulator, host, "GET", path, &[], "")
                .expect("an answer")
                .status,
            200,
            "{host}"
        );
    }
    if std::net::TcpListener::bind("[::1]:0").is_ok() {
        assert_eq!(
            arm_as(&emulator, "[::1]", "GET", path, &[], "")
                .expect("an answer")
                .status,
            200
        );
    }
    let elsewhere = start();
    let stranger = arm(&emulator, "GET", path, &[], "").expect("an answer");
    assert_eq!(stranger.status, 200);
    // A root made for one emulator is worth nothing for another.
    assert_ne!(
        std::fs::read(&emulator.endpoints().ca_file).expect("a file"),
        std::fs::read(&elsewhere.endpoints().ca_file).expect("a file")
    );
}

#[test]
fn a_token_is_asked_for_first() {
    let emulator = start();
    let answer = arm(
        &emulator,
        "GET",
        &format!("{SUBSCRIPTION}?api-version=2014-04-01"),
        &[],
        "",
    )
    .expect("an answer");
    assert_eq!(
        shown(&answer),
        error(
            401,
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is missing."
        )
    );
    let challenge = answer.header("www-authenticate").expect("a challenge");
    let start = "Bearer authorization_uri=\"https://login.windows.net/11111111-1111-4111-8111-111111111111\", error=\"invalid_token\"";
    assert!(challenge.starts_with(start), "{challenge}");
}

#[test]
fn a_bad_token_is_refused_with_its_reason() {
    let emulator = start();
    let mut good = claims(&token(&emulator, ARM, ""));
    let ask = |claims: &Value| arm_get(&emulator, &unsigned_token(claims), &vm("vm1"));
    assert_eq!(ask(&good).status, 200);
    assert_eq!(
        code(&arm_get(&emulator, "rubbish", &vm("vm1"))),
        (401, "InvalidAuthenticationToken".to_owned())
    );

    let with = |name: &str, value: Value| {
        let mut changed = good.clone();
        changed[name] = value;
        ask(&changed)
    };
    let audience = with("aud", json!("https://vault.azure.net"));
    assert_eq!(
        code(&audience),
        (401, "InvalidAuthenticationToken".to_owned())
    );
    let message = audience.json()["error"]["message"]
        .as_str()
        .expect("text")
        .to_owned();
    assert!(message.starts_with("The access token has been obtained for wrong audience or resource 'https://vault.azure.net'."), "{message}");
    assert!(
        message.contains("'https://management.azure.com/'"),
        "{message}"
    );

    let expired = with("exp", json!(1_709_210_096));
    assert_eq!(
        code(&expired),
        (401, "ExpiredAuthenticationToken".to_owned())
    );
    assert!(expired.body.contains("The access token expiry UTC time '2/29/2024 12:34:56 PM' is earlier than current UTC time '"));

    let tenant = "99999999-9999-4999-8999-999999999999";
    let issuer = with("tid", json!(tenant));
    assert_eq!(
        code(&issuer),
        (401, "InvalidAuthenticationTokenTenant".to_owned())
    );
    let start = format!(
        "The access token is from the wrong issuer 'https://sts.windows.net/{tenant}/'. It must match the tenant \
         'https://sts.windows.net/11111111-1111-4111-8111-111111111111/' associated with this subscription. Please use the \
         authority (URL) 'https://login.windows.net/11111111-1111-4111-8111-111111111111' to get the token."
    );
    assert!(
        issuer.json()["error"]["message"]
            .as_str()
            .is_some_and(|message| message.starts_with(&start))
    );

    good.as_object_mut()
        .expect("an object")
        .remove("azmi_emulator");
    assert_eq!(
        code(&ask(&good)),
        (401, "InvalidAuthenticationToken".to_owned())
    );
}

#[test]
fn both_audiences_of_the_cloud_and_its_own_are_accepted() {
    let emulator = start();
    let own = emulator.endpoints().arm.clone();
    for audience in [
        "https://management.azure.com",
        "https://management.azure.com/",
        "https://management.core.windows.net/",
        "https://management.core.windows.net",
        &own,
        &format!("{own}/"),
    ] {
        assert_eq!(
            arm_get(&emulator, &token(&emulator, audience, ""), &vm("vm1")).status,
            200,
            "{audience}"
        );
    }
    let china = start_with(r#"{"azEnvironment":"AzureChinaCloud"}"#);
    assert_eq!(
        arm_get(
            &china,
            &token(&china, "https://management.chinacloudapi.cn", ""),
            &vm("vm1")
        )
        .status,
        200
    );
    assert_eq!(
        arm_get(&china, &token(&china, ARM, ""), &vm("vm1")).status,
        401
    );
}

#[test]
fn the_api_version_comes_next() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let machine = format!(
        "{SUBSCRIPTION}/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1"
    );
    let missing = arm_get(&emulator, &token, &machine);
    assert_eq!(
        shown(&missing),
        error(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests."
        )
    );
    let malformed = arm_get(&emulator, &token, &format!("{machine}?api-version=latest"));
    assert_eq!(
        code(&malformed),
        (400, "InvalidApiVersionParameter".to_owned())
    );
    let unknown = arm_get(
        &emulator,
        &token,
        &format!("{machine}?api-version=2001-01-01"),
    );
    assert_eq!(
        code(&unknown),
        (400, "NoRegisteredProviderFound".to_owned())
    );
    assert!(unknown.body.contains("2024-07-01"), "{}", unknown.body);
    let before_the_subscription = arm_get(
        &emulator,
        &token,
        "/subscriptions/99999999-9999-4999-8999-999999999999",
    );
    assert_eq!(
        code(&before_the_subscription),
        (400, "MissingApiVersionParameter".to_owned())
    );
}

#[test]
fn then_subscription_authorization_group_and_resource() {
    let emulator = start();
    let own = token(&emulator, ARM, "");
    let stranger = token(
        &emulator,
        ARM,
        "&object_id=55555555-5555-4555-8555-555555555551",
    );
    let at = |subscription: &str, group: &str, name: &str| {
        format!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}?api-version={VM}"
        )
    };
    let here = "22222222-2222-4222-8222-222222222222";
    let nowhere = "99999999-9999-4999-8999-999999999999";

    assert_eq!(
        shown(&arm_get(&emulator, &stranger, &at(nowhere, "rg1", "vm1"))),
        error(
            404,
            "SubscriptionNotFound",
            &format!("The subscription '{nowhere}' could not be found.")
        )
    );
    assert_eq!(
        code(&arm_get(&emulator, &own, &at("mine", "rg1", "vm1"))),
        (400, "InvalidSubscriptionId".to_owned())
    );

    // Without a role, what is there and what isn't look the same.
    for (group, name) in [("rg1", "vm1"), ("rg1", "nobody"), ("nowhere", "vm1")] {
        let scope = format!(
            "{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}"
        );
        assert_eq!(
            shown(&arm_get(&emulator, &stranger, &at(here, group, name))),
            error(
                403,
                "AuthorizationFailed",
                &format!(
                    "The client '66666666-6666-4666-8666-666666666661' with object id '55555555-5555-4555-8555-555555555551' does \
                     not have authorization to perform action 'Microsoft.Compute/virtualMachines/read' over scope '{scope}' or the \
                     scope is invalid. If access was recently granted, please refresh your credentials."
                )
            )
        );
    }
    assert_eq!(
        shown(&arm_get(&emulator, &own, &at(here, "nowhere", "vm1"))),
        error(
            404,
            "ResourceGroupNotFound",
            "Resource group 'nowhere' could not be found."
        )
    );
    assert_eq!(
        shown(&arm_get(&emulator, &own, &at(here, "rg1", "nobody"))),
        error(
            404,
            "ResourceNotFound",
            "The Resource 'Microsoft.Compute/virtualMachines/nobody' under resource group 'rg1' was not found. For more details \
             please go to https://aka.ms/ARMResourceNotFoundFix"
        )
    );
}

#[test]
fn roles_reach_as_far_as_their_scope() {
    let emulator = start_with(
        r#"{"virtualMachines":[
              {"name":"a","resourceGroup":"g1","identity":{"systemAssigned":true}},
              {"name":"b","resourceGroup":"g1"},{"name":"c","resourceGroup":"g2"}],
            "roleAssignments":[
              {"principal":"a","role":"Virtual Machine Contributor",
               "scope":"/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/g1/providers/Microsoft.Compute/virtualMachines/a"}]}"#,
    );
    let token = token(&emulator, ARM, "");
    let ask = |group: &str, name: &str| {
        let path = format!(
            "{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}?api-version={VM}"
        );
        arm_get(&emulator, &token, &path).status
    };
    assert_eq!(
        (ask("g1", "a"), ask("g1", "b"), ask("g2", "c")),
        (200, 403, 403)
    );
}

#[test]
fn a_subscription_of_another_tenant_names_it() {
    let tenant = "99999999-9999-4999-8999-999999999999";
    let emulator = start_with(&format!(
        r#"{{"subscriptions":[{{"subscriptionId":"22222222-2222-4222-8222-222222222222","tenantId":"{tenant}"}}],
            "virtualMachines":[{{"name":"vm1","resourceGroup":"rg1","identity":{{"systemAssigned":true}}}}]}}"#
    ));
    let answer = arm_get(&emulator, &token(&emulator, ARM, ""), &vm("vm1"));
    assert_eq!(
        code(&answer),
        (401, "InvalidAuthenticationTokenTenant".to_owned())
    );
    let unauthenticated = arm(
        &emulator,
        "GET",
        &format!("{SUBSCRIPTION}?api-version=2014-04-01"),
        &[],
        "",
    )
    .expect("an answer");
    assert!(
        unauthenticated
            .header("www-authenticate")
            .is_some_and(|header| header.contains(tenant))
    );
}

#[test]
fn other_verbs_and_paths_are_refused() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let bearer = format!("Bearer {token}");
    let answer = arm(
        &emulator,
        "DELETE",
        &vm("vm1"),
        &[("Authorization", &bearer)],
        "",
    )
    .expect("an answer");
    assert_eq!(code(&answer), (405, "MethodNotAllowed".to_owned()));
    assert_eq!(
        arm_get(&emulator, &token, "/providers?api-version=2021-04-01").status,
        404
    );
}
