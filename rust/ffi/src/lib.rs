//! The C ABI over `azmi-core`: names, pointers and lifetimes, but no behaviour.
//!
//! `include/azmi.h` is generated from this crate. Its first comment states the rules that apply to every function.
#![allow(clippy::missing_safety_doc, reason = "the header states the rules for pointers once, for all functions")]

// The blank lines keep rustfmt from sorting these: the header has them in this order.
pub mod constants;

pub mod library;

pub mod error;

pub mod cancel;

pub mod client;

pub mod token;

pub mod vm_principal;

pub mod vm_identity;

pub mod fleet;

pub mod rest;

pub mod audience;

pub mod doctor;

pub mod abi;

mod arguments;
mod boundary;
mod call;
mod events;
mod handle;
mod layout;
mod panics;
mod runtime;
mod sized;

#[cfg(test)]
extern crate self as azmi;

#[cfg(test)]
#[path = "../tests/it/support/counting.rs"]
mod counting;

#[cfg(test)]
#[path = "../tests/it/support/mod.rs"]
mod support;

/// Wipes every freed buffer of the whole library, since tokens pass through HTTP and TLS libraries, which don't wipe
/// theirs.
#[cfg(not(test))]
#[global_allocator]
static ALLOCATOR: azmi_os::alloc::WipingAllocator = azmi_os::alloc::WipingAllocator::new();
