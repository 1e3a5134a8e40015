//! Resource Manager: lists, filters and pages.

use crate::support::{ARM, SUBSCRIPTION, VM, arm_get, code, get, start, start_with, token};
use azmi_emulator::Emulator;
use serde_json::{Value, json};

fn names(body: &Value) -> Vec<String> {
    let items = body["value"].as_array().unwrap_or_else(|| panic!("no list: {body}"));
    items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
}

fn find(emulator: &Emulator, filter: &str) -> Value {
    let filter = filter.replace(' ', "%20").replace('\'', "%27");
    let path = format!("{SUBSCRIPTION}/resources?$filter={filter}&api-version=2021-04-01");
    arm_get(emulator, &token(emulator, ARM, ""), &path).json()
}

#[test]
fn the_azure_clis_query_finds_machine_and_disk() {
    let emulator = start();
    let path = format!(
        "{SUBSCRIPTION}/resources?$filter=name%20eq%20%27vm1%27&$expand=createdTime%2CchangedTime%2CprovisioningState&api-version=2022-09-01"
    );
    let body = arm_get(&emulator, &token(&emulator, ARM, ""), &path).json();
    let items = body["value"].as_array().expect("a list");
    assert_eq!(items.len(), 2);
    assert!(body.get("nextLink").is_none());
    let kinds = items.iter().map(|item| item["type"].as_str().unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(kinds, ["Microsoft.Compute/virtualMachines", "Microsoft.Compute/disks"]);
    assert_eq!(items[0]["identity"]["principalId"], "33333333-3333-4333-8333-333333333331");
    assert!(items[1].get("identity").is_none());
    for item in items {
        assert!(item.get("properties").is_none());
        assert_eq!(item["provisioningState"], "Succeeded");
        assert!(item["createdTime"].is_string() && item["changedTime"].is_string());
    }
}

#[test]
fn filters_select() {
    let emulator = start();
    let machines = "resourceType eq 'Microsoft.Compute/virtualMachines'";
    assert_eq!(names(&find(&emulator, &format!("name eq 'VM1' and {machines}"))), ["vm1"]);
    assert_eq!(names(&find(&emulator, machines)), ["vm1", "vm2", "vm3"]);
    assert_eq!(names(&find(&emulator, &format!("{machines} and name ne 'vm2'"))), ["vm1", "vm3"]);
    assert_eq!(names(&find(&emulator, "resourceGroup eq 'nowhere'")), Vec::<String>::new());
    assert_eq!(names(&find(&emulator, "location eq 'westeurope' and name eq 'vm3'")), ["vm3"]);
    assert_eq!(names(&find(&emulator, "substringof('ai1', name)")), ["uai1"]);
    assert_eq!(names(&find(&emulator, "identity/principalId eq '33333333-3333-4333-8333-333333333331'")), ["vm1"]);
    assert_eq!(names(&find(&emulator, "name eq 'o''brien'")), Vec::<String>::new());
    assert_eq!(names(&find(&emulator, "resourceGroup eq 'rg1'")), ["uai1", "uai2", "vm1", "vm2", "vm3", "vm1"]);
    assert_eq!(names(&find(&emulator, "")).len(), 11);
    assert_eq!(names(&find(&emulator, "substringof('fabric1', name)")), ["fabric1/app1"]);
    assert_eq!(find(&emulator, "colour eq 'red'")["error"]["code"], "InvalidFilterInQueryString");
}

#[test]
fn tags_are_omitted_if_the_filter_uses_them() {
    let emulator = start_with(
        r#"{"virtualMachines":[{"name":"a","resourceGroup":"g","tags":{"env":"test"},"identity":{"systemAssigned":true}},
                               {"name":"b","resourceGroup":"g","tags":{"env":"live"}}],
            "roleAssignments":[{"principal":"a","role":"Reader"}]}"#,
    );
    let by_tag = find(&emulator, "tagname eq 'env' and tagvalue eq 'live'");
    assert_eq!(names(&by_tag), ["b"]);
    assert!(by_tag["value"][0].get("tags").is_none());
    assert_eq!(names(&find(&emulator, "startswith(tagname, 'en')")), ["a", "b"]);
    assert_eq!(find(&emulator, "name eq 'a'")["value"][0]["tags"], json!({ "env": "test" }));
}

