//! The archive of `azmi` for a system: the program, completions, manual pages, licences. For Linux, it has the folders
//! of `/usr/local`; for Windows, the program is at the top, where winget and Chocolatey look for it.

use super::archive::{self, Entry};
use super::module::Packed;
use super::notices;
use super::rid::Rid;
use crate::context::{Context, VERSION};
use crate::run;
use std::fs;
use std::path::{Path, PathBuf};

/// The path of a file in the folder of `shell_files`, and below `/usr/local` on Linux.
const ON_LINUX: [(&str, &str); 5] = [
    ("completions/azmi.bash", "share/bash-completion/completions/azmi"),
    ("completions/_azmi.ps1", "share/azmi/completions/_azmi.ps1"),
    ("completions/_azmi", "share/zsh/site-functions/_azmi"),
    ("completions/azmi.fish", "share/fish/vendor_completions.d/azmi.fish"),
    ("man/", "share/man/"),
];

/// Returns the archive's name without its extension, which is also the top folder in a Linux archive.
pub fn name(rid: Rid) -> String {
    format!("azmi-{VERSION}-{rid}")
}

/// The folder of the completions and manual pages.
pub fn shell_files(context: &Context) -> Result<PathBuf, String> {
    context.scratch("shell-files")
}

pub fn write_shell_files(context: &Context) -> Result<String, String> {
    let folder = shell_files(context)?;
    // Removes pages of commands that no longer exist.
    let _ = fs::remove_dir_all(&folder);
    let mut cargo = context.cargo(["run", "--locked", "--package", "azmi-cli", "--example", "shell_files", "--"]);
    run::run(cargo.arg(&folder))
}

/// Packs the archive into a folder, with the program from the packed module.
pub fn make(
    context: &Context,
    packed: &Packed,
    rid: Rid,
    shell_files: &[Entry],
    into: &Path,
) -> Result<PathBuf, String> {
    let read = |path: PathBuf| fs::read(&path).map_err(|error| format!("{}: {error}", path.display()));
    let program = read(packed.folder.join(rid.name()).join(rid.program()))?;
    let licenses =
        [("LICENSE", read(context.path("LICENSE"))?), (notices::FILE, read(packed.folder.join(notices::FILE))?)];
    let name = name(rid);
    let entries = match rid.is_windows() {
        true => for_windows(program, licenses, shell_files),
        false => for_linux(&name, program, licenses, shell_files),
    };
    archive::pack(rid, &name, entries, into)
}

fn for_windows(program: Vec<u8>, licenses: [(&str, Vec<u8>); 2], shell_files: &[Entry]) -> Vec<Entry> {
    let completions = shell_files.iter().filter(|file| file.name.starts_with("completions/"));
    let mut entries: Vec<Entry> = completions.cloned().collect();
    entries.push(Entry::text("azmi.exe", program));
    entries.extend(licenses.into_iter().map(|(name, text)| Entry::text(name, text)));
    entries
}

fn for_linux(top: &str, program: Vec<u8>, licenses: [(&str, Vec<u8>); 2], shell_files: &[Entry]) -> Vec<Entry> {
    let placed = |file: &Entry| {
        let (from, to) = ON_LINUX.iter().find(|(from, _)| file.name.starts_with(from))?;
        Some(Entry::text(file.name.replacen(from, &format!("{top}/{to}"), 1), file.bytes.clone()))
    };
    let mut entries: Vec<Entry> = shell_files.iter().filter_map(placed).collect();
    entries.push(Entry { program: true, ..Entry::text(format!("{top}/bin/azmi"), program) });
    entries.extend(licenses.into_iter().map(|(name, text)| Entry::text(format!("{top}/share/doc/azmi/{name}"), text)));
    entries
}

#[cfg(test)]
mod tests;
