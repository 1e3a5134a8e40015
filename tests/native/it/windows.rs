//! Runs two programs under Wine that use the Windows library to get tokens and principal ids.

use azmi_native_tests::emulator::Emulator;
use azmi_native_tests::{built, compile, emulator, folder, run, tree};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

fn wine(program: &Path, emulator: &Emulator) -> Command {
    let mut command = Command::new(built("AZMI_TEST_WINE"));
    command.arg(program).envs(emulator.environment());
    command
}

/// Uses the header and the library, before and after Windows trusts the emulator's root.
#[test]
#[ignore = "needs mingw and Wine: cargo xtask test --only windows/c"]
fn c_program_gets_tokens_and_principal_ids() {
    let (emulator, temporary) = (emulator(&[]), folder());
    let folder = temporary.path();
    fs::copy(built("AZMI_TEST_WINDOWS_LIBRARY"), folder.join("azmi.dll")).expect("a copy");
    let gcc = built("AZMI_TEST_MINGW");
    let (job, trust) = (folder.join("main_job.exe"), folder.join("trust_ca.exe"));
    // The import library of the release.
    compile(&gcc, "-std=c11", "tests/windows/main_job.c", &job, &[built("AZMI_TEST_IMPORTS").as_os_str()]);
    compile(&gcc, "-std=c11", "tests/windows/trust_ca.c", &trust, &[OsStr::new("-lcrypt32")]);
    let facts = [
        ("AZMI_TEST_PRINCIPAL", "systemAssigned.principalId"),
        ("AZMI_TEST_VM", "vmName"),
        ("AZMI_TEST_CLIENT", "userAssigned.0.clientId"),
        ("AZMI_TEST_CLIENT_PRINCIPAL", "userAssigned.0.principalId"),
    ];
    let facts = facts.map(|(name, path)| (name, emulator.fact(path).expect("a fact")));
    let passed = |said: &str| {
        let result = said.lines().find(|line| line.starts_with("test result: ")).expect("a result");
        assert!(result.contains(" 0 failed") && !result.contains(" 0 passed"), "{said}");
    };
    passed(&run(wine(&job, &emulator).arg("untrusted").envs(facts)));
    run(wine(&trust, &emulator).arg(emulator.fact("caFile").expect("a root")));
    passed(&run(wine(&job, &emulator).arg("trusted").envs(facts)));
}

/// A self-contained Windows program that uses the shim's library.
#[test]
#[ignore = "needs mingw, Wine and the .NET SDK: cargo xtask test --only windows/dotnet"]
fn dotnet_program_gets_the_principal_id() {
    let (emulator, temporary) = (emulator(&[]), folder());
    let folder = temporary.path();
    let mut publish = Command::new(built("AZMI_TEST_DOTNET"));
    publish.arg("publish").arg(tree("tests/dotnet/Demo/Demo.csproj")).args(["--configuration", "Release", "--nologo"]);
    publish.args([
        "--runtime",
        "win-x64",
        "--self-contained",
        "-p:DisableTransitiveFrameworkReferenceDownloads=true",
        "--output",
    ]);
    run(publish.arg(folder).current_dir(tree("")));
    let library = folder.join("win-x64/azmi.dll");
    fs::create_dir_all(folder.join("win-x64")).expect("a folder");
    fs::copy(built("AZMI_TEST_WINDOWS_LIBRARY"), &library).expect("a copy");
    let mut command = wine(&folder.join("Demo.exe"), &emulator);
    // In larger programs, Wine doesn't work with the runtime's double mapping of code.
    command.env("DOTNET_EnableWriteXorExecute", "0").env("AZMI_TEST_LIBRARY", library);
    let said = run(&mut command);
    let expected = emulator.fact("systemAssigned.principalId").expect("an identity");
    // One of several lines: Wine's server writes to the same pipe when it ends.
    assert!(said.lines().any(|line| line.trim() == expected), "{said}");
}
