//! Runs the samples in every language against an emulator whose scenario grants the required roles.

use azmi_native_tests::emulator::Emulator;
use azmi_native_tests::{built, folder, linked, pointed, run, says, tree};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn world() -> Emulator {
    let world = tree("tests/samples/world.json");
    azmi_native_tests::emulator(&["--scenario".as_ref(), world.as_os_str()])
}

fn fact(emulator: &Emulator, path: &str) -> String {
    emulator.fact(path).expect("a fact").to_owned()
}

fn secret(emulator: &Emulator) -> String {
    let endpoint = fact(emulator, "arm");
    let port = endpoint.rsplit(':').next().expect("a port");
    format!("https://vault1.vault.localhost:{port}/secrets/greeting")
}

/// Returns a command with the library's path in a variable.
fn sample(program: impl AsRef<std::ffi::OsStr>, emulator: &Emulator) -> Command {
    let mut command = pointed(program, emulator);
    command.env("AZMI_LIBRARY", built("AZMI_TEST_LIBRARY"));
    command
}

fn file(path: &str) -> PathBuf {
    tree("tests/samples").join(path)
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
}

#[test]
#[ignore = "needs cc: cargo xtask test --only samples/c"]
fn c11_lists_machines() {
    let emulator = world();
    let program = linked("cc", "-std=c11", "tests/samples/c/list_machines.c", &[]);
    let own = fact(&emulator, "systemAssigned.principalId");
    says(&run(&mut sample(&program, &emulator)), &[&format!("vm1\t{own}")]);
}

#[test]
#[ignore = "needs c++: cargo xtask test --only samples/cpp"]
fn cpp17_reads_a_secret() {
    let emulator = world();
    let program = linked("c++", "-std=c++17", "tests/samples/cpp/read_secret.cpp", &[]);
    says(&run(sample(&program, &emulator).arg(secret(&emulator))), &["hello from the vault"]);
}

fn build(project: &str) {
    let mut dotnet = Command::new(built("AZMI_TEST_DOTNET"));
    dotnet.args(["build", "--configuration", "Release", "--nologo", "--verbosity", "quiet"]);
    run(dotnet.arg(tree(project)).current_dir(tree("")));
}

#[test]
#[ignore = "needs the .NET SDK: cargo xtask test --only samples/dotnet"]
fn dotnet_reads_a_secret() {
    let emulator = world();
    build("tests/samples/dotnet/Sample.csproj");
    let folder = tree("target/dotnet/bin/Sample/release");
    // DllImport uses the name without the prefix `lib`.
    copy(&built("AZMI_TEST_LIBRARY"), &folder.join("azmi.so"));
    let mut command = sample(built("AZMI_TEST_DOTNET"), &emulator);
    says(&run(command.arg(folder.join("Sample.dll")).arg(secret(&emulator))), &["hello from the vault"]);
}

/// Runs on Mono, the closest to .NET Framework outside of Windows.
#[test]
#[ignore = "needs Mono and the module: cargo xtask test --only samples/dotnet-framework"]
fn framework_deploys_a_template() {
    let emulator = world();
    let temporary = folder();
    let folder = temporary.path();
    let sets = ["4.8-api", "4.7.2-api", "4.7.1-api"].map(|set| format!("/usr/lib/mono/{set}/Facades/netstandard.dll"));
    let facade =
        sets.iter().find(|file| Path::new(file).is_file()).expect("Mono's netstandard.dll: install mono-devel");
    let assembly = folder.join("ManagedIdentity.dll");
    copy(&built("AZMI_TEST_MODULE").join("ManagedIdentity.dll"), &assembly);
    copy(&built("AZMI_TEST_LIBRARY"), &folder.join("azmi.so"));
    let map = "ManagedIdentity.dll.config";
    copy(&file("dotnet-framework").join(map), &folder.join(map));
    let program = folder.join("Sample.exe");
    let option = |name: &str, path: &Path| format!("{name}:{}", path.display());
    let mut mcs = Command::new("mcs");
    // Compilers add attributes of newer frameworks to the assembly, which Mono defines too.
    mcs.args(["-warnaserror", "-nowarn:1685", &option("-out", &program), &option("-r", &assembly)]);
    run(mcs.arg(option("-r", Path::new(facade))).arg(file("dotnet-framework/DeployTemplate.cs")));
    let mut command = sample("mono", &emulator);
    command.arg(program).args([&fact(&emulator, "subscriptionId"), "rg1"]);
    says(&run(&mut command), &["\"name\":\"framework-disk\""]);
}

