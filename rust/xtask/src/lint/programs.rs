//! The programs that look at code: rustfmt, clippy, cargo-deny, the C# compiler's analyzers, PSScriptAnalyzer.

use crate::rows::workshop::Workshop;
use crate::run::{Show, run};
use crate::table::Row;
use std::fs;
use std::path::PathBuf;
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
    let solution = match solution(shop) {
        Ok(solution) => solution,
        Err(why) => return Row::failed(what, start.elapsed(), why),
    };
    let mut build = dotnet.command(shop.around(), ["build"]);
    // Built anew: a project that is up to date would tell nothing.
    build.args(["--no-incremental", "--configuration", "Release"]);
    judged(what, build.arg("-warnaserror").arg(solution))
}

/// Every project of the tree in one file, so that they are built together, and those that others refer to once.
fn solution(shop: &Workshop<'_>) -> Result<PathBuf, String> {
    let listed = crate::lint::tree::Tree::read(shop.around())?.files;
    let projects = listed
        .iter()
        .filter(|file| file.path.ends_with(".csproj"))
        .map(|file| {
            let path = shop.around().path(&file.path);
            format!("  <Project Path=\"{}\" />\n", path.display())
        });
    let text = format!("<Solution>\n{}</Solution>\n", projects.collect::<String>());
    let folder = shop.scratch("lint");
    let file = folder.join("all.slnx");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, text))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(file)
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
