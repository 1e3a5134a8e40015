use super::{exports, make};
use crate::package::rid::Rid;
use crate::surroundings::Surroundings;
use object::read::archive::ArchiveFile;
use object::{Architecture, Object, ObjectSymbol};
use std::collections::BTreeSet;
use std::path::Path;

fn around() -> Surroundings {
    Surroundings::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), [])
}

#[test]
fn it_leads_each_recorded_name_to_the_library_and_is_always_the_same() {
    for (rid, processor) in [
        (Rid::WinX64, Architecture::X86_64),
        (Rid::WinArm64, Architecture::Aarch64),
    ] {
        let bytes = make(&around(), rid).unwrap();
        assert_eq!(bytes, make(&around(), rid).unwrap());
        let mut names = BTreeSet::new();
        let mut dll = false;
        for member in ArchiveFile::parse(&*bytes).unwrap().members() {
            let data = member.unwrap().data(&*bytes).unwrap();
            let file = object::File::parse(data).unwrap();
            assert_eq!(file.architecture(), processor);
            let defined = file.symbols().filter(ObjectSymbol::is_definition);
            let found = defined.filter_map(|symbol| symbol.name().ok().map(str::to_owned));
            // Where the form keeps the library's own name.
            let found = found.filter(|name| name != "azmi_dll_iname");
            names.extend(found.filter(|name| name.starts_with("azmi_")));
            dll |= memchr::memmem::find(data, b"azmi.dll\0").is_some();
        }
        assert_eq!(names, exports::recorded(&around()).unwrap(), "{rid}");
        assert!(dll, "{rid}: it names the library");
    }
    assert!(make(&around(), Rid::LinuxX64).is_err());
}
