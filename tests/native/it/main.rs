//! Runs programs in C, C++ and the samples' languages with the release build of the library. Each test needs a tool, so
//! `cargo test` ignores it, and a step of `cargo xtask test` runs it, with the paths of the built files in variables.

mod archive;
mod attack;
mod compatible;
mod interface;
mod samples;
mod sanitizers;
mod windows;
