use super::{make, name};
use crate::context::Context;
use crate::package::rid::Rid;
use crate::package::{archive, import_library};
use crate::tools::download::unpack;
use std::collections::BTreeSet;
use std::fs;

#[cfg(target_os = "linux")]
#[test]
fn the_archive_can_be_made_from_a_library_built_elsewhere() {
    let context = Context::new(true);
    let folder = std::env::temp_dir().join(format!("azmi-dev-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let library = folder.join("from another machine");
    fs::write(&library, "library").unwrap();
    for rid in Rid::ALL {
        let file = make(&context, rid, &library, &folder).unwrap();
        let first = fs::read(&file).unwrap();
        make(&context, rid, &library, &folder).unwrap();
        assert_eq!(first, fs::read(&file).unwrap(), "{rid}: not reproducible");

        let unpacked = folder.join(rid.name());
        unpack(&file, &unpacked, "").unwrap();
        let entries = archive::read(&unpacked.join(name(rid)), "").unwrap();
        let names: BTreeSet<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        let imports = format!("lib/{}", import_library::FILE);
        let of_system = match rid.is_windows() {
            true => vec!["bin/azmi.dll", &imports],
            false => vec!["lib/libazmi.so"],
        };
        let of_all = [
            "include/azmi.h",
            "lib/cmake/azmi/azmi-config-version.cmake",
            "lib/cmake/azmi/azmi-config.cmake",
            "lib/pkgconfig/azmi.pc",
            "share/doc/azmi/LICENSE",
            "share/doc/azmi/abi.md",
        ];
        let expected: BTreeSet<&str> = of_all.into_iter().chain(of_system).collect();
        assert_eq!(names, expected, "{rid}");
        for entry in &entries {
            let text = String::from_utf8_lossy(&entry.bytes);
            assert!(!text.contains("@VERSION@"), "{}", entry.name);
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}
