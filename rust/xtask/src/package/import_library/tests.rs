use super::{make, recorded};
use crate::context::Context;
use crate::package::rid::Rid;
use object::read::archive::ArchiveFile;
use object::{Architecture, Object, ObjectSymbol};
use std::collections::BTreeSet;
use std::path::Path;

fn context() -> Context {
    Context::at(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), true)
}

#[test]
fn it_imports_each_recorded_name_and_is_reproducible() {
    for (rid, processor) in [(Rid::WinX64, Architecture::X86_64), (Rid::WinArm64, Architecture::Aarch64)] {
        let bytes = make(&context(), rid).unwrap();
        assert_eq!(bytes, make(&context(), rid).unwrap());
        let mut names = BTreeSet::new();
        let mut dll = false;
        for member in ArchiveFile::parse(&*bytes).unwrap().members() {
            let data = member.unwrap().data(&*bytes).unwrap();
            let file = object::File::parse(data).unwrap();
            assert_eq!(file.architecture(), processor);
            let defined = file.symbols().filter(ObjectSymbol::is_definition);
            let found = defined.filter_map(|symbol| symbol.name().ok().map(str::to_owned));
            // The format stores the library's name in this symbol.
            let found = found.filter(|name| name != "azmi_dll_iname");
            names.extend(found.filter(|name| name.starts_with("azmi_")));
            dll |= data.windows(9).any(|part| part == b"azmi.dll\0");
        }
        assert_eq!(names, recorded(&context()).unwrap(), "{rid}");
        assert!(dll, "{rid}: the library's name is missing");
    }
    assert!(make(&context(), Rid::LinuxX64).is_err());
}
