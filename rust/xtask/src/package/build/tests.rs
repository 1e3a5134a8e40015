use super::{Toolchain, cargo};
use crate::context::Context;
use crate::package::rid::Rid;
use crate::tools::windows::Mingw;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

#[test]
fn a_copied_checkout_builds_into_its_own_folder() {
    let here = Context::at(env::temp_dir().join("here"), true);
    let root = env::temp_dir().join("elsewhere");
    let elsewhere = here.with_target(root.clone(), root.join("target"));
    let builds_into = |context: &Context| {
        let command = cargo(context, &Toolchain::Plain, Rid::LinuxX64, true);
        let mut variables = command.get_envs();
        let (_, value) = variables.find(|(name, _)| *name == OsStr::new("CARGO_TARGET_DIR")).unwrap();
        Path::new(value.unwrap()).to_owned()
    };
    let below = "natives/linux-x64";
    assert_eq!(builds_into(&here), here.target.join(below));
    assert_eq!(builds_into(&elsewhere), elsewhere.root.join("target").join(below));
}

#[test]
fn releases_are_built_by_the_unmodified_stable_toolchain() {
    let context = Context::at(env::temp_dir(), true);
    let zig = Toolchain::Zig(PathBuf::from("cargo-zigbuild"), PathBuf::from("zig"));
    for (way, rid) in [(Toolchain::Plain, Rid::LinuxX64), (zig, Rid::LinuxArm64)] {
        for library in [true, false] {
            let command = cargo(&context, &way, rid, library);
            let unstable = command.get_args().any(|arg| arg.to_string_lossy().starts_with("-Z"));
            let allowed = command.get_envs().any(|(name, _)| name == "RUSTC_BOOTSTRAP");
            assert!(!unstable && !allowed, "{command:?}");
        }
    }
}

#[test]
fn test_builds_must_be_marked_and_are_not_released() {
    let mingw = Toolchain::Mingw(Mingw { gcc: PathBuf::new(), std_source: None });
    assert!(mingw.wrong_mark(false).unwrap().contains("isn't marked"));
    assert_eq!(mingw.wrong_mark(true), None);
    for released in [Toolchain::Prebuilt(PathBuf::new()), Toolchain::Plain] {
        assert_eq!(released.wrong_mark(false), None);
        assert!(released.wrong_mark(true).unwrap().contains("not for release"));
    }
}
