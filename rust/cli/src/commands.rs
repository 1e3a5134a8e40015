//! The commands, one file each.

pub mod doctor;
pub mod emulate;
pub mod rest;
pub mod token;
pub mod vm;
pub mod whoami;
