//! `cargo xtask <task>`: all commands of the project, so that people, CI runners and `build.ps1` do the same thing.
//!
//! A task is a list of [`steps`]. Each has a name, the [`tools`] that it needs, and ordinary commands. A task ends with
//! a table of its steps. Nothing is installed into the system: downloads go below `target/`.
#![forbid(unsafe_code)]

mod args;
mod bench;
mod context;
mod demo;
mod fuzz;
mod header;
mod package;
mod run;
mod sanitizers;
mod say;
mod steps;
mod tools;

use crate::args::{Args, Common, PackageOptions, Task, TestOptions};
use crate::context::Context;
use crate::package::rid::Rid;
use crate::package::sign::Certificate;
use crate::steps::package::{HANDED_OUT, MODULES, REBUILD, SET_ASIDE, SHELL_FILES, natives};
use clap::Parser;
use std::process::ExitCode;
use steps::Step;
use tools::azure_clients;

fn main() -> ExitCode {
    let done = match Args::parse().task {
        Task::Demo(options) => demo::run(&options),
        Task::Test(options) => test(&options),
        Task::Lint(options) => task(&options, steps::lint::STEPS),
        Task::Header { verify } => header::run(&Context::new(true), verify),
        Task::Peers(options) => task(&options, azure_clients::STEPS),
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

fn task(options: &Common, list: &[Step]) -> Result<bool, String> {
    steps::run(&Context::new(options.offline), list, &[], &options.require)
}

fn package(options: PackageOptions) -> Result<bool, String> {
    let mut context = Context::new(options.common.offline);
    context.place = context.target.join("package");
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
        list.push(SET_ASIDE);
    } else {
        // Runs while the files of another system are built.
        list.push(SHELL_FILES);
        list.extend(options.rebuild.then_some(REBUILD));
        list.extend(MODULES);
        list.extend(HANDED_OUT);
    }
    steps::run(&context, &list, &[], &options.common.require)
}
