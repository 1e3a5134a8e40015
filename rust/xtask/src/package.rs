//! The package: the module's folder, and the archives, the bill of materials and the checksums made from it.
//!
//! `cargo xtask package` creates all of them below `target/package`; steps that only test packaging use another folder.

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
