//! The identity endpoints that aren't the Instance Metadata Service: one file each.

pub mod app_service;
pub mod arc;
mod arc_keys;
pub mod automation;
pub mod cloud_shell;
pub mod machine_learning;
pub mod service_fabric;
pub mod vm_extension;

use crate::fault::Endpoint;
use crate::http::Request;
use crate::service;

pub use arc_keys::Keys;

/// Whether a request is for the token; a slash at the end makes no difference.
fn asks_for_token(endpoint: Endpoint, request: &Request) -> bool {
    request
        .path
        .trim_end_matches('/')
        .eq_ignore_ascii_case(service::path(endpoint))
}
