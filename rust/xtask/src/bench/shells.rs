//! PowerShell: whole scripts, importing, a cmdlet called again and again, memory.

use super::figures::{Figures, Lack};
use super::peers;
use super::prepare::{EmptyModules, Prepared};
use super::processes::Turns;
use super::scripts;
use crate::emulator::Emulator;
use crate::run::{Show, run};
use crate::surroundings::Surroundings;
use crate::tools::Tools;
use crate::tools::azure_clients::Client;
use crate::tools::powershell::PowerShell;
use std::path::Path;
use std::process::Command;

const IMPORT: &str = "rust/xtask/scripts/bench/Measure-Import.ps1";
const CACHED: &str = "rust/xtask/scripts/bench/Measure-Cached.ps1";

/// Measures all of it, where there is a PowerShell and a packed module.
pub fn measure(
    around: &Surroundings,
    prepared: &Prepared,
    emulator: &Emulator,
    quick: bool,
    figures: &mut Figures,
) {
    let shell = PowerShell::find(&Tools::new(around, true));
    let found = shell
        .map_err(Lack::Absent)
        .and_then(|shell| Ok((shell, prepared.module.clone()?, prepared.empty.clone()?)));
    let (shell, module, empty) = match found {
        Ok(found) => found,
        Err(lack) => return figures.miss("pwsh", lack),
    };
    let shell = Shell {
        around,
        shell,
        prepared,
        emulator,
    };
    shell.scripts(&module, &empty, if quick { 1 } else { 15 }, figures);
    shell.imports(&module, &empty, if quick { 1 } else { 15 }, figures);
    shell.cached(
        &module,
        &empty.plain,
        if quick { 50 } else { 2_000 },
        figures,
    );
}

struct Shell<'a> {
    around: &'a Surroundings,
    shell: PowerShell,
    prepared: &'a Prepared,
    emulator: &'a Emulator,
}

impl Shell<'_> {
    fn script(&self, file: &str, args: &[&str]) -> Command {
        let mut command = self.shell.script(self.around, file);
        command.args(args);
        self.pointed(command)
    }

    fn pointed(&self, mut command: Command) -> Command {
        let subscription = self.emulator.fact("subscriptionId").unwrap_or_default();
        command
            .envs(self.emulator.environment())
            .env("AZMI_BENCH_SUBSCRIPTION", subscription);
        // .NET takes the emulator's root from there, as ours does from its own variable.
        let roots = self
            .emulator
            .environment()
            .find(|(name, _)| *name == "AZMI_CA_FILE");
        if let Some((_, file)) = roots {
            command.env("SSL_CERT_FILE", file);
        }
        command
    }

    fn command(&self, text: &str) -> Command {
        self.pointed(self.shell.command(["-Command", text]))
    }

    /// Whole scripts, by turns, and the most memory each had.
    fn scripts(&self, module: &Path, empty: &EmptyModules, runs: usize, figures: &mut Figures) {
        let assemblies = self.prepared.peers.join("dotnet");
        let there = peers::installed(self.prepared, Client::DotNet);
        let mut turns = Turns::default();
        for (name, text) in scripts::all(module, &empty.viewed, &assemblies) {
            let id = format!("pwsh: {name}");
            if let (true, Err(lack)) = (name.ends_with("Azure.Identity"), &there) {
                figures.miss(&id, lack.clone());
                continue;
            }
            // The first run shows whether it works, and what it needs.
            let asked = if text == "exit" { "$null" } else { &text };
            let asked = format!("{asked}{}", scripts::PEAK);
            match run(&mut self.command(&asked), Show::OnFailure).into_output() {
                Ok(output) => {
                    let peak = output.lines().last().map(|line| line.trim().parse());
                    let peak = match peak {
                        Some(Ok(peak)) => Ok(vec![peak]),
                        _ => Err(format!("it ended with no number: {output}")),
                    };
                    figures.take(&format!("pwsh memory: {name}"), "KiB", peak);
                    turns.add(id, Box::new(move || self.command(&text)));
                }
                Err(why) => figures.miss(&id, why),
            }
        }
        turns.measure(runs, figures);
    }

    fn imports(&self, module: &Path, empty: &EmptyModules, runs: usize, figures: &mut Figures) {
        let warm = empty.warm.display().to_string();
        let one = |module: &Path| {
            let module = module.display().to_string();
            let mut command = self.script(IMPORT, &["-Warm", &warm, "-Module", &module]);
            let output = run(&mut command, Show::OnFailure).into_output()?;
            let number = output.trim().parse::<f64>();
            number.map_err(|error| format!("{}: {error}", output.trim()))
        };
        let mut all = [
            ("import: ours", module, Vec::new()),
            ("import: empty module", &empty.plain, Vec::new()),
            (
                "import: empty module with a view",
                &empty.viewed,
                Vec::new(),
            ),
        ];
        for _ in 0..runs {
            for (_, module, samples) in &mut all {
                samples.push(one(module));
            }
        }
        for (name, _, samples) in all {
            let samples: Result<_, String> = samples.into_iter().collect();
            figures.take(name, "ms", samples);
        }
    }

    fn cached(&self, module: &Path, empty: &Path, calls: usize, figures: &mut Figures) {
        let (module, empty) = (module.display().to_string(), empty.display().to_string());
        let calls = calls.to_string();
        let args = ["-Module", &module, "-Empty", &empty, "-Calls", &calls];
        let told = run(&mut self.script(CACHED, &args), Show::OnFailure).into_output();
        let column = |number: usize| -> Result<Vec<f64>, String> {
            let text = told.as_ref().map_err(Clone::clone)?;
            let cell = |line: &str| {
                line.split_ascii_whitespace()
                    .nth(number)?
                    .parse::<f64>()
                    .ok()
            };
            Ok(text.lines().filter_map(cell).collect())
        };
        figures.take("cached token: cmdlet", "us", column(0));
        figures.take("cached token: empty cmdlet", "us", column(1));
    }
}
