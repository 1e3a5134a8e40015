//! The C ABI over `azmi-core`: names, pointers and lifetimes, and no behaviour.
//!
//! `include/azmi.h` is generated from this crate; its first page states the rules that every function keeps, so they are not
//! repeated at each of them.
#![allow(clippy::missing_safety_doc, reason = "the header states the rules for pointers once, for all functions")]

// Apart, so that the header has them in this order.
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

/// Tokens pass through the buffers of HTTP and TLS libraries, which wipe nothing: this does, for the whole library.
#[cfg(not(test))]
#[global_allocator]
static ALLOCATOR: azmi_os::alloc::WipingAllocator = azmi_os::alloc::WipingAllocator::new();
