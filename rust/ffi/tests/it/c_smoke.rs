//! Compiles programs in C11 and C++17 with warnings as errors, runs them against the emulator, and checks the layout of
//! the header's structs.
#![cfg(unix)]

use crate::support::World;
use crate::support::cc::{ROOT, compile, folder, link_options, succeeded};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// Builds a program of `tests/abi` and runs it against an emulator.
fn run_smoke(compiler: &str, standard: &str, file: &str, more: &[&str]) -> String {
    let library = crate::support::library();
    let program = folder("smoke").join(file.replace('.', "-"));
    let mut options = link_options(&library);
    options.extend(more.iter().map(|option| (*option).to_owned()));
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    compile(compiler, standard, &Path::new(ROOT).join("tests/abi").join(file), &program, &options);

    let world = World::new();
    let facts = world.emulator.endpoints();
    let output = Command::new(program)
        .env_clear()
        .envs(world.variables.iter().map(|(name, value)| (name, value)))
        .env("SMOKE_PRINCIPAL_ID", &facts.system_assigned.as_ref().unwrap().principal_id)
        .env("SMOKE_VM_NAME", &facts.vm_name)
        .env("SMOKE_RESOURCE_GROUP", &facts.resource_group_name)
        .output()
        .unwrap();
    succeeded(&output)
}

#[test]
#[ignore = "needs cc and c++: cargo xtask test --only rust/c"]
fn a_c11_program_gets_tokens_and_principal_ids() {
    let said = run_smoke("cc", "-std=c11", "smoke.c", &[]);
    assert!(said.ends_with("done\n") && said.contains("ok: fork"), "{said}");
}

#[test]
#[ignore = "needs cc and c++: cargo xtask test --only rust/c"]
fn a_cpp17_program_gets_tokens_and_principal_ids() {
    let said = run_smoke("c++", "-std=c++17", "smoke.cpp", &["-pthread"]);
    assert!(said.ends_with("done\n"), "{said}");
}

#[test]
#[ignore = "needs cc and c++: cargo xtask test --only rust/c"]
fn the_library_stays_loaded_when_its_host_closes_it() {
    let program = folder("unload").join("unload");
    compile("cc", "-std=c11", &Path::new(ROOT).join("tests/abi/unload.c"), &program, &["-ldl"]);
    let library = crate::support::library();
    let told = succeeded(&Command::new(&program).arg(&library).output().unwrap());
    assert_eq!(Path::new(&told), library);
    // The path is absolute even if the library was loaded by a relative one.
    let relative = Path::new(".").join(library.file_name().unwrap());
    let output = Command::new(&program).arg(relative).current_dir(library.parent().unwrap()).output().unwrap();
    assert_eq!(Path::new(&succeeded(&output)), library.canonicalize().unwrap());
}

#[test]
#[ignore = "needs cc and c++: cargo xtask test --only rust/c"]
fn structs_have_the_recorded_layout_in_c_and_cpp() {
    let recorded = std::fs::read_to_string(format!("{ROOT}/tests/abi/contract.json")).unwrap();
    let recorded: Value = serde_json::from_str(&recorded).unwrap();
    let mut checks =
        String::from("#include <azmi.h>\n#ifdef __cplusplus\n#define _Static_assert static_assert\n#endif\n");
    for (name, layout) in recorded["structs"].as_object().unwrap() {
        let _ = writeln!(checks, "_Static_assert(sizeof({name}) == {}, \"{name}\");", layout["size"]);
        for field in layout["fields"].as_array().unwrap() {
            let (of, at, size) = (field["name"].as_str().unwrap(), &field["offset"], &field["size"]);
            let _ = writeln!(checks, "_Static_assert(offsetof({name}, {of}) == {at}, \"{name}.{of}\");");
            let _ = writeln!(checks, "_Static_assert(sizeof((({name} *)0)->{of}) == {size}, \"{name}.{of}\");");
        }
    }
    assert!(checks.lines().count() > 150, "{checks}");
    for (compiler, standard, file) in [("cc", "-std=c11", "layout.c"), ("c++", "-std=c++17", "layout.cpp")] {
        let source = folder("layout").join(file);
        std::fs::write(&source, &checks).unwrap();
        let object = source.with_extension("o");
        compile(compiler, standard, &source, &object, &["-c"]);
    }
}
