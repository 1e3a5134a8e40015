//! Resource Manager: why requests are refused, and in which order it checks.

use crate::support::{ARM, Answer, SUBSCRIPTION, VM, arm, arm_get, claims, code, start, start_with, token};
use azmi_emulator::unsigned_token;
use serde_json::{Value, json};

fn vm(name: &str) -> String {
    format!("{SUBSCRIPTION}/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/{name}?api-version={VM}")
}

fn error(status: u16, code: &str, message: &str) -> (u16, Value) {
    (status, json!({ "error": { "code": code, "message": message } }))
}

fn shown(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.json())
}

#[test]
fn the_token_is_checked_first() {
    let emulator = start();
    let answer = arm(&emulator, "GET", &format!("{SUBSCRIPTION}?api-version=2014-04-01"), &[], "");
    assert_eq!(
        shown(&answer),
        error(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
    );
    let challenge = answer.header("www-authenticate").expect("a challenge");
    let start = "Bearer authorization_uri=\"https://login.windows.net/11111111-1111-4111-8111-111111111111\", error=\"invalid_token\"";
    assert!(challenge.starts_with(start), "{challenge}");
}

#[test]
fn an_invalid_token_is_refused_with_its_reason() {
    let emulator = start();
    let mut good = claims(&token(&emulator, ARM, ""));
    let ask = |claims: &Value| arm_get(&emulator, &unsigned_token(claims), &vm("vm1"));
    assert_eq!(ask(&good).status, 200);
    assert_eq!(code(&arm_get(&emulator, "rubbish", &vm("vm1"))), (401, "InvalidAuthenticationToken".to_owned()));

    let with = |name: &str, value: Value| {
        let mut changed = good.clone();
        changed[name] = value;
        ask(&changed)
    };
    let audience = with("aud", json!("https://vault.azure.net"));
    assert_eq!(code(&audience), (401, "InvalidAuthenticationToken".to_owned()));
    let message = audience.json()["error"]["message"].as_str().expect("text").to_owned();
    assert!(
        message.starts_with(
            "The access token has been obtained for wrong audience or resource 'https://vault.azure.net'."
        ),
        "{message}"
    );
    assert!(message.contains("'https://management.azure.com/'"), "{message}");

    let expired = with("exp", json!(1_709_210_096));
    assert_eq!(code(&expired), (401, "ExpiredAuthenticationToken".to_owned()));
    assert!(
        expired
            .body
            .contains("The access token expiry UTC time '2/29/2024 12:34:56 PM' is earlier than current UTC time '")
    );

    let tenant = "99999999-9999-4999-8999-999999999999";
    let issuer = with("tid", json!(tenant));
    assert_eq!(code(&issuer), (401, "InvalidAuthenticationTokenTenant".to_owned()));
    let start = format!(
        "The access token is from the wrong issuer 'https://sts.windows.net/{tenant}/'. It must match the tenant \
         'https://sts.windows.net/11111111-1111-4111-8111-111111111111/' associated with this subscription. Please use the \
         authority (URL) 'https://login.windows.net/11111111-1111-4111-8111-111111111111' to get the token."
    );
    assert!(issuer.json()["error"]["message"].as_str().is_some_and(|message| message.starts_with(&start)));

    good.as_object_mut().expect("an object").remove("azmi_emulator");
    assert_eq!(code(&ask(&good)), (401, "InvalidAuthenticationToken".to_owned()));
}

#[test]
fn the_api_version_is_checked_next() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let machine = format!("{SUBSCRIPTION}/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1");
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
    assert_eq!(code(&malformed), (400, "InvalidApiVersionParameter".to_owned()));
    let unknown = arm_get(&emulator, &token, &format!("{machine}?api-version=2001-01-01"));
    assert_eq!(code(&unknown), (400, "NoRegisteredProviderFound".to_owned()));
    assert!(unknown.body.contains("2024-07-01"), "{}", unknown.body);
    let before_the_subscription = arm_get(&emulator, &token, "/subscriptions/99999999-9999-4999-8999-999999999999");
    assert_eq!(code(&before_the_subscription), (400, "MissingApiVersionParameter".to_owned()));
}

#[test]
fn subscription_authorization_group_and_resource_are_checked_last() {
    let emulator = start();
    let own = token(&emulator, ARM, "");
    let stranger = token(&emulator, ARM, "&object_id=55555555-5555-4555-8555-555555555551");
    let at = |subscription: &str, group: &str, name: &str| {
        format!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}?api-version={VM}"
        )
    };
    let here = "22222222-2222-4222-8222-222222222222";
    let nowhere = "99999999-9999-4999-8999-999999999999";

    assert_eq!(
        shown(&arm_get(&emulator, &stranger, &at(nowhere, "rg1", "vm1"))),
        error(404, "SubscriptionNotFound", &format!("The subscription '{nowhere}' could not be found."))
    );
    assert_eq!(code(&arm_get(&emulator, &own, &at("mine", "rg1", "vm1"))), (400, "InvalidSubscriptionId".to_owned()));

    // Without a role, existing and missing resources look the same.
    for (group, name) in [("rg1", "vm1"), ("rg1", "nobody"), ("nowhere", "vm1")] {
        let scope = format!("{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}");
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
        error(404, "ResourceGroupNotFound", "Resource group 'nowhere' could not be found.")
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
fn a_role_applies_within_its_scope() {
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
    assert_eq!((ask("g1", "a"), ask("g1", "b"), ask("g2", "c")), (200, 403, 403));
}

#[test]
fn for_a_subscription_of_another_tenant_the_error_names_the_tenant() {
    let tenant = "99999999-9999-4999-8999-999999999999";
    let emulator = start_with(&format!(
        r#"{{"subscriptions":[{{"subscriptionId":"22222222-2222-4222-8222-222222222222","tenantId":"{tenant}"}}],
            "virtualMachines":[{{"name":"vm1","resourceGroup":"rg1","identity":{{"systemAssigned":true}}}}]}}"#
    ));
    let answer = arm_get(&emulator, &token(&emulator, ARM, ""), &vm("vm1"));
    assert_eq!(code(&answer), (401, "InvalidAuthenticationTokenTenant".to_owned()));
    let unauthenticated = arm(&emulator, "GET", &format!("{SUBSCRIPTION}?api-version=2014-04-01"), &[], "");
    assert!(unauthenticated.header("www-authenticate").is_some_and(|header| header.contains(tenant)));
}

#[test]
fn other_methods_and_paths_are_refused() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let bearer = format!("Bearer {token}");
    let answer = arm(&emulator, "POST", &vm("vm1"), &[("Authorization", &bearer)], "");
    assert_eq!(code(&answer), (405, "MethodNotAllowed".to_owned()));
    assert_eq!(arm_get(&emulator, &token, "/providers?api-version=2021-04-01").status, 404);
}
