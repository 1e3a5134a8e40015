//! The rules of the tree that no compiler and no linter knows: lengths, letters, versions, links, paths, imports, and the grammar of Windows
//! PowerShell 5.1. `cargo xtask lint` runs them on the files that git tracks, or would.
#![forbid(unsafe_code)]

pub mod grammar;
pub mod imports;
pub mod rules;
pub mod tree;
