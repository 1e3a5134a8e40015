//! Azure Resource Manager: the calls, their failures in words, and finding a machine's principal.

pub mod challenge;
pub mod client;
pub mod failure;
pub mod vm;
