//! `/metadata/instance`: the machine's metadata.

use super::{errors, versions};
use crate::context::Context;
use crate::guid;
use crate::http::{Reply, Request};
use crate::model::inventory::Inventory;
use serde_json::{Map, Value, json};

/// Answers a request below `/metadata/instance`.
pub fn read(context: &Context, request: &Request) -> Reply {
    let Some(version) = request.parameter("api-version").filter(|version| versions::is_known(version)) else {
        return errors::bad_version();
    };
    let as_text = match request.parameter("format") {
        None | Some("" | "json") => false,
        Some("text") => true,
        Some(_) => {
            return errors::plain(400, "Bad request. The format is invalid", "format must be json or text");
        }
    };
    let document = json!({ "compute": compute(&context.inventory, version), "network": network() });
    let segments = request.segments();
    let mut node = &document;
    for segment in &segments[2..] {
        node = match find(node, segment) {
            Some(child) => child,
            None => return errors::not_found(),
        };
    }
    match (node, as_text) {
        (Value::Object(_) | Value::Array(_), false) => Reply::json(200, node),
        (Value::Object(_) | Value::Array(_), true) => text(listing(node)),
        (leaf, true) => text(leaf.as_str().unwrap_or_default().to_owned()),
        // A leaf has no JSON form, so the service requires the text format.
        (_, false) => Reply::json(
            400,
            &json!({ "error": "Bad request. The requested element has no JSON form: format=text must be specified" }),
        ),
    }
}

/// Finds a child of a node: a member by its name, ignoring case, or an item by its index.
fn find<'a>(node: &'a Value, name: &str) -> Option<&'a Value> {
    match node {
        Value::Object(members) => {
            members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, child)| child)
        }
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    }
}

/// Lists the names below a node, one per line. Names of inner nodes end with a slash.
fn listing(node: &Value) -> String {
    let line = |name: String, child: &Value| {
        if child.is_object() || child.is_array() { format!("{name}/") } else { name }
    };
    let lines = match node {
        Value::Object(members) => members.iter().map(|(name, child)| line(name.clone(), child)).collect::<Vec<_>>(),
        Value::Array(items) => items.iter().enumerate().map(|(at, child)| line(at.to_string(), child)).collect(),
        _ => Vec::new(),
    };
    lines.join("\n")
}

fn text(body: String) -> Reply {
    Reply::text(200, "text/plain; charset=utf-8", body)
}

/// The compute section, with the members that exist in `version`.
fn compute(inventory: &Inventory, version: &str) -> Map<String, Value> {
    let this = &inventory.this_vm;
    let resource = inventory.this_resource();
    let windows = this.os_type == "Windows";
    let joined = resource.tags.iter().map(|(name, value)| format!("{name}:{value}")).collect::<Vec<_>>().join(";");
    let list = resource.tags.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect::<Vec<_>>();
    let (publisher, offer, sku) = match windows {
        true => ("MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-g2"),
        false => ("Canonical", "ubuntu-24_04-lts", "server"),
    };
    let disk = json!({
        "caching": "ReadWrite",
        "createOption": "FromImage",
        "diskSizeGB": "30",
        "name": this.name,
        "osType": this.os_type,
    });
    let set = this.membership.as_ref();
    let set_name = set.map_or("", |set| set.name.as_str());
    let set_id = set.and_then(|set| set.flexible_id.as_deref()).unwrap_or_default();
    let members = [
        ("2017-04-02", "name", json!(this.name)),
        ("2017-04-02", "location", json!(resource.location)),
        ("2017-04-02", "vmId", json!(this.vm_id)),
        ("2017-04-02", "vmSize", json!(this.vm_size)),
        ("2017-04-02", "osType", json!(this.os_type)),
        ("2017-04-02", "publisher", json!(publisher)),
        ("2017-04-02", "offer", json!(offer)),
        ("2017-04-02", "sku", json!(sku)),
        ("2017-04-02", "version", json!("1.0.20260101")),
        ("2017-08-01", "resourceGroupName", json!(resource.group)),
        ("2017-08-01", "subscriptionId", json!(resource.subscription_id)),
        ("2017-08-01", "tags", json!(joined)),
        ("2017-08-01", "placementGroupId", json!("")),
        ("2017-12-01", "vmScaleSetName", json!(set_name)),
        ("2017-12-01", "zone", json!("")),
        ("2018-04-02", "plan", json!({ "name": "", "product": "", "publisher": "" })),
        ("2018-04-02", "publicKeys", json!([])),
        ("2018-10-01", "azEnvironment", json!(inventory.az_environment)),
        ("2018-10-01", "provider", json!("Microsoft.Compute")),
        ("2019-03-11", "resourceId", json!(resource.id)),
        ("2019-06-01", "storageProfile", json!({ "dataDisks": [], "osDisk": disk })),
        ("2019-06-04", "tagsList", json!(list)),
        ("2020-06-01", "securityProfile", security(version)),
        ("2020-07-15", "osProfile", json!({ "adminUsername": "azureuser", "computerName": this.name })),
        ("2021-01-01", "userData", json!("")),
        ("2021-03-01", "extendedLocation", json!({ "name": "", "type": "" })),
        ("2021-03-01", "virtualMachineScaleSet", json!({ "id": set_id })),
        ("2021-11-15", "host", json!({ "id": "" })),
        ("2021-11-15", "hostGroup", json!({ "id": "" })),
        ("2023-11-15", "physicalZone", json!("")),
    ];
    let known = members.into_iter().filter(|(since, _, _)| *since <= version);
    known.map(|(_, name, value)| (name.to_owned(), value)).collect()
}

fn security(version: &str) -> Value {
    let mut profile = json!({ "secureBootEnabled": "true", "virtualTpmEnabled": "true" });
    if version >= "2021-12-13" {
        profile["securityType"] = json!("TrustedLaunch");
    }
    profile
}

fn network() -> Value {
    json!({
        "interface": [{
            "ipv4": {
                "ipAddress": [{ "privateIpAddress": "10.0.0.4", "publicIpAddress": "" }],
                "subnet": [{ "address": "10.0.0.0", "prefix": "24" }],
            },
            "ipv6": { "ipAddress": [] },
            "macAddress": guid::derived("network interface")[24..].to_uppercase(),
        }],
    })
}
