//! Every command of the project, so that a person, a runner and `build.ps1` all do the same thing.
//!
//! A task is a list of [`steps`]: a name, the [`tools`] it needs, ordinary commands. It closes with a table of them. Nothing is installed into
//! the system: what is downloaded goes below `target/`.
#![forbid(unsafe_code)]

pub mod args;
pub mod bench;
pub mod context;
pub mod demo;
pub mod examined;
pub mod fuzz;
pub mod header;
pub mod package;
pub mod run;
pub mod say;
pub mod steps;
pub mod tools;
