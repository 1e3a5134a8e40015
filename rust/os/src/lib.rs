//! Access to the operating system, as safe functions.
//!
//! This crate has no behaviour: each function returns one fact or opens one file, and the caller interprets it. Only
//! this crate and the C ABI use `unsafe`. Each topic has separate files for Unix and Windows.

pub mod alloc;
pub mod file;
pub mod firmware;
pub mod folders;
pub mod library;
pub mod process;
pub mod proxy;
#[cfg(windows)]
mod wide;
