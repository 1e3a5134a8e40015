//! `peers`: Azure's own identity clients, installed for the tests and figures that set ours beside them.

use crate::args::Common;
use crate::context::Context;
use crate::steps::{self, Step, When};
use crate::tools::azure_clients::{Client, install};

const STEPS: &[Step] = &[
    step("azure-clients/rust", &[], When::Always, |context| installed(context, Client::Rust)),
    // One is compiled while the registries of the others are waited for.
    step("azure-clients/python", &["python3"], When::Beside, |context| installed(context, Client::Python)),
    step("azure-clients/node", &["npm"], When::Beside, |context| installed(context, Client::Node)),
    step("azure-clients/dotnet", &["dotnet"], When::Beside, |context| installed(context, Client::DotNet)),
];

const fn step(
    name: &'static str,
    needs: &'static [&'static str],
    when: When,
    run: fn(&Context) -> Result<String, String>,
) -> Step {
    Step { name, needs, after: &[], when, run }
}

fn installed(context: &Context, client: Client) -> Result<String, String> {
    install(context, client).map(|()| String::new())
}

/// Installs those that can be had here.
pub fn run(options: &Common) -> Result<bool, String> {
    steps::run(&Context::new(options.offline), STEPS, &[], &options.require)
}
