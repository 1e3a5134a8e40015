//! `cargo xtask <task>`: reads the command line and runs one task.
#![forbid(unsafe_code)]

use azmi_xtask::args::{Args, Task};
use azmi_xtask::bench;
use azmi_xtask::surroundings::Surroundings;
use azmi_xtask::tasks;
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let around = Surroundings::of_this_process();
    let done = match args.task {
        Task::Demo(options) => tasks::demo::run(&around, &options),
        Task::Test(options) => tasks::test::run(&around, &options),
        Task::Lint(options) => tasks::lint::run(&around, &options),
        Task::Header { verify } => tasks::header::run(&around, verify),
        Task::Peers(options) => tasks::peers::run(&around, &options),
        Task::Bench(options) => bench::run(&around, &options),
        Task::Package(options) => tasks::package::run(&around, &options),
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
