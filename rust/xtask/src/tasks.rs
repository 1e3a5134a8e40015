//! The tasks of the command line.

pub mod demo;
pub mod header;
pub mod lint;
pub mod package;
pub mod peers;
pub mod test;
