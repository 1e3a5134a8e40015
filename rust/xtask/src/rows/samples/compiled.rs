//! The samples in C and C++: compiled with every warning an error, linked to the library as it ships.

use super::{Ground, Ready, Stop, command, step};
use std::path::PathBuf;
use std::process::Command;

/// No warning passes.
const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

pub(super) fn c(ground: &Ground<'_>) -> Result<Ready, Stop> {
    let program = compile(ground, "cc", "gcc", "-std=c11", "c/list_machines.c")?;
    let own = ground.emulator.fact("systemAssigned.principalId")?;
    Ok(Ready {
        command: Command::new(program),
        says: vec![format!("vm1\t{own}")],
    })
}

pub(super) fn cpp(ground: &Ground<'_>) -> Result<Ready, Stop> {
    let program = compile(ground, "c++", "g++", "-std=c++17", "cpp/read_secret.cpp")?;
    Ok(Ready {
        command: command(&program, [ground.secret_uri()?]),
        says: vec!["hello from the vault".to_owned()],
    })
}

fn compile(
    ground: &Ground<'_>,
    compiler: &str,
    package: &str,
    standard: &str,
    source: &str,
) -> Result<PathBuf, Stop> {
    let compiler = ground.program(compiler, package)?;
    let folder = ground.library.parent().unwrap_or(&ground.library);
    let program = ground
        .folder(standard.trim_start_matches("-std="))?
        .join("sample");
    let mut compile = command(&compiler, STRICT);
    compile
        .arg(standard)
        .arg("-I")
        .arg(ground.shop.around().path("include"))
        .arg(ground.file(source))
        .arg("-o")
        .arg(&program)
        .arg("-L")
        .arg(folder)
        .arg("-lazmi")
        .arg(format!("-Wl,-rpath,{}", folder.display()));
    step(&mut compile)?;
    Ok(program)
}
