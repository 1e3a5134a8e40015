//! Sizes and offsets of every struct of the boundary, held against `tests/abi/layout.json`, which the other languages read.
//!
//! `UPDATE_EXPECTED=1 cargo test -p azmi-ffi --test layout` writes the file anew: only when fields were appended.
#![cfg(target_pointer_width = "64")]

use azmi::abi::*;
use std::fmt::Write as _;

struct Field {
    name: &'static str,
    offset: usize,
    size: usize,
}

fn size_of_field<T, F>(_: impl Fn(&T) -> &F) -> usize {
    size_of::<F>()
}

macro_rules! layouts {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        fn layouts() -> Vec<(&'static str, usize, usize, Vec<Field>)> {
            vec![$((
                stringify!($name),
                size_of::<$name>(),
                align_of::<$name>(),
                vec![$(Field {
                    name: stringify!($field),
                    offset: std::mem::offset_of!($name, $field),
                    size: size_of_field(|value: &$name| &value.$field),
                }),*],
            )),*]
        }

        // A field that is missing above does not compile here.
        $(const _: fn(&$name) = |$name { $($field: _),* }| ();)*
    };
}

layouts! {
    AzmiStr { data, len }
    AzmiEnvVar { name, value }
    AzmiClientOptions {
        size, source, client_id, object_id, identity_resource_id, account_id, environment, subscription_id, env, env_len,
        skip_identity_check,
    }
    AzmiCallOptions { size, timeout_ms, cancel, on_event, user_data }
    AzmiTokenOptions { size, force_refresh, resource, claims }
    AzmiVmQuery { size, name, resource_group, subscription_id, resource_id, identity_name }
    AzmiErrorView {
        size, status, http_status, retryable, code, message, hint, service_code, request_id, source,
        correlation_id,
    }
    AzmiEventView { size, kind, attempt, http_status, wait_ms, done, total, message }
    AzmiConnectionView {
        size, source, identity_type, identity_verified, emulated, source_name, source_reason, endpoint, principal_id,
        client_id, tenant_id, identity_resource_id, environment, subscription_id, resource_group, vm_name, vm_id,
    }
    AzmiTokenView {
        size, source, from_cache, same_as_before, emulated, expires_on, issued_on, refresh_on, secret, resource,
        principal_id, client_id, tenant_id, identity_resource_id, source_name,
    }
    AzmiVmPrincipalView { size, identity_type, principal_id, client_id, tenant_id, resource_id }
    AzmiAudienceView { size, name, description, audience }
    AzmiCheckView { size, status, duration_ms, name, status_name, detail, fix }
    AzmiFleetQuery { size, all, name_pattern, resource_group, subscription_ids, subscription_ids_len }
    AzmiVmIdentityView {
        size, user_assigned_len, name, resource_group, subscription_id, resource_id, identity_type, principal_id, tenant_id,
    }
    AzmiUserAssignedView { size, resource_id, name, principal_id, client_id }
    AzmiHeader { name, value }
    AzmiRestRequest {
        size, paginate, wait, method, path, uri, api_version, body, resource, headers, headers_len,
    }
    AzmiRestView { size, http_status, is_list, has_next, items_len, headers_len, body }
}

/// Written by hand, so that fields stand in their order, one on a line.
fn as_json() -> String {
    let structs = layouts().into_iter().map(|(name, size, align, fields)| {
        let fields = fields.iter().map(|field| {
            let Field { name, offset, size } = field;
            format!("      {{ \"name\": \"{name}\", \"offset\": {offset}, \"size\": {size} }}")
        });
        let fields = fields.collect::<Vec<_>>().join(",\n");
        format!("  \"{name}\": {{\n    \"size\": {size},\n    \"align\": {align},\n    \"fields\": [\n{fields}\n    ]\n  }}")
    });
    let mut json = String::from("{\n");
    let _ = writeln!(json, "{}\n}}", structs.collect::<Vec<_>>().join(",\n"));
    json
}

#[test]
fn layout_is_as_recorded() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/abi/layout.json");
    let json = as_json();
    serde_json::from_str::<serde_json::Value>(&json).unwrap();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(path, &json).unwrap();
    }
    let recorded = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        recorded, json,
        "{path} differs: a field was moved, resized or added (see the top of this test)"
    );
}

#[test]
fn every_struct_of_the_interface_is_recorded() {
    let sources = [
        include_str!("../../src/abi.rs"),
        include_str!("../../src/abi/administration.rs"),
    ];
    let declared: Vec<&str> = sources
        .into_iter()
        .flat_map(str::lines)
        .filter_map(|line| line.strip_prefix("pub struct "))
        .filter_map(|rest| rest.split([' ', '{', '<']).next())
        .collect();
    let recorded: Vec<&str> = layouts().iter().map(|(name, ..)| *name).collect();
    assert_eq!(declared, recorded);
}