#[test]
fn machines_are_listed_by_subscription_and_by_group() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let machines = format!("providers/Microsoft.Compute/virtualMachines?api-version={VM}");
    let all = arm_get(&emulator, &token, &format!("{SUBSCRIPTION}/{machines}")).json();
    assert_eq!(names(&all), ["vm1", "vm2", "vm3"]);
    assert!(all["value"][0]["properties"]["vmId"].is_string());
    let group = arm_get(&emulator, &token, &format!("{SUBSCRIPTION}/resourceGroups/RG1/{machines}")).json();
    assert_eq!(names(&group), ["vm1", "vm2", "vm3"]);
    let nowhere = arm_get(&emulator, &token, &format!("{SUBSCRIPTION}/resourceGroups/nowhere/{machines}"));
    assert_eq!(code(&nowhere), (404, "ResourceGroupNotFound".to_owned()));
}

#[test]
fn a_caller_without_a_role_gets_empty_lists() {
    let emulator = start();
    let stranger = token(&emulator, ARM, "&object_id=55555555-5555-4555-8555-555555555551");
    for path in [
        "/subscriptions?api-version=2022-12-01".to_owned(),
        format!("{SUBSCRIPTION}/resources?api-version=2021-04-01"),
        format!("{SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines?api-version={VM}"),
        format!("{SUBSCRIPTION}/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines?api-version={VM}"),
    ] {
        arm_get(&emulator, &stranger, &path).is(200, r#"{"value":[]}"#);
    }
    let one = arm_get(&emulator, &stranger, &format!("{SUBSCRIPTION}?api-version=2022-12-01"));
    assert_eq!(code(&one), (403, "AuthorizationFailed".to_owned()));
}

#[test]
fn subscriptions_and_tenants() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let list = arm_get(&emulator, &token, "/subscriptions?api-version=2022-12-01").json();
    let only = &list["value"][0];
    assert_eq!(only["id"], SUBSCRIPTION);
    assert_eq!(only["state"], "Enabled");
    assert_eq!(only["tenantId"], "11111111-1111-4111-8111-111111111111");
    let one = arm_get(&emulator, &token, &format!("{SUBSCRIPTION}?api-version=2022-12-01")).json();
    assert_eq!(&one, only);
    let tenants = arm_get(&emulator, &token, "/tenants?api-version=2022-12-01").json();
    assert_eq!(tenants["value"][0]["tenantId"], "11111111-1111-4111-8111-111111111111");
}

#[test]
fn next_links_lead_through_all_pages() {
    let emulator = start_with(r#"{"arm":{"pageSize":2}}"#);
    let token = token(&emulator, ARM, "");
    let mut target = format!("{SUBSCRIPTION}/resources?$filter=resourceGroup%20eq%20%27rg1%27&api-version=2021-04-01");
    let mut found = Vec::new();
    let mut pages = 0;
    while pages < 10 {
        let body = arm_get(&emulator, &token, &target).json();
        pages += 1;
        found.extend(names(&body));
        let Some(next) = body["nextLink"].as_str() else {
            break;
        };
        let rest = next.strip_prefix(&emulator.endpoints().arm).expect("the same host");
        assert!(rest.contains("api-version=2021-04-01") && rest.contains("skiptoken="), "{rest}");
        target = rest.to_owned();
    }
    assert_eq!((pages, found), (3, ["uai1", "uai2", "vm1", "vm2", "vm3", "vm1"].map(str::to_owned).to_vec()));
}

#[test]
fn top_makes_pages_smaller_and_invalid_skip_tokens_are_refused() {
    let emulator = start();
    let token = token(&emulator, ARM, "");
    let list = format!("{SUBSCRIPTION}/resources?api-version=2021-04-01");
    let top = arm_get(&emulator, &token, &format!("{list}&$top=1")).json();
    assert_eq!(names(&top).len(), 1);
    assert!(top["nextLink"].is_string());
    assert_eq!(arm_get(&emulator, &token, &format!("{list}&$top=none")).status, 400);
    assert_eq!(arm_get(&emulator, &token, &format!("{list}&$skiptoken=rubbish")).status, 400);
}

#[test]
fn a_hostile_scenario_sends_next_links_elsewhere() {
    let emulator = start_with(r#"{"arm":{"pageSize":1,"nextLinkBase":"https://evil.example"}}"#);
    let token = token(&emulator, ARM, "");
    let body = arm_get(&emulator, &token, &format!("{SUBSCRIPTION}/resources?api-version=2021-04-01")).json();
    assert!(body["nextLink"].as_str().is_some_and(|link| link.starts_with("https://evil.example/subscriptions/")));
    assert_eq!(get(&emulator, "/metadata/versions").status, 200);
}
