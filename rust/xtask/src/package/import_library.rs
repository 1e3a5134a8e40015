//! The import library, which Windows programs link with. It's made only from the recorded names, so it doesn't depend
//! on how and where the library was built.

use super::rid::Rid;
use crate::context::Context;
use implib::{Flavor, ImportLibrary, MachineType};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Cursor;

/// Its file name, which both mingw and CMake look for.
pub const FILE: &str = "libazmi.dll.a";

/// The file that records the names.
const CONTRACT: &str = "tests/abi/contract.json";

/// Returns the names that the library exports.
pub fn recorded(context: &Context) -> Result<BTreeSet<String>, String> {
    let contract: Value =
        serde_json::from_str(&context.text(CONTRACT)?).map_err(|error| format!("{CONTRACT}: {error}"))?;
    let names = contract["functions"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let names: BTreeSet<String> = names.map(str::to_owned).collect();
    if names.is_empty() { Err(format!("{CONTRACT} names no function")) } else { Ok(names) }
}

/// Makes the import library of a system.
pub fn make(context: &Context, rid: Rid) -> Result<Vec<u8>, String> {
    let machine = match rid {
        Rid::WinX64 => MachineType::AMD64,
        Rid::WinArm64 => MachineType::ARM64,
        Rid::LinuxX64 | Rid::LinuxArm64 => return Err(format!("{rid} doesn't use an import library")),
    };
    let names = recorded(context)?.into_iter().map(|name| format!("{name}\n"));
    let definition = format!("LIBRARY {}\nEXPORTS\n{}", rid.library(), names.collect::<String>());
    let mut bytes = Cursor::new(Vec::new());
    ImportLibrary::new(&definition, machine, Flavor::Gnu)
        .and_then(|library| library.write_to(&mut bytes))
        .map_err(|error| format!("{FILE}: {error}"))?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests;
