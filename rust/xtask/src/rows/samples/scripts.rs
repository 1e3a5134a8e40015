//! The samples that need no build: Node.js, Python, Ruby, curl, PowerShell.

use super::{Ground, Ready, Stop, command, lines};
use crate::run::{Show, run};
use std::env;
use std::fs;
use std::path::Path;

pub(super) fn python(ground: &Ground<'_>) -> Result<Ready, Stop> {
    let python = ground.program("python3", "python3")?;
    let mut command = command(&python, [ground.file("python/list_groups.py")]);
    command.arg(ground.subscription()?);
    Ok(Ready {
        command,
        says: lines(["rg1"]),
    })
}

pub(super) fn ruby(ground: &Ground<'_>) -> Result<Ready, Stop> {
    let ruby = ground.program("ruby", "ruby")?;
    // Distributions take fiddle out of what they call ruby.
    if !run(&mut command(&ruby, ["-rfiddle", "-e", "1"]), Show::Never).ok {
        return Err(Stop::Missing("ruby has no fiddle: install it".to_owned()));
    }
    let mut command = command(&ruby, [ground.file("ruby/manage_group.rb")]);
    command.arg(ground.subscription()?);
    Ok(Ready {
        command,
        says: lines(["made: 201", "groups: rg1, ruby-sample", "deleted: 200"]),
    })
}

pub(super) fn node(ground: &Ground<'_>) -> Result<Ready, Stop> {
    let node = ground.program("node", "nodejs")?;
    let npm = ground.program("npm", "npm")?;
    let folder = ground.folder("node")?;
    for file in ["package.json", "package-lock.json", "deploy_template.mjs"] {
        copy(&ground.file("node").join(file), &folder.join(file))?;
    }
    let mut install = command(&npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    if ground.shop.tools.policy.offline {
        install.arg("--offline");
    }
    let installed = run(install.current_dir(&folder), Show::Never);
    if !installed.ok {
        let why = installed.output.lines().find(|line| line.contains("code"));
        return Err(Stop::Missing(format!(
            "npm has not got koffi ({}): run without --offline, with a registry",
            why.unwrap_or(&installed.reason)
        )));
    }
    let mut command = command(&node, [folder.join("deploy_template.mjs")]);
    command.arg(ground.subscription()?);
    Ok(Ready {
        command,
        says: lines(["Succeeded: node-disk"]),
    })
}

pub(super) fn curl(ground: &Ground<'_>) -> Result<Ready, Stop> {
    ground.program("curl", "curl")?;
    let azmi = ground.shop.azmi()?;
    let folders = env::split_paths(ground.shop.around().var("PATH").unwrap_or_default());
    let path = env::join_paths(azmi.parent().map(Path::to_owned).into_iter().chain(folders))
        .map_err(|error| error.to_string())?;
    let mut command = command(Path::new("sh"), [ground.file("curl/list_groups.sh")]);
    command
        .args([&ground.subscription()?, ground.endpoint()?])
        .env("PATH", path);
    let group = format!(
        "/subscriptions/{}/resourceGroups/rg1",
        ground.subscription()?
    );
    let answer = format!(
        r#"{{"value":[{{"id":"{group}","location":"westeurope","name":"rg1","properties":{{"provisioningState":"Succeeded"}},"type":"Microsoft.Resources/resourceGroups"}}]}}"#
    );
    Ok(Ready {
        command,
        says: vec![answer.clone(), answer],
    })
}

pub(super) fn powershell(ground: &Ground<'_>) -> Result<Ready, Stop> {
    let shell = ground.shop.pwsh().map_err(Stop::Missing)?;
    ground.shop.dotnet().map_err(Stop::Missing)?;
    let modules = ground.shop.packed()?.folder.ancestors().nth(2);
    let mut command = shell.script(
        ground.shop.around(),
        "tests/samples/powershell/Get-ResourceGroup.ps1",
    );
    command
        .args(["-SubscriptionId", &ground.subscription()?])
        .args(["-Endpoint", ground.endpoint()?])
        .env("PSModulePath", modules.unwrap_or(Path::new("")))
        // Invoke-RestMethod asks OpenSSL, which has no other place to name a further root.
        .env("SSL_CERT_FILE", ground.emulator.fact("caFile")?);
    Ok(Ready {
        command,
        says: lines(["rg1"]),
    })
}

fn copy(from: &Path, to: &Path) -> Result<(), Stop> {
    fs::copy(from, to)
        .map(drop)
        .map_err(|error| Stop::Failed(format!("{}: {error}", to.display())))
}
