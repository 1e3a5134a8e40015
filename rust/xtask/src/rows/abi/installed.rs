//! The development archives, used as somebody would who has nothing but them: unpacked outside of the tree, and built against with cc,
//! c++ and CMake, through pkg-config and the CMake package.

use crate::dev_archive::{make, name};
use crate::emulator::Emulator;
use crate::package::natives::Part;
use crate::package::rid::Rid;
use crate::rows::workshop::Workshop;
use crate::run::{Show, run};
use crate::table::Row;
use crate::tools::unpack::unpack;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use tempfile::TempDir;

/// A row for each archive.
pub(super) fn rows(shop: &Workshop<'_>) -> Vec<Row> {
    let what = "abi: development archive for Linux";
    let linux = match super::attack::compiler(shop) {
        Err(why) => Row::skipped(what, why),
        Ok(_) => judged(what, || linux(shop)),
    };
    let what = "abi: development archive for Windows";
    let built = shop.natives().recipe(shop.around(), Rid::WinX64);
    let windows = match built.and_then(|_| shop.mingw()) {
        Err(why) => Row::skipped(what, why),
        Ok(mingw) => judged(what, || windows(shop, &mingw.gcc)),
    };
    vec![linux, windows]
}

fn judged(what: &str, work: impl FnOnce() -> Result<String, String>) -> Row {
    let start = Instant::now();
    match work() {
        Ok(note) => Row::passed(what, start.elapsed(), note),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}

/// The archive with the library as it is built here, and where it is unpacked: somewhere that has nothing to do with the tree.
fn unpacked(shop: &Workshop<'_>, rid: Rid) -> Result<(TempDir, PathBuf), String> {
    let library = shop.natives().file(shop.around(), rid, Part::Library)?;
    let archive = make(shop, rid, library, &shop.scratch("abi").join("installed"))?;
    let elsewhere = TempDir::with_prefix("azmi-consumer-").map_err(|error| error.to_string())?;
    let folder = elsewhere.path().join("unpacked");
    unpack(&archive, &folder, "")?;
    let root = folder.join(name(rid));
    match root.is_dir() {
        true => Ok((elsewhere, root)),
        false => Err(format!("{} holds no {}", archive.display(), name(rid))),
    }
}

fn linux(shop: &Workshop<'_>) -> Result<String, String> {
    let rid = Rid::host().ok_or("the module does not serve this system")?;
    let (elsewhere, root) = unpacked(shop, rid)?;
    let here = elsewhere.path();
    let samples = shop.around().path("tests/samples");
    for (from, to) in [
        ("c/list_machines.c", "main.c"),
        ("cpp/read_secret.cpp", "main.cpp"),
    ] {
        fs::copy(samples.join(from), here.join(to)).map_err(|error| format!("{to}: {error}"))?;
    }
    let emulator = Emulator::start_in(
        shop.azmi()?,
        &shop.scratch("abi").join("installed"),
        &samples.join("world.json"),
    )?;
    let mut tried = Vec::new();
    let flags = pkg_config(shop, &root)?;
    if let Some(flags) = &flags {
        for (compiler, standard, source) in [
            ("cc", "-std=c11", "main.c"),
            ("c++", "-std=c++17", "main.cpp"),
        ] {
            if shop.around().on_path(compiler).is_none() {
                continue;
            }
            let mut compile = Command::new(compiler);
            compile.args([
                standard,
                "-Wall",
                "-Wextra",
                "-Wpedantic",
                "-Werror",
                source,
            ]);
            compile.args(flags).args(["-o", compiler]);
            compile.arg(format!("-Wl,-rpath,{}", root.join("lib").display()));
            step(&mut compile, here)?;
            check(&emulator, &here.join(compiler))?;
            tried.push(compiler);
        }
    }
    if let Some(cmake) = shop.around().on_path("cmake") {
        let project = "cmake_minimum_required(VERSION 3.16)\nproject(consumer C CXX)\nfind_package(azmi 0.1 REQUIRED)\n\
             add_executable(in_c main.c)\nadd_executable(in_cpp main.cpp)\ntarget_compile_features(in_cpp PRIVATE cxx_std_17)\n\
             target_link_libraries(in_c PRIVATE azmi::azmi)\ntarget_link_libraries(in_cpp PRIVATE azmi::azmi)\n";
        fs::write(here.join("CMakeLists.txt"), project).map_err(|error| error.to_string())?;
        let prefix = format!("-DCMAKE_PREFIX_PATH={}", root.display());
        step(
            Command::new(&cmake).args(["-S", ".", "-B", "built", &prefix]),
            here,
        )?;
        step(Command::new(&cmake).args(["--build", "built"]), here)?;
        check(&emulator, &here.join("built/in_c"))?;
        check(&emulator, &here.join("built/in_cpp"))?;
        tried.push("CMake");
    }
    if tried.is_empty() {
        return Err("neither pkg-config nor cmake is here to try it with".to_owned());
    }
    Ok(format!("built against with {}", tried.join(", ")))
}

/// What pkg-config says of the unpacked archive, where there is one.
fn pkg_config(shop: &Workshop<'_>, root: &Path) -> Result<Option<Vec<String>>, String> {
    let Some(program) = shop.around().on_path("pkg-config") else {
        return Ok(None);
    };
    let mut ask = Command::new(program);
    ask.args(["--cflags", "--libs", "azmi"])
        .env("PKG_CONFIG_PATH", root.join("lib/pkgconfig"));
    let flags = run(&mut ask, Show::OnFailure).into_output()?;
    Ok(Some(flags.split_whitespace().map(str::to_owned).collect()))
}

/// A consumer must find the library where it lies, and do its work.
fn check(emulator: &Emulator, program: &Path) -> Result<(), String> {
    let port = emulator.fact("arm")?.rsplit(':').next().unwrap_or_default();
    let mut command = Command::new(program);
    command
        .arg(format!(
            "https://vault1.vault.localhost:{port}/secrets/greeting"
        ))
        .env_clear()
        .envs(emulator.environment());
    let said = run(&mut command, Show::OnFailure).into_output()?;
    let own = emulator.fact("systemAssigned.principalId")?;
    if said.contains(own) || said.contains("hello from the vault") {
        Ok(())
    } else {
        Err(format!("{} said `{said}`", program.display()))
    }
}

/// Linked by mingw against the archive alone; that the library runs is tried with Wine, in rows of their own.
fn windows(shop: &Workshop<'_>, gcc: &Path) -> Result<String, String> {
    let (elsewhere, root) = unpacked(shop, Rid::WinX64)?;
    let here = elsewhere.path();
    let mut compile = Command::new(gcc);
    compile
        .args([
            "-std=c11",
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Werror",
            "-I",
        ])
        .arg(root.join("include"))
        .arg(shop.around().path("tests/windows/main_job.c"))
        .arg("-L")
        .arg(root.join("lib"))
        .args(["-lazmi", "-o", "main_job.exe"]);
    step(&mut compile, here)?;
    Ok("linked against with mingw".to_owned())
}

fn step(command: &mut Command, folder: &Path) -> Result<(), String> {
    run(command.current_dir(folder), Show::OnFailure)
        .into_output()
        .map(drop)
}
