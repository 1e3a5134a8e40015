//! Measures PowerShell: whole scripts as administrators write them, importing, repeated calls of a cmdlet, memory.

use crate::figures::{Figures, Lack};
use crate::peers::{self, RESOURCE, Words};
use crate::processes::hyperfine;
use crate::setup::{Setup, read};
use azmi_native_tests::emulator::Emulator;
use azmi_native_tests::tree;
use std::env;
use std::path::Path;

/// The URL of `vm1` in the emulator's scenario.
const MACHINE: &str = "$env:AZMI_ENVIRONMENT/subscriptions/$env:AZMI_BENCH_SUBSCRIPTION/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1?api-version=2024-07-01";
/// The end of a script, which prints its peak memory in KiB (Linux).
const PEAK: &str = "; [regex]::Match([IO.File]::ReadAllText('/proc/self/status'), 'VmHWM:\\s*(\\d+)').Groups[1].Value";

struct Shell {
    start: Words,
    environment: Vec<(String, String)>,
}

/// Measures everything, if there is a PowerShell and a packed module.
pub fn measure(setup: &Setup, emulator: &Emulator, figures: &mut Figures) {
    let pwsh = env::var_os("AZMI_TEST_PWSH").ok_or_else(|| Lack::Absent("no PowerShell 7".to_owned()));
    let found = pwsh.and_then(|pwsh| Ok((pwsh, setup.module.clone()?, setup.empty.clone()?)));
    let (pwsh, module, [plain, viewed, warm]) = match found {
        Ok(found) => found,
        Err(lack) => return figures.miss("pwsh", lack),
    };
    let mut environment: Vec<(String, String)> =
        emulator.environment().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let subscription = emulator.fact("subscriptionId").unwrap_or_default().to_owned();
    environment.push(("AZMI_BENCH_SUBSCRIPTION".to_owned(), subscription));
    // .NET reads the emulator's root from this variable; the module has its own.
    environment.push(("SSL_CERT_FILE".to_owned(), peers::variable(emulator, "AZMI_CA_FILE")));
    let start = env::split_paths(&pwsh).map(|word| word.display().to_string());
    let start = start.chain(["-NoLogo", "-NoProfile", "-NonInteractive"].map(str::to_owned)).collect();
    let shell = Shell { start, environment };
    shell.scripts(setup, &module, &viewed, figures);
    let one = |module: &Path| -> Result<f64, String> {
        let output = shell.file(
            "Measure-Import.ps1",
            &["-Warm", &warm.display().to_string(), "-Module", &module.display().to_string()],
        )?;
        output.trim().parse().map_err(|error| format!("{}: {error}", output.trim()))
    };
    for (id, module) in
        [("import: ours", &module), ("import: empty module", &plain), ("import: empty module with a view", &viewed)]
    {
        let runs = if setup.quick { 1 } else { 15 };
        figures.take(id, "ms", (0..runs).map(|_| one(module)).collect::<Result<Vec<_>, _>>());
    }
    let calls = if setup.quick { "50" } else { "2000" };
    let args = ["-Module", &module.display().to_string(), "-Empty", &plain.display().to_string(), "-Calls", calls];
    let told = shell.file("Measure-Cached.ps1", &args);
    let column = |at: usize| {
        told.clone().map(|text| {
            text.lines()
                .filter_map(|line| line.split_ascii_whitespace().nth(at)?.parse::<f64>().ok())
                .collect::<Vec<_>>()
        })
    };
    figures.take("cached token: cmdlet", "us", column(0));
    figures.take("cached token: empty cmdlet", "us", column(1));
}

impl Shell {
    fn words(&self, more: &[&str]) -> Words {
        self.start.iter().cloned().chain(more.iter().map(|word| (*word).to_owned())).collect()
    }

    fn file(&self, name: &str, args: &[&str]) -> Result<String, String> {
        let file = tree("bench/scripts").join(name).display().to_string();
        let words = self.words(&[&["-File", &file], args].concat());
        read(peers::command(&words).envs(self.environment.iter().cloned()))
    }

