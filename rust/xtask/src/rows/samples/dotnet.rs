//! The samples in C#: on .NET, and on Mono as the nearest thing to .NET Framework outside of Windows.

use super::{Ground, Ready, Stop, command, lines, step};
use std::fs;
use std::path::{Path, PathBuf};

/// The module's assembly, as its project builds it.
const ASSEMBLY: &str = "target/dotnet/bin/ManagedIdentity/release/ManagedIdentity.dll";
/// The library beside a program: the name that DllImport asks for has no `lib` in front.
const LIBRARY: &str = "azmi.so";

pub(super) fn modern(ground: &Ground<'_>) -> Result<Ready, Stop> {
    let around = ground.shop.around();
    let dotnet = ground.shop.dotnet().map_err(Stop::Missing)?;
    let project = "tests/samples/dotnet/Sample.csproj";
    step(&mut dotnet.command(around, ["build", project, "--configuration", "Release"]))?;
    let folder = around.path("target/dotnet/bin/Sample/release");
    copy(&ground.library, &folder.join(LIBRARY))?;
    let mut command = dotnet.command(around, [folder.join("Sample.dll")]);
    command.arg(ground.secret_uri()?);
    Ok(Ready {
        command,
        says: lines(["hello from the vault"]),
    })
}

pub(super) fn framework(ground: &Ground<'_>) -> Result<Ready, Stop> {
    let mono = ground.program("mono", "mono-devel")?;
    let mcs = ground.program("mcs", "mono-devel")?;
    let facade = facade().ok_or_else(|| {
        Stop::Missing("Mono has no netstandard.dll: install mono-devel".to_owned())
    })?;
    ground.shop.dotnet().map_err(Stop::Missing)?;
    // Built with the module, which has been packed then.
    ground.shop.packed()?;
    let folder = ground.folder("dotnet-framework")?;
    let assembly = folder.join("ManagedIdentity.dll");
    copy(&ground.shop.around().path(ASSEMBLY), &assembly)?;
    copy(&ground.library, &folder.join(LIBRARY))?;
    let map = "ManagedIdentity.dll.config";
    let maps = ground.file("dotnet-framework").join(map);
    copy(&maps, &folder.join(map))?;
    let program = folder.join("Sample.exe");
    let option = |name: &str, path: &Path| format!("{name}:{}", path.display());
    step(&mut command(
        &mcs,
        [
            "-warnaserror".to_owned(),
            // Compilers put attributes of newer frameworks into the assembly, which Mono has too.
            "-nowarn:1685".to_owned(),
            option("-out", &program),
            option("-r", &assembly),
            option("-r", &facade),
            ground
                .file("dotnet-framework/DeployTemplate.cs")
                .display()
                .to_string(),
        ],
    ))?;
    let mut command = command(&mono, [program]);
    command.args([&ground.subscription()?, "rg1"]);
    Ok(Ready {
        command,
        says: lines(["\"name\":\"framework-disk\""]),
    })
}

/// What stands for .NET Standard in Mono's newest set of assemblies.
fn facade() -> Option<PathBuf> {
    ["4.8-api", "4.7.2-api", "4.7.1-api"]
        .iter()
        .map(|set| {
            Path::new("/usr/lib/mono")
                .join(set)
                .join("Facades/netstandard.dll")
        })
        .find(|file| file.is_file())
}

fn copy(from: &Path, to: &Path) -> Result<(), Stop> {
    fs::copy(from, to)
        .map(drop)
        .map_err(|error| Stop::Failed(format!("{}: {error}", to.display())))
}
