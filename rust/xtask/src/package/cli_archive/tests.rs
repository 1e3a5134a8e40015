use super::*;
use crate::tools::download::unpack;
use std::collections::BTreeSet;

#[cfg(target_os = "linux")]
#[test]
fn the_archive_has_the_program_and_its_files_in_standard_places() {
    let context = Context::new(true);
    let folder = std::env::temp_dir().join(format!("azmi-cli-archive-{}", std::process::id()));
    let packed = Packed { folder: folder.join("module"), dsc: folder.join("dsc") };
    let made = ["completions/_azmi", "completions/_azmi.ps1", "completions/azmi.bash", "completions/azmi.fish"];
    let made = made.into_iter().chain(["man/man1/azmi.1", "man/man1/azmi-vm.1"]);
    let shell_files: Vec<Entry> = made.map(|name| Entry::text(name, name)).collect();
    for rid in Rid::ALL {
        let of_system = packed.folder.join(rid.name());
        fs::create_dir_all(&of_system).unwrap();
        fs::write(of_system.join(rid.program()), "program").unwrap();
        fs::write(packed.folder.join(notices::FILE), "notices").unwrap();
        let file = make(&context, &packed, rid, &shell_files, &folder).unwrap();
        let first = fs::read(&file).unwrap();
        make(&context, &packed, rid, &shell_files, &folder).unwrap();
        assert_eq!(first, fs::read(&file).unwrap(), "{rid}: not reproducible");

        let unpacked = folder.join(format!("unpacked-{rid}"));
        unpack(&file, &unpacked, "").unwrap();
        let mut entries = archive::read(&unpacked, "").unwrap();
        // The marker of a complete folder, which `unpack` writes.
        entries.retain(|entry| entry.name != ".complete");
        let top = format!("{}/", name(rid));
        let names: BTreeSet<&str> =
            entries.iter().map(|entry| entry.name.strip_prefix(&top).unwrap_or(&entry.name)).collect();
        let expected = match rid.is_windows() {
            true => vec![
                "azmi.exe",
                "LICENSE",
                notices::FILE,
                "completions/_azmi",
                "completions/_azmi.ps1",
                "completions/azmi.bash",
                "completions/azmi.fish",
            ],
            false => vec![
                "bin/azmi",
                "share/doc/azmi/LICENSE",
                "share/doc/azmi/THIRD-PARTY-NOTICES.txt",
                "share/bash-completion/completions/azmi",
                "share/zsh/site-functions/_azmi",
                "share/fish/vendor_completions.d/azmi.fish",
                "share/azmi/completions/_azmi.ps1",
                "share/man/man1/azmi.1",
                "share/man/man1/azmi-vm.1",
            ],
        };
        assert_eq!(names, expected.into_iter().collect(), "{rid}");
        if !rid.is_windows() {
            use std::os::unix::fs::PermissionsExt as _;
            let program = fs::metadata(unpacked.join(name(rid)).join("bin/azmi")).unwrap();
            assert_eq!(program.permissions().mode() & 0o777, 0o755);
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}
