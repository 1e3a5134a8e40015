//! The project's own rules, which no compiler or linter checks: lengths, characters, versions, links, paths, imports,
//! and the grammar of Windows PowerShell 5.1. `cargo xtask lint` runs them on all files that git tracks or would track.
#![forbid(unsafe_code)]

pub mod grammar;
pub mod imports;
pub mod rules;
pub mod tree;
