//! The package: the module's folder as it ships, and the archives, the bill of materials and the checksums made from it.
//!
//! Everything lies below `target/package`: the folders `ManagedIdentity` and `ManagedIdentityDsc`, which can be copied into any folder
//! of modules, and `dist` with what is handed out. Tasks that pack only to try it do so in a folder of their own. A file of its own for
//! each thing; what is made with it stands in the task.

pub mod archive;
pub mod bill;
pub mod checks;
pub mod crates;
pub mod exports;
pub mod gallery;
pub mod import_library;
pub mod manifest;
pub mod module;
pub mod natives;
pub mod notices;
pub mod recipe;
pub mod release;
pub mod remap;
pub mod rid;
pub mod sign;

use crate::rows::workshop::Workshop;
use crate::surroundings::Surroundings;
use natives::Part;
use rid::Rid;
use std::path::PathBuf;

/// A packed module.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The folder that `Import-Module` takes.
    pub folder: PathBuf,
    /// The folder of the DSC module.
    pub dsc: PathBuf,
    /// The native library for this system in it.
    pub library: PathBuf,
    /// The systems that have their files in it.
    pub systems: Vec<Rid>,
    /// The systems that were asked for and have none, with the reason.
    pub missing: Vec<(Rid, String)>,
}

impl Packed {
    /// A native file in it.
    #[must_use]
    pub fn native(&self, rid: Rid, part: Part) -> PathBuf {
        self.folder.join(rid.name()).join(part.file(rid))
    }
}

/// Builds everything in release and lays the folders out anew.
///
/// # Errors
/// Something could not be built or copied. A system that can't be built for here is no error, but missing, unless it is this one.
pub fn pack(shop: &Workshop<'_>) -> Result<Packed, String> {
    module::lay_out(shop)
}

/// Where the task that packs lays out what is handed out.
#[must_use]
pub fn place(around: &Surroundings) -> PathBuf {
    around.target().join("package")
}

/// Where the archives go.
#[must_use]
pub fn dist(shop: &Workshop<'_>) -> PathBuf {
    shop.place().join("dist")
}

/// The version of all of it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
