//! Runs C programs that misuse the library in every way, from many threads and in forked children, and checks which
//! calls they tried.

use azmi_native_tests::{Program, contract, emulator, linked, run};
use std::collections::BTreeMap;
use std::process::Command;

/// Programs that must find no failures; the last one forks.
pub const PROGRAMS: [&str; 4] = ["hard_arguments", "hard_structs", "hard_threads", "hard_fork"];

/// Compiles a program of `tests/abi`.
pub fn program(name: &str, more: &[&str]) -> Program {
    let more = [&["-g"][..], more].concat();
    linked("cc", "-std=gnu11", &format!("tests/abi/{name}.c"), &more)
}

#[test]
#[ignore = "needs cc and the library: cargo xtask test --only abi/attack"]
fn every_function_survives_misuse() {
    let emulator = emulator(&[]);
    let mut tried: BTreeMap<String, u64> = BTreeMap::new();
    for name in PROGRAMS {
        let program = program(name, &[]);
        let output = run(Command::new(&program).env_clear().envs(emulator.environment()));
        for line in output.lines().filter_map(|line| line.strip_prefix("tried ")) {
            let (name, calls) = line.split_once(' ').expect("a name and a number");
            *tried.entry(name.to_owned()).or_default() += calls.parse::<u64>().expect("a number");
        }
    }
    let contract = contract("tests/abi/contract.json");
    let recorded = contract["functions"].as_array().expect("names").iter().filter_map(|name| name.as_str());
    let untried: Vec<&str> = recorded.filter(|name| !tried.contains_key(*name)).collect();
    assert!(untried.is_empty() && !tried.is_empty(), "never called: {untried:?}");
    println!("{} functions, {} calls", tried.len(), tried.values().sum::<u64>());
}
