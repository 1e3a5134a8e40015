//! Tests the development archives as their users do: unpacks them outside of the repository, and builds programs with
//! cc, c++ and CMake, through pkg-config and the CMake package.

use azmi_native_tests::emulator::Emulator;
use azmi_native_tests::{STRICT, built, emulator, folder, pointed, run, tree};
use std::fs;
use std::path::Path;
use std::process::Command;

const PROJECT: &str = "cmake_minimum_required(VERSION 3.16)\nproject(consumer C CXX)\nfind_package(azmi 0.1 REQUIRED)\n\
     add_executable(in_c main.c)\nadd_executable(in_cpp main.cpp)\ntarget_compile_features(in_cpp PRIVATE cxx_std_17)\n\
     target_link_libraries(in_c PRIVATE azmi::azmi)\ntarget_link_libraries(in_cpp PRIVATE azmi::azmi)\n";

/// Checks that a program finds the library and works.
fn check(emulator: &Emulator, program: &Path) {
    let port = emulator.fact("arm").expect("its address").rsplit(':').next().expect("its port").to_owned();
    let said = run(pointed(program, emulator).arg(format!("https://vault1.vault.localhost:{port}/secrets/greeting")));
    let own = emulator.fact("systemAssigned.principalId").expect("an identity");
    assert!(said.contains(own) || said.contains("hello from the vault"), "{said}");
}

#[test]
#[ignore = "needs cc, c++, pkg-config, cmake and the archive: cargo xtask test --only abi/archive-linux"]
fn linux_programs_build_with_the_archive() {
    let (root, temporary) = (built("AZMI_TEST_ARCHIVE"), folder());
    let here = temporary.path();
    let world = tree("tests/samples/world.json");
    let emulator = emulator(&["--scenario".as_ref(), world.as_os_str()]);
    for (from, to) in [("c/list_machines.c", "main.c"), ("cpp/read_secret.cpp", "main.cpp")] {
        fs::copy(tree("tests/samples").join(from), here.join(to)).expect("a copy");
    }
    let mut ask = Command::new("pkg-config");
    let flags = run(ask.args(["--cflags", "--libs", "azmi"]).env("PKG_CONFIG_PATH", root.join("lib/pkgconfig")));
    for (compiler, standard, source) in [("cc", "-std=c11", "main.c"), ("c++", "-std=c++17", "main.cpp")] {
        let mut compile = Command::new(compiler);
        compile.arg(standard).args(STRICT).arg(source).args(flags.split_whitespace());
        compile.arg(format!("-Wl,-rpath,{}", root.join("lib").display()));
        run(compile.args(["-o", compiler]).current_dir(here));
        check(&emulator, &here.join(compiler));
    }
    fs::write(here.join("CMakeLists.txt"), PROJECT).expect("a project");
    let prefix = format!("-DCMAKE_PREFIX_PATH={}", root.display());
    run(Command::new("cmake").args(["-S", ".", "-B", "built", &prefix]).current_dir(here));
    run(Command::new("cmake").args(["--build", "built"]).current_dir(here));
    check(&emulator, &here.join("built/in_c"));
    check(&emulator, &here.join("built/in_cpp"));
}

/// Links with mingw and only the archive. Other tests run the library under Wine.
#[test]
#[ignore = "needs mingw and the archive: cargo xtask test --only abi/archive-windows"]
fn windows_programs_link_with_the_archive() {
    let (root, here) = (built("AZMI_TEST_ARCHIVE"), folder());
    let mut compile = Command::new(built("AZMI_TEST_MINGW"));
    compile.arg("-std=c11").args(STRICT).arg("-I").arg(root.join("include"));
    compile.arg(tree("tests/windows/main_job.c")).arg("-L").arg(root.join("lib"));
    run(compile.args(["-lazmi", "-o"]).arg(here.path().join("main_job.exe")));
}
