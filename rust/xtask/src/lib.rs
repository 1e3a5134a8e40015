//! Every command of the project, so that a person, a runner and `build.ps1` all do the same thing.
//!
//! A task looks for its tools ([`tools`]), runs rows that each pass, fail or are skipped with a reason ([`rows`]), and closes with
//! a table of them ([`table`]). Nothing is installed into the system: what is downloaded or unpacked goes below `target/`.
#![forbid(unsafe_code)]

pub mod abi;
pub mod args;
pub mod artifacts;
pub mod bench;
pub mod counts;
pub mod dev_archive;
pub mod emulator;
pub mod help;
pub mod lint;
pub mod package;
pub mod rows;
pub mod run;
pub mod surroundings;
pub mod table;
pub mod tasks;
pub mod tools;
