//! The commands, one file for each.

pub mod completion;
pub mod doctor;
pub mod emulate;
pub mod env;
pub mod rest;
pub mod token;
pub mod vm;
pub mod whoami;
