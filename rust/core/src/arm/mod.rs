//! Azure Resource Manager: the calls, their failures in words, machines with their identities, one or a whole fleet.

mod audience_of;
pub mod challenge;
pub mod client;
pub mod errors;
mod link;
mod operation;
pub mod resource_graph;
pub mod rest;
mod roles;
mod trail;
pub mod vm;
