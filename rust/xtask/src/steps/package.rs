//! The steps of `package`: native files, modules, archives, checksums, signatures. `test` uses those that it needs.

use super::Step;
use crate::context::Context;
use crate::package::build::{Native, Toolchain, build_library, build_native};
use crate::package::module::{self, Packed};
use crate::package::rid::Rid;
use crate::package::{archive, checks, cli_archive, dev_archive, import_library, release, sign};
use crate::run;
use crate::say;
use std::fs;
use std::path::{Path, PathBuf};

/// Each builds and checks the files of a system. While one is linked on one processor, the next is compiled.
const NATIVES: [Step; 4] = [
    Step::new("natives/linux-x64", &["build-linux-x64"], |context| checked(context, Rid::LinuxX64)),
    Step::new("natives/win-x64", &["build-win-x64"], |context| checked(context, Rid::WinX64)).beside(),
    Step::new("natives/linux-arm64", &["build-linux-arm64"], |context| checked(context, Rid::LinuxArm64)).beside(),
    Step::new("natives/win-arm64", &["build-win-arm64"], |context| checked(context, Rid::WinArm64)).beside(),
];
pub const ALL_NATIVES: &[&str] = &["natives/linux-x64", "natives/win-x64", "natives/linux-arm64", "natives/win-arm64"];

/// Completions and manual pages, the same for every system.
pub const SHELL_FILES: Step = Step::new("package/shell-files", &[], cli_archive::write_shell_files);

pub const REBUILD: Step = Step::new("package/rebuild", &[], rebuild);

pub const MODULES: [Step; 2] = [
    Step::new("package/modules", &["dotnet"], modules).after(ALL_NATIVES),
    Step::new("package/archives", &["dotnet"], archives).after(&["package/modules"]),
];

/// Steps of `package` only. Only the publisher has a certificate, so a missing one isn't a failure, but is always
/// reported. The archives of `azmi`, and those for C and C++, come after signing, which writes the release files again.
pub const HANDED_OUT: [Step; 3] = [
    Step::new("signed", &["certificate", "dotnet"], signed).after(&["package/archives"]),
    Step::new("package/dev-archives", &["dotnet"], dev_archives).after(&["package/archives", "signed"]),
    Step::new("package/cli-archives", &["dotnet"], cli_archives).after(&[
        "package/shell-files",
        "package/archives",
        "signed",
    ]),
];

/// Replaces them on a machine that builds for another one.
pub const SET_ASIDE: Step = Step::new("natives/set-aside", &[], set_aside).after(ALL_NATIVES);

/// Returns the steps that build for the systems of this task.
pub fn natives(context: &Context) -> impl Iterator<Item = Step> {
    let asked = context.systems.iter().map(|rid| format!("natives/{rid}")).collect::<Vec<_>>();
    NATIVES.into_iter().filter(move |step| asked.iter().any(|name| name == step.name))
}

/// Returns the systems of this task that this machine can build for.
fn buildable(context: &Context) -> Vec<Rid> {
    let can = |rid: &Rid| Toolchain::find(context, *rid).is_ok();
    context.systems.iter().copied().filter(can).collect()
}

fn checked(context: &Context, rid: Rid) -> Result<String, String> {
    let (toolchain, native) = (Toolchain::find(context, rid)?, build_native(context, rid)?);
    let prefixes = toolchain.path_prefixes(context);
    let folders: Vec<&Path> = prefixes.iter().map(|(folder, _)| folder.as_path()).collect();
    let names = import_library::recorded(context)?;
    let (mut found, mut sizes) = (Vec::new(), Vec::new());
    for (file, name, names) in [(&native.library, rid.library(), Some(&names)), (&native.program, rid.program(), None)]
    {
        let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let mut wrong = checks::findings(rid, &bytes, names, &folders);
        wrong.extend(toolchain.wrong_mark(checks::is_test_build(&bytes)).map(str::to_owned));
        found.extend(wrong.into_iter().map(|wrong| format!("{name} {wrong}")));
        sizes.push(format!("{name} {} KB", bytes.len().div_ceil(1000)));
    }
    found.iter().for_each(|finding| say!("{rid}: {finding}"));
    let note = format!("{}; {}", toolchain.title(), sizes.join(", "));
    if !matches!(toolchain, Toolchain::Plain) || rid.is_windows() {
        return found.first().map_or(Ok(note.clone()), |first| Err(format!("{first}; {note}")));
    }
    // Good enough for tests on this machine. The CI workflow builds releases with Zig.
    found.retain(|finding| !finding.contains("cargo-zigbuild"));
    match found.first() {
        None => Ok(format!("{note}; for a release, install cargo-zigbuild")),
        Some(first) => Err(format!("{first}; {note}")),
    }
}

