//! Build script of the library and the program: gives a Windows file its version resource, so that Explorer and inventories can tell
//! which version it is, and whether it is one that was released or one that was built for tests.

use std::env;
use std::io::{Error, Result};
use std::path::Path;
use std::process::Command;
use winresource::{VersionInfo, WindowsResource};

/// `VS_FF_PRERELEASE` and `VS_FF_SPECIALBUILD`.
const TEST_BUILD: u64 = 0x02 | 0x20;

fn main() {
    println!("cargo::rerun-if-changed=../build/version_info.rs");
    println!("cargo::rerun-if-env-changed=AZMI_ZIG");
    if variable("CARGO_CFG_TARGET_OS") != "windows" {
        return;
    }
    let resource = describe();
    let compiled = match env::var_os("AZMI_ZIG") {
        Some(zig) if variable("CARGO_CFG_TARGET_ABI") == "llvm" => compile(&resource, zig.as_ref()),
        _ => resource.compile(),
    };
    // Without a resource compiler the file works all the same; the packaging checks what is released.
    if let Err(error) = compiled {
        println!("cargo::warning=no version resource: {error}");
    }
}

fn describe() -> WindowsResource {
    let (file, what) = match variable("CARGO_PKG_NAME").as_str() {
        "azmi-cli" => ("azmi.exe", "Managed identity from a shell"),
        _ => ("azmi.dll", "Managed-identity tokens and VM principal ids"),
    };
    let mut resource = WindowsResource::new();
    resource
        .set("ProductName", "ManagedIdentity")
        .set("OriginalFilename", file)
        .set("InternalName", "azmi")
        .set("LegalCopyright", "MIT License");
    if variable("CARGO_CFG_TARGET_ENV") == "msvc" {
        resource.set("FileDescription", what);
    } else {
        resource
            .set("FileDescription", &format!("{what} (test build)"))
            .set("SpecialBuild", "For tests: releases are built with MSVC")
            .set_version_info(VersionInfo::FILEFLAGS, TEST_BUILD);
    }
    resource
}

/// Zig brings a resource compiler, but none with the name that the crate looks for.
fn compile(resource: &WindowsResource, zig: &Path) -> Result<()> {
    let folder = variable("OUT_DIR");
    let source = Path::new(&folder).join("version.rc");
    let object = Path::new(&folder).join("version.o");
    resource.write_resource_file(&source)?;
    let status = Command::new(zig)
        .args(["rc", "/:auto-includes", "none", "/:output-format", "coff"])
        .args(["/:target", "arm64", "/fo"])
        .arg(&object)
        .arg("--")
        .arg(&source)
        .status()?;
    if !status.success() {
        return Err(Error::other("`zig rc` failed"));
    }
    println!("cargo::rustc-link-arg={}", object.display());
    Ok(())
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
