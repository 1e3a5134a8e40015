//! The commands, one file each.

pub mod doctor;
pub mod emulate;
pub mod token;
pub mod vm;
pub mod whoami;