    /// Measures whole scripts and their peak memory.
    fn scripts(&self, setup: &Setup, module: &Path, viewed: &Path, figures: &mut Figures) {
        let there = peers::installed("dotnet");
        for (name, text) in scripts(module, viewed, &peers::folder().join("dotnet")) {
            let id = format!("pwsh: {name}");
            if let (true, Err(lack)) = (name.ends_with("Azure.Identity"), &there) {
                figures.miss(&id, lack.clone());
                continue;
            }
            // The first run checks that it works, and measures its memory.
            let asked = if text == "exit" { "$null" } else { &text };
            let asked = self.words(&["-Command", &format!("{asked}{PEAK}")]);
            let peak = read(peers::command(&asked).envs(self.environment.iter().cloned())).and_then(|output| {
                let peak = output.lines().last().and_then(|line| line.trim().parse().ok());
                peak.map(|peak| vec![peak]).ok_or_else(|| format!("it printed no number at the end: {output}"))
            });
            let worked = peak.clone();
            figures.take(&format!("pwsh memory: {name}"), "KiB", peak);
            let times = worked.map_err(Lack::Failed).and_then(|_| {
                hyperfine(&setup.folder, &self.words(&["-Command", &text]), &self.environment, setup.runs(15))
            });
            figures.take(&id, "ms", times);
        }
    }
}

/// Returns names and texts of the scripts. `module` is the manifest of the module, `viewed` that of the empty module
/// with a view, `assemblies` the folder of Azure.Identity.
fn scripts(module: &Path, viewed: &Path, assemblies: &Path) -> Vec<(&'static str, String)> {
    let (module, viewed, assemblies) = (module.display(), viewed.display(), assemblies.display());
    // The only warning is about the emulator's tokens, which no other client detects.
    let ours = format!(
        "$ErrorActionPreference = 'Stop'; $WarningPreference = 'SilentlyContinue'; Import-Module '{module}'; \
         $token = Get-ManagedIdentityToken -Resource {RESOURCE} -AsPlainText"
    );
    let rest = format!(
        "$ErrorActionPreference = 'Stop'; $token = (Invoke-RestMethod -Headers @{{ Metadata = 'true' }} \
         \"$env:AZURE_POD_IDENTITY_AUTHORITY_HOST/metadata/identity/oauth2/token?api-version=2018-02-01&resource={RESOURCE}\").access_token"
    );
    let azure_identity = format!(
        "$ErrorActionPreference = 'Stop'; Add-Type -Path '{assemblies}/Azure.Core.dll', '{assemblies}/Azure.Identity.dll'; \
         $credential = [Azure.Identity.ManagedIdentityCredential]::new([Azure.Identity.ManagedIdentityId]::SystemAssigned); \
         $token = $credential.GetToken([Azure.Core.TokenRequestContext]::new([string[]] @('{RESOURCE}/.default')), [Threading.CancellationToken]::None).Token"
    );
    let machine = format!(
        "$id = (Invoke-RestMethod -Headers @{{ Authorization = \"Bearer $token\" }} \"{MACHINE}\").identity.principalId"
    );
    let token = "if (-not $token) { exit 9 }";
    let id = "if (-not $id) { exit 9 }";
    vec![
        ("nothing", "exit".to_owned()),
        ("an empty module with a view", format!("Import-Module '{viewed}'")),
        ("token, ours", format!("{ours}; {token}")),
        ("token, Invoke-RestMethod", format!("{rest}; {token}")),
        ("token, Azure.Identity", format!("{azure_identity}; {token}")),
        ("token and VM, ours", format!("{ours}; $id = Get-VmPrincipalId -ResourceGroupName rg1 -Name vm1; {id}")),
        ("token and VM, Invoke-RestMethod", format!("{rest}; {machine}; {id}")),
        ("token and VM, Azure.Identity", format!("{azure_identity}; {machine}; {id}")),
    ]
}
