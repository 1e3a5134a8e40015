//! The package: the module's folder as it ships, and the archives, the bill of materials and the checksums made from it.
//!
//! `cargo xtask package` lays all of it out below `target/package`; steps that pack only to try it do so in a folder of their own.

pub mod archive;
pub mod build;
pub mod checks;
pub mod cli_archive;
pub mod dev_archive;
pub mod import_library;
pub mod module;
pub mod notices;
pub mod nupkg;
pub mod release;
pub mod rid;
pub mod sbom;
pub mod sign;
