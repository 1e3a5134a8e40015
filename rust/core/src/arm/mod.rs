//! Azure Resource Manager: requests, errors, long-running operations, and the identities of one machine or a whole fleet.

pub mod challenge;
pub mod client;
pub mod errors;
mod fields;
mod host_audience;
mod link;
mod lro;
mod page_tracker;
pub mod resource_graph;
pub mod rest;
mod roles;
mod storage;
pub mod vm;
