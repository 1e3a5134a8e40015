//! What programs for Windows are linked with to find the library when they start. It is made from the recorded names alone, so that
//! it is the same whoever built the library, and wherever.

use super::exports;
use super::rid::Rid;
use crate::surroundings::Surroundings;
use implib::{Flavor, ImportLibrary, MachineType};
use std::io::Cursor;

/// Its name, by which both mingw and CMake look for it.
pub const FILE: &str = "libazmi.dll.a";

/// Makes that of a system.
///
/// # Errors
/// The system is not Windows, or the recorded names can't be read.
pub fn make(around: &Surroundings, rid: Rid) -> Result<Vec<u8>, String> {
    let machine = match rid {
        Rid::WinX64 => MachineType::AMD64,
        Rid::WinArm64 => MachineType::ARM64,
        Rid::LinuxX64 | Rid::LinuxArm64 => return Err(format!("{rid} links with the library")),
    };
    let definition = format!(
        "LIBRARY {}\n{}",
        rid.library(),
        exports::definition(around)?
    );
    let mut bytes = Cursor::new(Vec::new());
    ImportLibrary::new(&definition, machine, Flavor::Gnu)
        .and_then(|library| library.write_to(&mut bytes))
        .map_err(|error| format!("{FILE}: {error}"))?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests;
