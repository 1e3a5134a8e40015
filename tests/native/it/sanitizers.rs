//! Runs the attacks again with Valgrind and AddressSanitizer, after checking that each tool detects a known error.

use crate::attack::{PROGRAMS, program};
use azmi_native_tests::{emulator, ended, tree};
use std::ffi::OsString;
use std::process::Command;

fn examine(flags: &[&str], launcher: impl Fn(bool) -> Vec<OsString>) {
    let emulator = emulator(&[]);
    let ran = |name: &str| {
        let mut words = launcher(name == "hard_fork");
        let program = program(name, flags);
        words.push(program.as_ref().to_owned());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).env_clear().envs(emulator.environment());
        ended(&mut command)
    };
    let control = ran("hard_control");
    assert!(!control.status.success(), "it doesn't detect a read of freed memory");
    for name in PROGRAMS {
        let output = ran(name);
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
#[ignore = "needs cc, valgrind and a debug build: cargo xtask test --only abi/valgrind"]
fn valgrind_finds_no_errors() {
    examine(&[], |forks| {
        let mut words: Vec<OsString> = ["valgrind", "-q", "--error-exitcode=99"].map(Into::into).to_vec();
        words.push(format!("--suppressions={}", tree("tests/abi/valgrind.supp").display()).into());
        // In a forked child, memory of the parent's threads looks lost, but isn't a leak.
        if !forks {
            let leaks = ["--leak-check=full", "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite"];
            words.extend(leaks.map(Into::into));
        }
        words
    });
}

#[test]
#[ignore = "needs cc and a build with AddressSanitizer: cargo xtask test --only abi/address"]
fn address_sanitizer_finds_no_errors() {
    examine(&["-fsanitize=address"], |_| Vec::new());
}
