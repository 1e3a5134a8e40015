//! The programs that look at code: rustfmt, clippy, cargo-deny, the C# compiler's analyzers, PSScriptAnalyzer.

use crate::rows::workshop::Workshop;
use crate::run::{Show, run};
use crate::table::Row;
use std::process::Command;
use std::time::Instant;

/// Formatting of the Rust code.
#[must_use]
pub fn fmt(shop: &Workshop<'_>) -> Row {
    cargo(shop, "rustfmt", &["fmt", "--all", "--check"])
}

/// Lints of the Rust code, warnings included.
#[must_use]
pub fn clippy(shop: &Workshop<'_>) -> Row {
    cargo(
        shop,
        "clippy",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ],
    )
}

/// Licences, sources and doubled versions of the crates. Advisories need a download and are the workflow's.
#[must_use]
pub fn deny(shop: &Workshop<'_>) -> Row {
    if shop.around().on_path("cargo-deny").is_none() {
        return Row::skipped(
            "cargo-deny",
            "not on PATH: run `cargo install --locked cargo-deny`",
        );
    }
    cargo(
        shop,
        "cargo-deny",
        &[
            "deny",
            "--workspace",
            "check",
            "--hide-inclusion-graph",
            "bans",
            "licenses",
            "sources",
        ],
    )
}

fn cargo(shop: &Workshop<'_>, what: &str, args: &[&str]) -> Row {
    let mut command = Command::new(shop.around().cargo());
    command.args(args).current_dir(shop.around().root());
    judged(what, &mut command)
}

/// The C# code with every analyzer on, warnings as errors.
#[must_use]
pub fn csharp(shop: &Workshop<'_>) -> Row {
    let what = "C# analyzers";
    let dotnet = match shop.dotnet() {
        Ok(dotnet) => dotnet,
        Err(why) => return Row::skipped(what, why),
    };
    let start = Instant::now();
    let listed = crate::lint::tree::Tree::read(shop.around());
    let projects = listed.map(|tree| {
        tree.files
            .into_iter()
            .map(|file| file.path)
            .filter(|path| path.ends_with(".csproj"))
            .collect::<Vec<_>>()
    });
    let projects = match projects {
        Ok(projects) => projects,
        Err(why) => return Row::skipped(what, why),
    };
    for project in projects {
        // Built anew: a project that is up to date would tell nothing.
        let mut build = dotnet.command(
            shop.around(),
            [
                "build",
                "--no-incremental",
                "--configuration",
                "Release",
                "-warnaserror",
                &project,
            ],
        );
        if let Err(why) = run(&mut build, Show::OnFailure).into_output() {
            return Row::failed(what, start.elapsed(), why);
        }
    }
    Row::passed(what, start.elapsed(), "")
}

/// The scripts, for both editions of PowerShell.
#[must_use]
pub fn scripts(shop: &Workshop<'_>) -> Row {
    let what = "PSScriptAnalyzer";
    let found = shop.pwsh().and_then(|pwsh| {
        Ok((
            pwsh,
            pwsh.module(&shop.tools, "PSScriptAnalyzer", "1.20.0")?,
        ))
    });
    match found {
        Err(why) => Row::skipped(what, why),
        Ok((pwsh, module)) => {
            let mut command = pwsh.script(shop.around(), "rust/xtask/scripts/Invoke-Analyzer.ps1");
            command
                .arg("-Analyzer")
                .arg(module)
                .arg("-Root")
                .arg(shop.around().root());
            judged(what, &mut command)
        }
    }
}

fn judged(what: &str, command: &mut Command) -> Row {
    let start = Instant::now();
    match run(command, Show::OnFailure).into_output() {
        Ok(_) => Row::passed(what, start.elapsed(), ""),
        Err(why) => Row::failed(what, start.elapsed(), why),
    }
}
