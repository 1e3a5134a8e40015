//! Checks of native files before a release: system, glibc version, no folder of the build machine, version, exports.

use super::build::GLIBC;
use super::rid::Rid;
use crate::context::VERSION;
use crate::tools::number;
use object::{Architecture, BinaryFormat, Object};
use std::collections::BTreeSet;
use std::path::Path;

/// Returns the problems of a native file as messages; `names` are the names that a library must export.
pub fn findings(rid: Rid, bytes: &[u8], names: Option<&BTreeSet<String>>, folders: &[&Path]) -> Vec<String> {
    let file = match object::File::parse(bytes) {
        Ok(file) => file,
        Err(error) => return vec![format!("isn't a program: {error}")],
    };
    let mut found = Vec::new();
    let wanted = match rid {
        Rid::WinX64 => (BinaryFormat::Pe, Architecture::X86_64),
        Rid::WinArm64 => (BinaryFormat::Pe, Architecture::Aarch64),
        Rid::LinuxX64 => (BinaryFormat::Elf, Architecture::X86_64),
        Rid::LinuxArm64 => (BinaryFormat::Elf, Architecture::Aarch64),
    };
    let is = (file.format(), file.architecture());
    if is != wanted {
        found.push(format!("is {is:?}, not {wanted:?}"));
    }
    found.extend(names.and_then(|names| wrong_exports(&file, names)));
    if rid.is_windows() {
        if !has_wide(bytes, "FileVersion") || !has_wide(bytes, VERSION) {
            found.push("has no version resource".to_owned());
        }
    } else {
        let needed = needed_glibc(bytes);
        if needed > GLIBC {
            found.push(format!(
                "needs GLIBC_{}.{}, which is newer than {}.{}: build with cargo-zigbuild",
                needed.0, needed.1, GLIBC.0, GLIBC.1
            ));
        }
    }
    let named = folders.iter().filter(|folder| {
        let text = folder.to_string_lossy();
        // Every file contains short folders such as `/`.
        text.len() > 3 && (has(bytes, text.as_bytes()) || has_wide(bytes, &text))
    });
    found.extend(named.map(|folder| format!("contains {}, a folder of the machine that built it", folder.display())));
    found
}

/// Returns the unexpected and the missing exports.
fn wrong_exports(file: &object::File<'_>, wanted: &BTreeSet<String>) -> Option<String> {
    let exports = file.exports().unwrap_or_default();
    let found = exports.iter().map(|export| String::from_utf8_lossy(export.name()).into_owned());
    let found: BTreeSet<String> = found.collect();
    let differ: Vec<_> = found.symmetric_difference(wanted).cloned().collect();
    (!differ.is_empty()).then(|| format!("has unexpected or missing exports: {}", differ.join(", ")))
}

/// Whether a Windows file is marked as a test build.
pub fn is_test_build(bytes: &[u8]) -> bool {
    has_wide(bytes, "SpecialBuild")
}

/// Returns the newest version of glibc that a Linux file needs. The file's string table contains each version.
pub fn needed_glibc(bytes: &[u8]) -> (u32, u32) {
    let words = bytes.split(|byte| *byte == 0).filter(|word| word.starts_with(b"GLIBC_"));
    words.map(|word| number(&String::from_utf8_lossy(&word[6..]))).max().unwrap_or_default()
}

/// Whether the bytes contain this part.
pub fn has(bytes: &[u8], part: &[u8]) -> bool {
    let Some((first, rest)) = part.split_first() else {
        return true;
    };
    let mut ends = bytes.iter().enumerate().filter(|(_, byte)| *byte == first);
    ends.any(|(at, _)| bytes[at + 1..].starts_with(rest))
}

/// Whether the bytes contain this text as UTF-16.
fn has_wide(bytes: &[u8], text: &str) -> bool {
    has(bytes, &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
}

#[cfg(test)]
mod tests;