/// Copies the native files to a folder for another machine.
fn set_aside(context: &Context) -> Result<String, String> {
    let folder = context.target.join("package/natives");
    for rid in buildable(context) {
        module::put(&build_native(context, rid)?, rid, &folder)?;
    }
    Ok(folder.display().to_string())
}

fn modules(context: &Context) -> Result<String, String> {
    let build = |rid: Rid| Ok((rid, build_native(context, rid)?));
    let natives = buildable(context).into_iter().map(build).collect::<Result<Vec<(Rid, Native)>, String>>()?;
    let packed = module::lay_out(context, &context.place, &natives)?;
    let systems: Vec<&str> = packed.systems().into_iter().map(Rid::name).collect();
    match Rid::host() {
        Some(host) if !systems.contains(&host.name()) => Err(format!("it has no files for {host}")),
        _ => Ok(systems.join(", ")),
    }
}

/// Makes the archives twice, creating the folders again in between, compares them, and writes them.
fn archives(context: &Context) -> Result<String, String> {
    let first = release::archives(&Packed::at(&context.place))?;
    modules(context)?;
    let again = release::archives(&Packed::at(&context.place))?;
    if let Some((one, _)) = first.iter().zip(&again).find(|(one, other)| one != other) {
        return Err(format!("{} isn't reproducible", one.0));
    }
    release::write(context, &first)?;
    release::sizes(&release::dist(context))
}

fn signed(context: &Context) -> Result<String, String> {
    let packed = Packed::at(&context.place);
    let mut files = sign::to_sign(&packed.folder)?;
    files.extend(sign::to_sign(&packed.dsc)?);
    let certificate = context.certificate.as_ref().ok_or("no certificate was specified")?;
    sign::sign(context, &files, certificate)?;
    release::write(context, &release::archives(&packed)?)?;
    Ok(format!("{} files", files.len()))
}

/// Adds a development archive for each system to the release files, with the library of the packed module, which may be
/// signed.
fn dev_archives(context: &Context) -> Result<String, String> {
    add_archives(context, |packed, rid, dist| {
        dev_archive::make(context, rid, &packed.folder.join(rid.name()).join(rid.library()), dist)
    })
}

/// Adds an archive with `azmi`, its completions and manual pages for each system.
fn cli_archives(context: &Context) -> Result<String, String> {
    let shell_files = archive::read(&cli_archive::shell_files(context)?, "")?;
    add_archives(context, |packed, rid, dist| cli_archive::make(context, packed, rid, &shell_files, dist))
}

fn add_archives(
    context: &Context,
    make: impl Fn(&Packed, Rid, &Path) -> Result<PathBuf, String>,
) -> Result<String, String> {
    let (packed, dist) = (Packed::at(&context.place), release::dist(context));
    packed.systems().into_iter().try_for_each(|rid| make(&packed, rid, &dist).map(drop))?;
    release::add_sums(&dist)?;
    release::sizes(&dist)
}

/// Builds this system's library again in an empty folder, and checks that the bytes are the same.
fn rebuild(context: &Context) -> Result<String, String> {
    let rid = Rid::host().ok_or("the module doesn't support this system")?;
    let elsewhere = context.target.join("another folder");
    let _ = fs::remove_dir_all(&elsewhere);
    let list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    let list = run::read(context.command("git").args(list))?;
    for file in list.split('\0').filter(|file| !file.is_empty() && context.path(file).is_file()) {
        let to = elsewhere.join(file);
        fs::create_dir_all(to.parent().unwrap_or(&elsewhere))
            .and_then(|()| fs::copy(context.path(file), &to))
            .map_err(|error| format!("{}: {error}", to.display()))?;
    }
    let hash = |library: &Path| {
        let bytes = fs::read(library).map_err(|error| format!("{}: {error}", library.display()))?;
        Ok::<_, String>(release::sha256(&bytes))
    };
    let again = hash(&build_library(&context.with_target(elsewhere.clone(), elsewhere.join("target")), rid)?)?;
    let first = hash(&build_native(context, rid)?.library)?;
    if first != again {
        return Err(format!("{rid}: {first} here, {again} elsewhere"));
    }
    fs::remove_dir_all(&elsewhere).map_err(|error| format!("{}: {error}", elsewhere.display()))?;
    Ok(format!("{rid}: SHA-256 {first}"))
}
