//! The attacks again, with every access to memory watched: under Valgrind, and with the sanitizers of compiler and library. What
//! looks at memory first has to find what is wrong in a program that is wrong. It takes minutes, so it is for `--deep`.

use super::attack::{CONTROL, Ground, PROGRAMS, compiler};
use crate::rows::workshop::Workshop;
use crate::run::{Show, run};
use crate::table::Row;
use crate::tools::std_source::Std;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// Valgrind over a build with all names in it.
pub(super) fn valgrind(shop: &Workshop<'_>) -> Row {
    let valgrind = shop.around().on_path("valgrind");
    judged("abi: Valgrind", || {
        let valgrind = valgrind.ok_or("no valgrind on PATH: install valgrind")?;
        let compiler = compiler(shop)?;
        Ok(move || {
            let library = shop.rust()?.library.clone();
            let library = library.ok_or("cargo built no native library")?;
            let ground = Ground::new(shop, compiler, &library, "valgrind", &[])?;
            let suppressions = shop.around().path("tests/abi/valgrind.supp");
            examine(&ground, |forks| {
                let mut words: Vec<OsString> = vec![valgrind.clone().into()];
                words.extend(["-q", "--error-exitcode=99"].map(Into::into));
                words.push(format!("--suppressions={}", suppressions.display()).into());
                if !forks {
                    let leaks = [
                        "--leak-check=full",
                        "--show-leak-kinds=definite",
                        "--errors-for-leak-kinds=definite",
                    ];
                    words.extend(leaks.map(Into::into));
                }
                words
            })
        })
    })
}

/// AddressSanitizer in the library and in the programs; it looks for leaks, too.
pub(super) fn address(shop: &Workshop<'_>) -> Row {
    judged("abi: AddressSanitizer", || {
        let compiler = compiler(shop)?;
        Ok(move || {
            let mut cargo = sanitizing(
                shop,
                "address",
                &["build", "--package", "azmi-ffi", "--lib"],
            );
            run(&mut cargo, Show::OnFailure).into_output()?;
            let library = folder(shop, "address")
                .join(TRIPLE)
                .join("debug/libazmi.so");
            let ground = Ground::new(shop, compiler, &library, "address", &["-fsanitize=address"])?;
            examine(&ground, |_| Vec::new())
        })
    })
}

/// ThreadSanitizer over the paths that many threads take, with a standard library that is built for it: gcc's own runtime is too old to
/// be linked with, so here the programs are those of Rust.
pub(super) fn thread(shop: &Workshop<'_>) -> Row {
    judged("abi: ThreadSanitizer", || {
        if !cfg!(target_os = "linux") {
            return Err("the sanitizers are set up for Linux only".to_owned());
        }
        // The one that is installed has no sanitizer in it, so it is built in any case.
        let std = Std::find_source(shop.around())?;
        Ok(move || {
            let args = [
                "test",
                "--package",
                "azmi-core",
                "--package",
                "azmi-ffi",
                "--test",
                "it",
                "--",
                "concurrency",
                "threads",
            ];
            let mut cargo = sanitizing(shop, "thread", &args);
            let suppressions = shop.around().path("tests/abi/tsan.supp");
            let options = format!("halt_on_error=1 suppressions={}", suppressions.display());
            std.prepare(&mut cargo);
            cargo.env("TSAN_OPTIONS", options);
            let output = run(&mut cargo, Show::OnFailure).into_output()?;
            let counts = crate::counts::libtest(&output);
            if counts.passed < 5 {
                return Err(format!("only {} tests ran", counts.passed));
            }
            Ok(format!("{} tests, 0 findings", counts.passed))
        })
    })
}

/// The programs that must find nothing, after the one in which something must be found.
fn examine(
    ground: &Ground<'_>,
    launcher: impl Fn(bool) -> Vec<OsString>,
) -> Result<String, String> {
    let control = ground.run(CONTROL, &launcher(false), Show::Never)?;
    if control.ok {
        return Err("it does not see that freed memory is read".to_owned());
    }
    for program in PROGRAMS {
        ground
            .run(program, &launcher(program.forks), Show::OnFailure)?
            .into_output()?;
    }
    Ok(format!("{} programs, 0 findings", PROGRAMS.len()))
}

/// Cargo with a sanitizer. The target is named, or build scripts would be instrumented, too.
fn sanitizing(shop: &Workshop<'_>, sanitizer: &str, args: &[&str]) -> Command {
    let mut cargo = Command::new(shop.around().cargo());
    cargo
        .args(args)
        .args(["--target", TRIPLE])
        .current_dir(shop.around().root())
        .env("CARGO_TARGET_DIR", folder(shop, sanitizer))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", format!("-Zsanitizer={sanitizer}"));
    cargo
}

fn folder(shop: &Workshop<'_>, sanitizer: &str) -> PathBuf {
    shop.around().target().join("sanitized").join(sanitizer)
}

/// A row that is skipped for what it lacks.
fn judged<W>(what: &str, prepare: impl FnOnce() -> Result<W, String>) -> Row
where
    W: FnOnce() -> Result<String, String>,
{
    let start = Instant::now();
    match prepare() {
        Err(why) => Row::skipped(what, why),
        Ok(work) => match work() {
            Ok(note) => Row::passed(what, start.elapsed(), note),
            Err(why) => Row::failed(what, start.elapsed(), why),
        },
    }
}
