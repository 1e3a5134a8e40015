//! `cargo xtask <task>`: reads the command line and runs one task.
#![forbid(unsafe_code)]

use azmi_xtask::args::{Args, Common, PackageOptions, Task, TestOptions};
use azmi_xtask::context::Context;
use azmi_xtask::package::rid::Rid;
use azmi_xtask::package::sign::Certificate;
use azmi_xtask::steps::package::{HANDED_OUT, MODULES, REBUILD, natives, set_aside};
use azmi_xtask::steps::{self, Step, When};
use azmi_xtask::{bench, demo, header, peers};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match Args::parse().task {
        Task::Demo(options) => demo::run(&options),
        Task::Test(options) => test(&options),
        Task::Lint(options) => lint(&options),
        Task::Header { verify } => header::run(&Context::new(true), verify),
        Task::Peers(options) => peers::run(&options),
        Task::Bench(options) => bench::run(&options),
        Task::Package(options) => package(options),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn test(options: &TestOptions) -> Result<bool, String> {
    let mut context = Context::new(options.common.offline);
    context.deep = options.deep;
    let list = steps::test::steps(&context);
    steps::run(&context, &list, &options.only, &options.common.require)
}

fn lint(options: &Common) -> Result<bool, String> {
    steps::run(&Context::new(options.offline), steps::lint::STEPS, &[], &options.require)
}

fn package(options: PackageOptions) -> Result<bool, String> {
    let mut context = Context::new(options.common.offline);
    context.place = context.target().join("package");
    context.prebuilt = options.natives;
    context.certificate = options.certificate.zip(options.password_file).map(|(file, password)| Certificate {
        file,
        password,
        timestamp: options.timestamp_server,
    });
    context.systems = match options.systems.as_slice() {
        [] => Rid::ALL.to_vec(),
        some => some.to_vec(),
    };
    let mut list: Vec<Step> = natives(&context).collect();
    if options.only_natives {
        list.push(Step { name: "natives/set-aside", needs: &[], after: &[], when: When::Always, run: set_aside });
        let names: Vec<&'static str> = list.iter().map(|step| step.name).collect();
        if let Some(last) = list.last_mut() {
            last.after = names[..names.len() - 1].to_vec().leak();
        }
    } else {
        list.extend(MODULES);
        let rebuild = Step { when: When::Beside, ..REBUILD };
        list.extend(options.rebuild.then_some(rebuild));
        list.extend(HANDED_OUT);
    }
    steps::run(&context, &list, &[], &options.common.require)
}
