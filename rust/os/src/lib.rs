//! What only the operating system knows, as safe functions.
//!
//! No behaviour lives here: each function answers one question or opens one file, and leaves to its caller what to make of
//! it. `unsafe` stands in this crate and in the C ABI only. Each topic has its unix and its windows half in files of their own.

pub mod alloc;
pub mod file;
pub mod firmware;
pub mod folders;
pub mod library;
pub mod process;
pub mod proxy;
#[cfg(windows)]
mod wide;
