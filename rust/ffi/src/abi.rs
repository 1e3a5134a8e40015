//! The plain data that crosses the boundary: strings, options that the library reads, and views that it writes.
//!
//! Every struct that may grow starts with `size`, which the caller sets to the size it was compiled with; the library
//! reads and writes at most that much. Fields are only appended. A new field starts at the struct's old size, never in
//! its padding, which an older caller doesn't initialize. `tests/abi/contract.json` records every size and offset.

use crate::layout::{PlainStruct, SizedStruct, ViewStruct, size_of_field};

mod audience;
mod call;
mod client;
mod doctor;
mod error;
mod fleet;
mod rest;
mod text;
mod token;
mod vm;

pub use crate::layout::Layout;
pub use audience::*;
pub use call::*;
pub use client::*;
pub use doctor::*;
pub use error::*;
pub use fleet::*;
pub use rest::*;
pub use text::*;
pub use token::*;
pub use vm::*;

macro_rules! structs {
    ($($kind:ident $name:ident { $($field:ident),* $(,)? })*) => {
        $(
            // SAFETY: The listed structs are `repr(C)` and hold only integers, pointers, an optional function pointer
            // and each other. If a field isn't listed, the pattern below doesn't compile.
            unsafe impl PlainStruct for $name {
                const NAME: &'static str = stringify!($name);
                const FIELDS: &'static [(usize, usize)] = &[
                    $((std::mem::offset_of!($name, $field), size_of_field(|value: &$name| &raw const value.$field))),*
                ];
            }

            const _: fn(&$name) = |$name { $($field: _),* }| ();

            structs!(@$kind $name);
        )*

        /// The layout of every struct of the interface. A struct that isn't listed can't cross the boundary.
        pub const LAYOUTS: &[Layout] = &[$(Layout {
            name: <$name as PlainStruct>::NAME,
            size: size_of::<$name>(),
            align: align_of::<$name>(),
            field_names: &[$(stringify!($field)),*],
            fields: <$name as PlainStruct>::FIELDS,
        }),*];
    };
    (@plain $name:ident) => {};
    (@options $name:ident) => {
        // SAFETY: It has a size, which comes first.
        unsafe impl SizedStruct for $name {}
        const _: () = assert!(std::mem::offset_of!($name, size) == 0);
        const _: fn(&$name) -> u32 = |value| value.size;
    };
    (@view $name:ident) => {
        structs!(@options $name);
        impl ViewStruct for $name {}
    };
}

structs! {
    plain AzmiStr { data, len }
    plain AzmiEnvVar { name, value }
    options AzmiClientOptions {
        size, source, client_id, object_id, identity_resource_id, account_id, environment, subscription_id, env,
        env_len, skip_identity_check,
    }
    options AzmiCallOptions { size, timeout_ms, cancel, on_event, user_data }
    options AzmiTokenOptions { size, force_refresh, resource, claims }
    options AzmiVmQuery { size, name, resource_group, subscription_id, resource_id, identity_name }
    view AzmiErrorView {
        size, status, http_status, retryable, code, message, hint, service_code, request_id, source,
        correlation_id,
    }
    view AzmiEventView { size, kind, attempt, http_status, wait_ms, done, total, message }
    view AzmiConnectionView {
        size, source, identity_type, identity_verified, emulated, source_name, source_reason, endpoint,
        principal_id, client_id, tenant_id, identity_resource_id, environment, subscription_id,
        resource_group, vm_name, vm_id,
    }
    view AzmiTokenView {
        size, source, from_cache, same_as_before, emulated, expires_on, issued_on, refresh_on, secret,
        resource, principal_id, client_id, tenant_id, identity_resource_id, source_name,
    }
    view AzmiVmPrincipalView { size, identity_type, principal_id, client_id, tenant_id, resource_id }
    view AzmiAudienceView { size, name, description, audience }
    view AzmiCheckView { size, status, duration_ms, name, status_name, detail, fix }
    options AzmiFleetQuery { size, all, name_pattern, resource_group, subscription_ids, subscription_ids_len }
    view AzmiVmIdentityView {
        size, user_assigned_len, name, resource_group, subscription_id, resource_id, identity_type,
        principal_id, tenant_id,
    }
    view AzmiUserAssignedView { size, resource_id, name, principal_id, client_id }
    plain AzmiHeader { name, value }
    options AzmiRestRequest {
        size, paginate, wait, method, path, uri, api_version, body, resource, headers, headers_len, any_status,
    }
    view AzmiRestView { size, http_status, is_list, has_next, items_len, headers_len, body }
}
