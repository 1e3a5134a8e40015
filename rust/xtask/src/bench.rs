//! `bench`: builds what the program in `bench/` measures, and runs it.

use crate::args::BenchOptions;
use crate::context::Context;
use crate::package::build::{Toolchain, build_native};
use crate::package::release;
use crate::package::rid::Rid;
use crate::run;
use crate::say;
use crate::steps::package::{MODULES, natives};
use crate::steps::test::{built, native};
use crate::steps::{self, Step};
use crate::tools::azure_clients::{self, Client};
use std::process::Command;

const NEEDS: &[&str] = &["linux", "hyperfine"];

/// Builds, installs, measures and writes `docs/speed.md`; with `--quick`, only checks that everything can be measured.
pub fn run(options: &BenchOptions) -> Result<bool, String> {
    let context = Context::new(options.common.offline);
    let mut list: Vec<Step> = natives(&context).chain(MODULES).collect();
    list.push(Step::new("bench", NEEDS, if options.quick { quick } else { measure }).after(&["package/archives"]));
    steps::run(&context, &list, &[], &options.common.require)
}

fn measure(context: &Context) -> Result<String, String> {
    // An Azure CLI on PATH is used.
    let az = context.on_path("az").is_none().then_some(Client::AzureCli);
    for client in Client::ALL.into_iter().chain(az) {
        if let Err(why) = azure_clients::install(context, client) {
            say!("{}: not measured: {why}", client.folder());
        }
    }
    run::run(&mut command(context, &[])?)?;
    Ok("docs/speed.md".to_owned())
}

/// Measures everything once, and fails if a measurement fails.
pub fn quick(context: &Context) -> Result<String, String> {
    run::run(&mut command(context, &["--quick"])?)?;
    Ok("everything on this machine can be measured".to_owned())
}

/// Compares sizes and instruction counts with the committed baseline.
pub fn guard(context: &Context) -> Result<String, String> {
    run::run(&mut command(context, &["--guard"])?)
}

fn command(context: &Context, args: &[&str]) -> Result<Command, String> {
    let mut cargo = context.cargo(["run", "--quiet", "--package", "azmi-bench", "--"]);
    run::on_loopback(&mut cargo).args(args).envs(built(context)?);
    let native = native(context)?;
    cargo.env("AZMI_TEST_AZMI", native.program).env("AZMI_TEST_LIBRARY", native.library);
    if Toolchain::find(context, Rid::WinX64).is_ok() {
        cargo.env("AZMI_TEST_WINDOWS_LIBRARY", build_native(context, Rid::WinX64)?.library);
    }
    let zip = release::dist(context).join(release::zip_name());
    cargo.env("AZMI_TEST_ZIP", zip).env("AZMI_PEERS", azure_clients::folder(context));
    let absent = |client: &Client| azure_clients::installed(context, *client).is_err();
    let all = Client::ALL.into_iter().chain([Client::AzureCli]);
    let absent: Vec<&str> = all.filter(absent).map(Client::folder).collect();
    cargo.env("AZMI_TEST_ABSENT", absent.join(","));
    Ok(cargo)
}
