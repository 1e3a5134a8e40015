use super::Recipe;
use crate::package::natives::Part;
use crate::package::rid::Rid;
use crate::surroundings::Surroundings;
use crate::tools::std_source::Std;
use crate::tools::zig::Zig;
use std::env;
use std::ffi::OsStr;
use std::path::Path;

#[test]
fn a_copy_elsewhere_builds_into_itself_whatever_this_process_was_told() {
    let told = (
        "CARGO_TARGET_DIR".into(),
        env::temp_dir().join("told").into(),
    );
    let here = Surroundings::new(env::temp_dir().join("here"), [told]);
    let elsewhere = here.moved_to(env::temp_dir().join("elsewhere"));
    let builds_into = |around: &Surroundings| {
        let recipe = Recipe::Plain(Std::Installed);
        let (command, _) = recipe
            .cargo(around, Rid::LinuxX64, Part::Library)
            .unwrap()
            .unwrap();
        let mut variables = command.get_envs();
        let (_, value) = variables
            .find(|(name, _)| *name == OsStr::new("CARGO_TARGET_DIR"))
            .unwrap();
        Path::new(value.unwrap()).to_owned()
    };
    let below = "natives/linux-x64";
    assert_eq!(builds_into(&here), env::temp_dir().join("told").join(below));
    assert_eq!(
        builds_into(&elsewhere),
        elsewhere.root().join("target").join(below)
    );
}

#[test]
fn a_test_build_must_say_so_and_none_is_put_together_for_release() {
    let std = Std::Installed;
    let zig = Zig {
        program: "cargo-zigbuild".into(),
        compiler: "zig".into(),
    };
    let zig = Recipe::Zig(zig, std.clone());
    assert!(
        zig.wrong_mark(Rid::WinArm64, false)
            .unwrap()
            .contains("does not say so")
    );
    assert_eq!(zig.wrong_mark(Rid::WinArm64, true), None);
    assert_eq!(zig.wrong_mark(Rid::LinuxX64, false), None);
    for released in [Recipe::Prebuilt, Recipe::Plain(std)] {
        for rid in [Rid::WinX64, Rid::WinArm64] {
            assert_eq!(released.wrong_mark(rid, false), None);
            assert!(
                released
                    .wrong_mark(rid, true)
                    .unwrap()
                    .contains("not for release")
            );
        }
    }
}