#[test]
#[ignore = "needs python3: cargo xtask test --only samples/python"]
fn python_lists_groups() {
    let emulator = world();
    let mut command = sample("python3", &emulator);
    command.arg(file("python/list_groups.py")).arg(fact(&emulator, "subscriptionId"));
    says(&run(&mut command), &["rg1"]);
}

#[test]
#[ignore = "needs ruby with fiddle: cargo xtask test --only samples/ruby"]
fn ruby_creates_and_deletes_a_group() {
    let emulator = world();
    let mut command = sample("ruby", &emulator);
    command.arg(file("ruby/manage_group.rb")).arg(fact(&emulator, "subscriptionId"));
    says(&run(&mut command), &["made: 201", "groups: rg1, ruby-sample", "deleted: 200"]);
}

#[test]
#[ignore = "needs node and npm: cargo xtask test --only samples/node"]
fn node_deploys_a_template() {
    let emulator = world();
    let temporary = folder();
    let folder = temporary.path();
    for name in ["package.json", "package-lock.json", "deploy_template.mjs"] {
        copy(&file("node").join(name), &folder.join(name));
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]);
    run(npm.current_dir(folder));
    let mut command = sample("node", &emulator);
    command.arg(folder.join("deploy_template.mjs")).arg(fact(&emulator, "subscriptionId"));
    says(&run(&mut command), &["Succeeded: node-disk"]);
}

#[test]
#[ignore = "needs curl: cargo xtask test --only samples/curl"]
fn curl_lists_groups_with_both_tokens() {
    let emulator = world();
    let azmi = built("AZMI_TEST_AZMI");
    let folders = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
    let path = env::join_paths(azmi.parent().map(Path::to_owned).into_iter().chain(folders)).expect("a path");
    let subscription = fact(&emulator, "subscriptionId");
    let mut command = sample("sh", &emulator);
    command.arg(file("curl/list_groups.sh")).args([&subscription, &fact(&emulator, "arm")]).env("PATH", path);
    let group = format!("/subscriptions/{subscription}/resourceGroups/rg1");
    let answer = format!(
        r#"{{"value":[{{"id":"{group}","location":"westeurope","name":"rg1","properties":{{"provisioningState":"Succeeded"}},"type":"Microsoft.Resources/resourceGroups"}}]}}"#
    );
    says(&run(&mut command), &[&answer, &answer]);
}

#[test]
#[ignore = "needs pwsh and the module: cargo xtask test --only samples/powershell"]
fn powershell_lists_groups() {
    let emulator = world();
    let words = env::var_os("AZMI_TEST_PWSH").expect("PowerShell's program");
    let words: Vec<PathBuf> = env::split_paths(&words).collect();
    let module = built("AZMI_TEST_MODULE");
    let mut command = sample(&words[0], &emulator);
    command.args(&words[1..]).args(["-NoLogo", "-NoProfile", "-NonInteractive", "-File"]);
    command.arg(file("powershell/Get-ResourceGroup.ps1")).args(["-SubscriptionId", &fact(&emulator, "subscriptionId")]);
    command.args(["-Endpoint", &fact(&emulator, "arm")]);
    command.env("PSModulePath", module.ancestors().nth(2).expect("the modules' folder"));
    // Invoke-RestMethod uses OpenSSL, which reads additional roots from this variable.
    command.env("SSL_CERT_FILE", fact(&emulator, "caFile"));
    says(&run(&mut command), &["rg1"]);
}
